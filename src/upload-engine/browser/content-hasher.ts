import type { Failure } from '#contracts';
import type { ContentHasher } from '../ledger/content-checks.ts';
import { FailureError, type FileBody } from '../ports.ts';
import type { HashAnswer, HashOrder, HashRequest } from './content-hash.worker.ts';
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
  readonly wants: HashRequest['wants'];
  readonly onSample: (sampleHash: string) => void;
  readonly onMd5: (md5: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Starts its worker at the first hash. One body is read at a time, in the order asked.
 * @param gatherMs how long a question may wait for company: messages cost more than hashing small files. Milliseconds;
 * 0 for those who ask one after the other
 */
export function createContentHasher(gatherMs = 0): BrowserContentHasher {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let gathering: HashRequest[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let nextId = 1;

  const stop = (reason: unknown) => {
    clearTimeout(timer);
    timer = undefined;
    gathering = [];
    worker?.terminate();
    worker = undefined;
    const waiting = [...pending.values()];
    pending.clear();
    for (const { onError } of waiting) onError(reason);
  };
  const hear = (answer: HashAnswer) => {
    const waiting = pending.get(answer.id);
    if (!waiting) return;
    const failure = failureOf(answer);
    const isLast = failure !== undefined || answer.md5 !== undefined || waiting.wants === 'sample';
    if (isLast) pending.delete(answer.id);
    if (answer.sample !== undefined) waiting.onSample(answer.sample);
    if (answer.md5 !== undefined) waiting.onMd5(answer.md5);
    if (failure) waiting.onError(new FailureError(failure));
  };
  const startedWorker = (): Worker => {
    if (worker) return worker;
    const started = new Worker(new URL('./content-hash.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<readonly HashAnswer[]>) => data.forEach(hear));
    // The script could not be loaded or threw: nobody would ever answer.
    started.addEventListener('error', ({ message }) => {
      stop(new FailureError({ code: 'INTERNAL', message: `the hashing worker failed: ${message}`.slice(0, 1_000) }));
    });
    worker = started;
    return started;
  };
  const order = (target: Worker, what: HashOrder) => target.postMessage(what);
  const ask = (body: FileBody, waiting: Pending): (() => void) => {
    const target = startedWorker();
    const request: HashRequest = { id: nextId++, body: fileBytes(body), wants: waiting.wants };
    pending.set(request.id, waiting);
    gathering.push(request);
    const send = () => {
      timer = undefined;
      order(target, gathering);
      gathering = [];
    };
    if (gatherMs === 0) send();
    else timer ??= setTimeout(send, gatherMs);
    return () => {
      if (!pending.delete(request.id)) return;
      if (gathering.includes(request)) gathering = gathering.filter((other) => other !== request);
      else order(target, { cancel: request.id });
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
        const cancel = ask(body, {
          wants: 'sample-and-md5',
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
        ask(body, { wants: 'sample', onSample: resolve, onMd5: () => {}, onError: reject });
      }),
    dispose: () => stop(new DOMException('the hasher was disposed of', 'AbortError')),
  };
}

function failureOf({ unreadable, broken }: HashAnswer): Failure | undefined {
  if (unreadable !== undefined) return { code: 'FILE_UNREADABLE', message: unreadable.slice(0, 1_000) };
  if (broken !== undefined) return { code: 'INTERNAL', message: broken.slice(0, 1_000) };
  return undefined;
}
