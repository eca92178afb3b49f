import type { HostAnswer } from './host-answer.ts';

export interface XhrPut {
  readonly url: string;
  readonly body: Blob | ArrayBuffer | null;
  readonly contentType?: string;
  readonly onSent?: (bytesSent: number) => void;
}

/**
 * One PUT with progress; `fetch` has none. Sends no header but the content type: an `Authorization` header makes Wix's
 * upload host refuse, and the address itself carries the right.
 * @returns the host's answer, with status 0 when there was none. Rejects with the signal's reason when aborted.
 */
export function xhrPut(put: XhrPut, signal: AbortSignal): Promise<HostAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const onAbort = () => {
      reject(signal.reason);
      xhr.abort();
    };
    const onEnd = () => {
      signal.removeEventListener('abort', onAbort);
      resolve({ status: xhr.status, body: xhr.responseText, header: headersOf(xhr) });
    };
    signal.addEventListener('abort', onAbort, { once: true });
    xhr.open('PUT', put.url);
    if (put.contentType !== undefined) xhr.setRequestHeader('Content-Type', put.contentType);
    if (put.onSent) {
      const { onSent } = put;
      xhr.upload.addEventListener('progress', (event) => onSent(event.loaded));
    }
    xhr.addEventListener('loadend', onEnd);
    xhr.send(put.body);
  });
}

/** Asking for one header that the host hides prints an error on the console; asking for all does not. */
export function headersOf(xhr: XMLHttpRequest): (name: string) => string | undefined {
  const lines = xhr.getAllResponseHeaders().split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return (name) => headers.get(name);
}

/** Adds `filename`, from which Wix takes the name shown and, for unknown types, the type. Keeps a query that is there. */
export function withFileName(url: string, fileName: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}filename=${encodeURIComponent(fileName)}`;
}
