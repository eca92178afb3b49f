import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StandIn, StandInOptions } from '#wix-stand-in';
import type { StandInOrder, StandInStarted } from './stand-in-thread.ts';

/**
 * As `startStandIn`, on a thread of its own, as what it stands for: a machine that does not wait while our database works. A
 * bug that ends the thread later ends the process.
 * @throws what kept it from listening.
 */
export async function startStandInThread(options: StandInOptions): Promise<StandIn> {
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
