import type { Metrics } from './metrics.ts';

/** Wix's own runtime ends a web method after 14 s; one request to Wix may take twice that before we call it lost. */
const WIX_TIMEOUT_MS = 30_000;

/** Wix could not be reached or did not answer in time. A plain Error: the SDK writes `message` on what it catches, which a DOMException forbids. */
export class WixUnreachableError extends Error {
  constructor(cause: unknown) {
    super('Wix could not be reached', { cause });
    this.name = 'WixUnreachableError';
  }
}

/**
 * One request to Wix with a time limit, measured.
 * @param operation Wix's name of the method; becomes a label, so it must come from a small set.
 * @throws WixUnreachableError when there is no answer.
 */
export async function fetchWix(
  operation: string,
  metrics: Metrics,
  input: Parameters<typeof fetch>[0],
  init?: RequestInit,
): Promise<Response> {
  const startedAt = performance.now();
  const report = (status: number | 'unreachable') =>
    metrics.wixAnswered(operation, status, (performance.now() - startedAt) / 1000);
  try {
    const response = await fetch(input, { ...init, signal: AbortSignal.timeout(WIX_TIMEOUT_MS) });
    report(response.status);
    return response;
  } catch (error) {
    report('unreachable');
    throw new WixUnreachableError(error);
  }
}
