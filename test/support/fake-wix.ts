import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  /** The name that the caller thinks it talks to. */
  readonly host: string | undefined;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** `X-Wix-Consistent`, which the SDK's client takes from one answer into its next call. */
  readonly consistent: string | undefined;
  /** The parsed body where it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts the connection without an answer. */
  readonly cut?: boolean;
}

export type FakeHandler = (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer>;

/**
 * A scripted wixapis.com that records what it is asked and by whom, for tests that look at tokens on the wire.
 * What a token is and which app token belongs to which site can be read from the tokens themselves.
 */
export interface FakeWix {
  readonly origin: string;
  readonly requests: RecordedRequest[];
  requestsTo(path: string): RecordedRequest[];
  /** Answers of token-info by token; a token without one is unknown. */
  readonly tokens: Map<string, unknown>;
  /** Sets the answer for a method and path without query, like `GET /site-media/v1/folders`. */
  on(route: string, handler: FakeHandler): void;
  close(): Promise<void>;
}

async function readRequest(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isJson = bytes.length > 0 && /^(application\/json|text\/plain)/.test(request.headers['content-type'] ?? '');
  return {
    method: request.method ?? '',
    host: request.headers.host,
    path: request.url ?? '',
    authorization: request.headers.authorization,
    consistent: request.headers['x-wix-consistent']?.toString(),
    body: isJson ? JSON.parse(bytes.toString('utf8')) : {},
    bytes,
  };
}

export const appTokenOf = (instanceId: string): string => `app-token-of-${instanceId}`;
export const userTokenOf = (token: string): string => `user-token-of-${token}`;

function answerOAuth({ body }: RecordedRequest): FakeAnswer {
  const token =
    body.grant_type === 'client_credentials'
      ? appTokenOf(String(body.instance_id))
      : userTokenOf(String(body.access_token));
  return { json: { access_token: token, token_type: 'Bearer', expires_in: 14_400 } };
}

/** @param tls key and certificate to be reached under Wix's own names; without, plain HTTP. */
export async function startFakeWix(tls?: { readonly key: string; readonly cert: string }): Promise<FakeWix> {
  const requests: RecordedRequest[] = [];
  const tokens = new Map<string, unknown>();
  const handlers = new Map<string, FakeHandler>([
    ['POST /oauth2/token', answerOAuth],
    ['POST /oauth2/token-info', ({ body }) => ({ json: tokens.get(String(body.token)) ?? { active: false } })],
    ['GET /site-media/v1/folders', () => ({ json: { folders: [], nextCursor: {} } })],
  ]);
  const answerRequest: RequestListener = async (incoming, outgoing) => {
    const request = await readRequest(incoming);
    requests.push(request);
    const handler = handlers.get(`${request.method} ${request.path.split('?')[0]}`);
    const answer = handler
      ? await handler(request)
      : { status: 501, json: { message: `no answer for ${request.path}` } };
    if (answer.cut) {
      outgoing.destroy();
      return;
    }
    const type = answer.html === undefined ? 'application/json' : 'text/html';
    outgoing.writeHead(answer.status ?? 200, {
      'content-type': type,
      'x-wix-request-id': 'wix-request-1',
      ...answer.headers,
    });
    outgoing.end(answer.html ?? JSON.stringify(answer.json ?? {}));
  };
  const server = tls ? createTlsServer(tls, answerRequest) : createServer(answerRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    requestsTo: (path) => requests.filter((request) => request.path.split('?')[0] === path),
    tokens,
    on: (route, handler) => handlers.set(route, handler),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
