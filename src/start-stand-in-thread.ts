import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StandInOptions } from '#wix-stand-in';
import type { StandInOrder, StandInStarted } from './stand-in-thread.ts';

/** The stand-in on a thread of its own. */
export interface StandInThread extends StandInStarted {
  connectApp(addresses: { readonly pageUrl: string; readonly webhookUrl: string }): void;
  close(): Promise<void>;
}

/**
 * Starts the stand-in as what it stands for: a machine that does not wait while our database works. A bug that ends the
 * thread later ends the process.
 * @throws what kept it from listening.
 */
export async function startStandInThread(options: StandInOptions): Promise<StandInThread> {
  const worker = new Worker(new URL('./stand-in-thread.js', import.meta.url), { workerData: options });
  const order = (message: StandInOrder) => worker.postMessage(message);
  const [started] = (await once(worker, 'message')) as [StandInStarted];
  return {
    ...started,
    connectApp: (addresses) => order({ kind: 'connect', addresses }),
    async close() {
      const ended = once(worker, 'exit');
      order({ kind: 'close' });
      await ended;
    },
  };
}
