import { once } from 'node:events';
import { Agent, createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before the product's server and changes the upload host's name in its answers; all else passes untouched. */
export interface TicketRewriter {
  readonly port: number;
  close(): Promise<void>;
}

const WEB_METHODS = '/_webMethods/';

async function sendRewritten(
  answer: IncomingMessage,
  response: ServerResponse,
  rewriteUrl: (url: string) => string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = rewriteUrl(Buffer.concat(chunks).toString('utf8'));
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers).end(body);
}

export async function startTicketRewriter(
  appUrl: string,
  rewriteUrl: (text: string) => string,
): Promise<TicketRewriter> {
  const target = new URL(appUrl);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const isWebMethod = request.url?.startsWith(WEB_METHODS) ?? false;
    const { 'accept-encoding': _accepted, ...plainHeaders } = request.headers;
    const headers = isWebMethod ? plainHeaders : request.headers;
    const { method, url: path } = request;
    const options = { agent, host: target.hostname, port: target.port, method, path, headers };
    const onward = forward(options, (answer) => {
      if (isWebMethod) return void sendRewritten(answer, response, rewriteUrl).catch(() => response.destroy());
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
    response.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}
