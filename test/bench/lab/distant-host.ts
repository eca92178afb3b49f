import { once } from 'node:events';
import { Agent, request as forward } from 'node:http';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { startLine } from '../../support/line.ts';
import { makeCertificate } from './certificate.ts';

/** The name of Wix's own upload host: the product's content policy allows it, and the bench's browser is sent here for it. */
export const DISTANT_HOST = 'upload.wixmp.com';
/** What hosts at the far end of a long line grant; Node's own 64 KiB would limit everybody to 1.6 MB/s at 40 ms. */
const WINDOW_IN_BYTES = 16 * 1024 * 1024;
const STREAMS_AT_ONCE = 100;

/** The stand-in's upload host behind HTTP/2 and a long line. */
export interface DistantHost {
  /** For Chromium's `--host-resolver-rules`: leads `DISTANT_HOST` here. Its certificate is nobody's. */
  readonly hostRule: string;
  close(): Promise<void>;
}

const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']);

function endToEnd<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(':') && !connectionHeaders.has(name)),
  );
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
}

/**
 * What the stand-in answered to preflights, by what they asked for. As at the edge of any large host, each kind is asked
 * for once: the browser's own questions still cross the line, one for every file.
 */
type KnownPreflights = Map<string, Answer>;

function preflightKind({ method, headers }: Http2ServerRequest): string | undefined {
  if (method !== 'OPTIONS') return undefined;
  const { origin, 'access-control-request-method': wanted, 'access-control-request-headers': named } = headers;
  return JSON.stringify([origin, wanted, named]);
}

interface Standing {
  readonly target: URL;
  readonly agent: Agent;
  readonly preflights: KnownPreflights;
}

function passOn(
  { target, agent, preflights }: Standing,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): void {
  const kind = preflightKind(request);
  const known = kind === undefined ? undefined : preflights.get(kind);
  if (known) return void response.writeHead(known.status, known.headers).end();
  const options = {
    agent,
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: { ...endToEnd(request.headers), host: target.host },
  };
  const onward = forward(options, (answer) => {
    const status = answer.statusCode ?? 502;
    const headers = endToEnd(answer.headers);
    if (kind !== undefined && status < 300) preflights.set(kind, { status, headers });
    response.writeHead(status, headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.stream?.close());
  request.pipe(onward);
}

/**
 * Stands between the browser and the stand-in: a line with the given round trip, then TLS and HTTP/2, then the stand-in
 * over plain connections without delay. Every byte crosses the line, handshakes too.
 */
export async function startDistantHost(standInOrigin: string, roundTripMs: number): Promise<DistantHost> {
  const agent = new Agent({ keepAlive: true, maxSockets: STREAMS_AT_ONCE });
  const standing = { target: new URL(standInOrigin), agent, preflights: new Map() };
  const sessions = new Set<ServerHttp2Session>();
  const settings = { initialWindowSize: WINDOW_IN_BYTES, maxConcurrentStreams: STREAMS_AT_ONCE };
  const server = createSecureServer({ ...makeCertificate(DISTANT_HOST), settings }, (request, response) =>
    passOn(standing, request, response),
  );
  server.on('session', (session) => {
    session.setLocalWindowSize(WINDOW_IN_BYTES);
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line = await startLine((server.address() as AddressInfo).port, roundTripMs / 2);
  return {
    hostRule: `MAP ${DISTANT_HOST}:443 127.0.0.1:${line.port}`,
    async close() {
      await line.close();
      for (const session of sessions) session.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
      agent.destroy();
    },
  };
}
