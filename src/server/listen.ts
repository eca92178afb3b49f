import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { App } from './app.ts';

/** Running calls get this long to finish; after that their connections are cut. */
const SHUTDOWN_GRACE_MS = 10_000;
const IDLE_SWEEP_MS = 100;
/** Longer than load balancers keep their idle connections (60 s is usual), so that they never send into a closing one. */
const KEEP_ALIVE_MS = 65_000;

export interface Listening {
  /** The port really used: the wanted one, or the free one found for 0. */
  readonly port: number;
  /** Takes no new connection, lets running calls finish, and cuts what still runs after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

async function closeGently(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that answers its last call becomes idle only after `close`, and would stay open for its keep-alive time.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

/**
 * Serves the app over HTTP.
 * @throws Error with `code` EADDRINUSE or EACCES when the port cannot be had.
 */
export async function listen(app: App, host: string, port: number): Promise<Listening> {
  const server = createServer(getRequestListener(app.fetch));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: usedPort } = server.address() as AddressInfo;
  return { port: usedPort, close: (graceMs = SHUTDOWN_GRACE_MS) => closeGently(server, graceMs) };
}
