import { parentPort, workerData } from 'node:worker_threads';
import type { StandIn, StandInOptions } from '#wix-stand-in';

/** What the thread is told. */
export type StandInOrder =
  | { readonly kind: 'connect'; readonly addresses: Parameters<StandIn['connectApp']>[0] }
  | { readonly kind: 'close' };

/** The thread's only message: the stand-in listens. What keeps it from that ends the thread with the error. */
export type StandInStarted = Pick<StandIn, 'origin' | 'dashboardUrl' | 'credentials'>;

const { startStandIn } = await import('#wix-stand-in');
// Only `startStandInThread` starts this file.
const standIn = await startStandIn(workerData as StandInOptions);
parentPort?.on('message', (order: StandInOrder) => {
  if (order.kind === 'connect') standIn.connectApp(order.addresses);
  else void standIn.close().then(() => process.exit(0));
});
const { origin, dashboardUrl, credentials } = standIn;
parentPort?.postMessage({ origin, dashboardUrl, credentials } satisfies StandInStarted);
