/**
 * The few globals that every runtime of the engine has (browsers, workers, Node 20) and that ES2023's own library does
 * not declare. The core is compiled without the DOM library so that nothing else of a runtime can slip in.
 */
declare interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  throwIfAborted(): void;
}

declare interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare var AbortController: { new (): AbortController };
