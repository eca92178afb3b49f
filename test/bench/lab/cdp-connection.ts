import type { Readable, Writable } from 'node:stream';

export type CdpParams = Readonly<Record<string, unknown>>;

export interface CdpEvent {
  readonly method: string;
  readonly params: CdpParams;
  readonly sessionId?: string;
}

interface CdpMessage extends Partial<CdpEvent> {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface PendingCall {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const END_OF_MESSAGE = 0;

/**
 * The Chrome DevTools Protocol over the two pipes of `--remote-debugging-pipe`: JSON messages, each ended by a NUL byte.
 * Only the domains that a run asks for are on, so that the measuring itself costs the page next to nothing.
 */
export class CdpConnection {
  readonly #output: Writable;
  readonly #pending = new Map<number, PendingCall>();
  readonly #listeners = new Set<(event: CdpEvent) => void>();
  #received: Buffer[] = [];
  #lastId = 0;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    input.on('data', (chunk: Buffer) => this.#take(chunk));
    input.on('close', () => this.#failAll(new Error('the browser closed its pipe')));
    output.on('error', (error) => this.#failAll(error));
  }

  subscribe(listener: (event: CdpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shapes of the answers: chromedevtools.github.io/devtools-protocol. */
  send<Result>(method: string, params: CdpParams = {}, sessionId?: string): Promise<Result> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<Result>((resolve, reject) => {
      this.#pending.set(id, { method, resolve: (result) => resolve(result as Result), reject });
      this.#output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(END_OF_MESSAGE); end >= 0; end = rest.indexOf(END_OF_MESSAGE)) {
      const text = Buffer.concat([...this.#received, rest.subarray(0, end)]).toString('utf8');
      this.#received = [];
      rest = rest.subarray(end + 1);
      this.#dispatch(JSON.parse(text) as CdpMessage);
    }
    if (rest.length > 0) this.#received.push(rest);
  }

  #dispatch(message: CdpMessage): void {
    if (message.id === undefined) {
      const { method = '', params = {}, sessionId } = message;
      for (const listener of this.#listeners) listener({ method, params, ...(sessionId ? { sessionId } : {}) });
      return;
    }
    const call = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`));
    else call?.resolve(message.result);
  }

  #failAll(error: Error): void {
    for (const call of this.#pending.values()) call.reject(new Error(`${call.method}: ${error.message}`));
    this.#pending.clear();
  }
}
