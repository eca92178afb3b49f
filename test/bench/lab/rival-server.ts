import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';
import type { Signing, SigningRequest } from './signing.ts';

const builtPages = resolve(import.meta.dirname, '../bench-rivals');
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Serves the rivals' pages and signs for them. */
export interface RivalServer {
  /** The outer page: one frame that holds the rival, on another site, as in the dashboard. */
  outerUrl(rival: string): string;
  readonly frameOrigin: string;
  close(): Promise<void>;
}

const outerPage = (frameUrl: string) => `<!doctype html><title>Rival</title>
<style>html, body { margin: 0; height: 100% } iframe { width: 100%; height: 100%; border: 0 }</style>
<iframe src="${frameUrl}"></iframe>`;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function sendBuiltPage(path: string, response: ServerResponse): void {
  const file = normalize(join(builtPages, path));
  if (!file.startsWith(builtPages)) return void response.writeHead(404).end();
  try {
    const body = readFileSync(file);
    response.writeHead(200, { 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** @param rewriteUrl applied to every upload URL that is given out. */
export async function startRivalServer(signing: Signing, rewriteUrl: (url: string) => string): Promise<RivalServer> {
  let port = 0;
  const frameOrigin = () => `http://127.0.0.1:${port}`;

  async function answerSigning(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const tickets = await signing.sign((await readJson(request)) as readonly SigningRequest[]);
      const rewritten = tickets.map((ticket) => ({ ...ticket, uploadUrl: rewriteUrl(ticket.uploadUrl) }));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(rewritten));
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', frameOrigin());
    const rival = url.searchParams.get('rival');
    if (request.method === 'POST' && url.pathname === '/sign') void answerSigning(request, response);
    else if (url.pathname === '/' && rival !== null) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(outerPage(`${frameOrigin()}/${rival}.html`));
    } else sendBuiltPage(url.pathname, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  return {
    frameOrigin: frameOrigin(),
    outerUrl: (rival) => `http://localhost:${port}/?rival=${rival}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
