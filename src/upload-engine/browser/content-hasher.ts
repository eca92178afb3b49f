import type { Failure } from '#contracts';
import type { ContentHasher } from '../ledger/content-checks.ts';
import { FailureError, type FileBody } from '../ports.ts';
import type { HashAnswer, HashRequest } from './content-hash.worker.ts';
import { fileBytes } from './file-body.ts';

/** Hashes files off the main thread, streamed: memory does not grow with the file. */
export interface BrowserContentHasher extends ContentHasher {
  /**
   * @returns the hash by which a file is known again, 64 lower-case hex digits.
   * @throws FailureError FILE_UNREADABLE
   */
  sample(body: FileBody): Promise<string>;
  dispose(): void;
}

interface Pending {
  readonly onSample: (sampleHash: string) => void;
  readonly onMd5: (md5: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Starts its worker at the first hash. One body is read at a time, in the order asked. */
export function createContentHasher(): BrowserContentHasher {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let nextId = 1;

  const stop = (reason: unknown) => {
    worker?.terminate();
    worker = undefined;
    const waiting = [...pending.values()];
    pending.clear();
    for (const { onError } of waiting) onError(reason);
  };
  const hear = (answer: HashAnswer) => {
    const waiting = pending.get(answer.id);
    if ('sample' in answer) return waiting?.onSample(answer.sample);
    pending.delete(answer.id);
    if ('md5' in answer) waiting?.onMd5(answer.md5);
    else waiting?.onError(new FailureError(failureOf(answer)));
  };
  const startedWorker = (): Worker => {
    if (worker) return worker;
    const started = new Worker(new URL('./content-hash.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<HashAnswer>) => hear(data));
    // The script could not be loaded or threw: nobody would ever answer.
    started.addEventListener('error', ({ message }) => {
      stop(new FailureError({ code: 'INTERNAL', message: `the hashing worker failed: ${message}`.slice(0, 1_000) }));
    });
    worker = started;
    return started;
  };
  const ask = (body: FileBody, wants: 'sample-and-md5' | 'sample', waiting: Pending): (() => void) => {
    const request: HashRequest = { id: nextId++, body: fileBytes(body), wants };
    const target = startedWorker();
    pending.set(request.id, waiting);
    target.postMessage(request);
    return () => {
      if (pending.delete(request.id)) target.postMessage({ cancel: request.id } satisfies HashRequest);
    };
  };

  return {
    md5: (body, signal, onSample = () => {}) =>
      new Promise<string>((resolve, reject) => {
        signal.throwIfAborted();
        const onAbort = () => {
          cancel();
          reject(signal.reason);
        };
        const leave = () => signal.removeEventListener('abort', onAbort);
        const cancel = ask(body, 'sample-and-md5', {
          onSample,
          onMd5(md5) {
            leave();
            resolve(md5);
          },
          onError(error) {
            leave();
            reject(error);
          },
        });
        signal.addEventListener('abort', onAbort, { once: true });
      }),
    sample: (body) =>
      new Promise<string>((resolve, reject) => {
        const done = ask(body, 'sample', {
          onSample(sampleHash) {
            done();
            resolve(sampleHash);
          },
          onMd5: () => {},
          onError: reject,
        });
      }),
    dispose: () => stop(new DOMException('the hasher was disposed of', 'AbortError')),
  };
}

function failureOf(answer: Exclude<HashAnswer, { md5: string } | { sample: string }>): Failure {
  return 'unreadable' in answer
    ? { code: 'FILE_UNREADABLE', message: answer.unreadable.slice(0, 1_000) }
    : { code: 'INTERNAL', message: answer.broken.slice(0, 1_000) };
}
