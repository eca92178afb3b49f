import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp, createLogger, createMetrics, type Listening, listen, loadPageFiles } from '#server';
import { launchChromium } from '../support/chromium.ts';
import { noEvents } from '../support/no-events.ts';

/** Tries what the real page does, and what it must never be able to do. */
const probe = `
const emptyWasmModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const run = async (work) => { try { await work(); return 'allowed'; } catch { return 'refused'; } };
const inWorker = () => new Promise((resolve, reject) => {
  const worker = new Worker('/assets/worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => (data === 'compiled' ? resolve() : reject(data));
  worker.onerror = reject;
});
window.probe = async (api, elsewhere) => ({
  ownServer: await run(() => fetch('/healthz')),
  standIn: await run(() => fetch(api, { mode: 'no-cors' })),
  elsewhere: await run(() => fetch(elsewhere, { mode: 'no-cors' })),
  wasm: await run(() => WebAssembly.compile(emptyWasmModule)),
  wasmInWorker: await run(inWorker),
  eval: await run(() => new Function('return 1')()),
  inlineStyle: getComputedStyle(document.getElementById('styled')).color === 'rgb(1, 2, 3)' ? 'allowed' : 'refused',
  inlineScript: window.inlineScriptRan ? 'allowed' : 'refused',
});
`;
const worker = `
WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
  () => postMessage('compiled'),
  () => postMessage('refused'),
);
`;
const html = `<!doctype html><html><head><script type="module" src="/assets/probe.js"></script></head>
<body><p id="styled" style="color: rgb(1, 2, 3)">page</p><script>window.inlineScriptRan = true;</script></body></html>`;

let browser: Browser;
let directory: string;
let app: Listening;
let dashboard: Server;
let stranger: Server;
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const pageUrl = (): string => `http://127.0.0.1:${app.port}/`;

/** A server that frames the page. */
async function startFramingServer(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<iframe src="${pageUrl()}"></iframe>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

beforeAll(async () => {
  browser = await launchChromium();
  directory = mkdtempSync(join(tmpdir(), 'uplift-policy-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), html);
  writeFileSync(join(directory, 'assets/probe.js'), probe);
  writeFileSync(join(directory, 'assets/worker.js'), worker);
  [dashboard, stranger] = [await startFramingServer(), await startFramingServer()];
  const standIn = {
    dashboard: `http://localhost:${portOf(dashboard)}`,
    api: `http://127.0.0.1:${portOf(dashboard)}`,
  };
  const created = createApp({
    webMethods: {},
    checkToken: () => Promise.reject(new Error('no token is expected')),
    runAs: (_call, work) => work(),
    ...noEvents(),
    metrics: createMetrics(),
    log: createLogger('silent'),
    page: loadPageFiles(directory, standIn.dashboard),
    standIn,
    isReady: () => true,
  });
  app = await listen(created, '127.0.0.1', 0);
});
afterAll(async () => {
  await browser.close();
  await app.close(0);
  dashboard.close();
  stranger.close();
  rmSync(directory, { recursive: true });
});

async function textInFrameOf(url: string): Promise<string | undefined> {
  const page: Page = await browser.newPage();
  await page.goto(url, { waitUntil: 'load' });
  const frame = page.frames().find((candidate) => candidate.parentFrame() !== null);
  const text = await frame?.evaluate(() => document.getElementById('styled')?.textContent ?? undefined);
  await page.close();
  return text;
}

test('a browser lets the page do what it needs and nothing else', async () => {
  const page = await browser.newPage();
  await page.goto(pageUrl());
  const tried = await page.evaluate(
    ([api, elsewhere]) =>
      (window as unknown as { probe(...origins: unknown[]): Promise<unknown> }).probe(api, elsewhere),
    [`http://127.0.0.1:${portOf(dashboard)}/`, `http://127.0.0.1:${portOf(stranger)}/`],
  );
  await page.close();
  expect(tried).toEqual({
    ownServer: 'allowed',
    standIn: 'allowed',
    elsewhere: 'refused',
    wasm: 'allowed',
    wasmInWorker: 'allowed',
    eval: 'refused',
    inlineStyle: 'allowed',
    inlineScript: 'refused',
  });
});

test('a browser shows the page in the frame of its dashboard and of nobody else', async () => {
  expect(await textInFrameOf(`http://localhost:${portOf(dashboard)}/`)).toBe('page');
  expect(await textInFrameOf(`http://localhost:${portOf(stranger)}/`)).toBeUndefined();
});
