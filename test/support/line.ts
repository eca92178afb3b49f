import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line of TCP between the browser and a server of this machine: it can be long, and it can be dead. */
export interface Line {
  readonly port: number;
  /** Cuts all connections and refuses new ones for a while, as a dead line does; the browser is told nothing. */
  breakFor(durationMs: number): void;
  close(): Promise<void>;
}

/** Passes on each piece after the delay, in order, with the end of the stream after the last. */
function passOn(from: Socket, to: Socket, delayMs: number): void {
  const later = (action: () => void): void => {
    if (delayMs === 0) action();
    else setTimeout(action, delayMs);
  };
  from.on('data', (piece) => later(() => to.writable && to.write(piece)));
  from.on('end', () => later(() => to.end()));
  from.on('close', (hadError) => hadError && to.destroy());
  from.on('error', () => to.destroy());
}

/** @param oneWayDelayMs half of the round trip: bytes are held back by it in both directions. */
export async function startLine(targetPort: number, oneWayDelayMs: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let brokenUntil = 0;
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const cutAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer((near) => {
    track(near);
    if (performance.now() < brokenUntil) return void near.resetAndDestroy();
    const far = track(connect(targetPort, '127.0.0.1'));
    passOn(near, far, oneWayDelayMs);
    passOn(far, near, oneWayDelayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    breakFor(durationMs) {
      brokenUntil = performance.now() + durationMs;
      cutAll();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
  };
}
