import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type StandIn, startStandIn } from '#wix-stand-in';
import { launchChromium } from '../support/chromium.ts';
import { APP_ID } from './stand-in-fixture.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let context: BrowserContext;
let standIn: StandIn;
let app: Server;
let directory: string;
let page: Page;
let foreignRequests: string[];

/** Builds as for production: in a process of its own, as the tests' environment would make it a build for tests. */
function viteBuild(args: readonly string[]): Promise<unknown> {
  const vite = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error', '--emptyOutDir', ...args];
  return promisify(execFile)(process.execPath, vite, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
}

/** The app's page: static files on an origin of their own, whatever the path is. */
async function servePage(directoryOfPage: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '', 'http://page').pathname;
    const file = path.startsWith('/assets/') ? path : '/index.html';
    response.setHeader('Content-Type', file.endsWith('.js') ? 'text/javascript' : 'text/html');
    response.end(await readFile(join(directoryOfPage, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shell-'));
  const shellDir = join(directory, 'shell');
  const pageDir = join(directory, 'page');
  await Promise.all([
    viteBuild(['--config', 'vite/shell.config.ts', '--outDir', shellDir]),
    viteBuild([join(here, 'framed-page'), '--outDir', pageDir]),
  ]);
  standIn = await startStandIn({ port: 0, dataDir: join(directory, 'data'), appId: APP_ID, shellDir });
  app = await servePage(pageDir);
  const pageOrigin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  standIn.connectApp({
    pageUrl: `${pageOrigin}/${encodeURIComponent(new URL(standIn.dashboardUrl).origin)}`,
    webhookUrl: `${pageOrigin}/webhooks`,
  });
  browser = await launchChromium();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});

afterAll(async () => {
  await browser?.close();
  await standIn?.close();
  app?.closeAllConnections();
  app?.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  foreignRequests = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== 'data:' && hostname !== '127.0.0.1' && hostname !== 'localhost')
      foreignRequests.push(request.url());
  });
});
afterEach(() => page.close());

const hook = (name: string) => page.locator(`[data-hook="${name}"]`);

/** Opens the dashboard and waits until the framed page has its first state. */
async function open(path = ''): Promise<Frame> {
  await page.goto(standIn.dashboardUrl + path);
  return framedPage();
}

async function framedPage(): Promise<Frame> {
  await page.frameLocator('[data-hook="shell-frame"]').locator('#state:not(:text("waiting"))').waitFor();
  const frame = page.frame('shell-frame');
  if (!frame) throw new Error('there is no frame');
  return frame;
}

/** Runs in the framed page with the SDK's client. */
const inPage = <T>(frame: Frame, script: string): Promise<T> => frame.evaluate(`(async () => { ${script} })()`);

test('the framed page gets state, token, title, height and page URL through the unmodified SDK', async () => {
  const frame = await open();
  expect(await frame.locator('#state').textContent()).toBe('en /');
  const token = await inPage<string>(frame, 'return channel.getAccessToken()');
  const info = await fetch(`${standIn.origin}/oauth2/token-info`, {
    method: 'POST',
    body: JSON.stringify({ token }),
  }).then((response) => response.json());
  expect(info).toMatchObject({ active: true, subjectType: 'USER', clientId: APP_ID });

  await inPage(frame, "client.dashboard.setPageTitle('My files'); document.body.style.height = '1500px'");
  await hook('shell-page-title').getByText('My files').waitFor();
  await expect.poll(() => hook('shell-frame').evaluate((element) => element.clientHeight)).toBeGreaterThan(1490);
  expect(await inPage(frame, "return client.dashboard.getPageUrl({ relativeUrl: '/a?b=1' })")).toContain(
    'path=%2Fa%3Fb%3D1',
  );
  expect(foreignRequests).toEqual([]);
});

test('at most three toasts are seen, the next comes when one goes, and an action reaches the page', async () => {
  const frame = await open();
  await inPage(
    frame,
    `window.acted = 0;
     for (const n of [1, 2, 3, 4]) client.dashboard.showToast({ message: 'toast ' + n, type: 'success', timeout: 'none',
       action: { text: 'Undo', removeToastOnClick: true, onClick: () => { window.acted = n; } } });`,
  );
  await expect.poll(() => hook('shell-toast').count()).toBe(3);
  expect(await hook('shell-toast').allInnerTexts()).not.toContainEqual(expect.stringContaining('toast 4'));
  await hook('shell-toast-action').first().click();
  await hook('shell-toast').getByText('toast 4').waitFor();
  expect(await inPage(frame, 'return window.acted')).toBe(1);
});

test('a page that objects is not left until the person says so', async () => {
  const frame = await open();
  await inPage(frame, 'client.dashboard.onBeforeUnload((event) => event.preventDefault())');
  const before = await hook('shell-site-select').inputValue();
  await hook('shell-site-select').selectOption({ index: 1 });
  await hook('shell-leave-stay').click();
  expect(await hook('shell-site-select').inputValue()).toBe(before);
  expect(await inPage(frame, 'return typeof client')).toBe('object');
  await hook('shell-nav-media').click();
  await hook('shell-leave-go').click();
  await hook('shell-media').waitFor();
  expect(await hook('shell-frame').count()).toBe(0);
});

test('a page that does not object is left at once, and the other user gets another token', async () => {
  const frame = await open();
  const uid = (token: string) =>
    JSON.parse(JSON.parse(Buffer.from(token.split('.')[3] ?? '', 'base64url').toString()).data).instance.uid;
  const first = uid(await inPage<string>(frame, 'return channel.getAccessToken()'));
  await hook('shell-user-select').selectOption({ index: 1 });
  await expect
    .poll(async () => uid(await inPage<string>(await framedPage(), 'return channel.getAccessToken()')))
    .not.toBe(first);
});

test('the language reaches the page without a reload and turns the shell around', async () => {
  const frame = await open();
  await inPage(frame, 'window.stillHere = true');
  await hook('shell-language-select').selectOption('he');
  await frame.locator('#state:text("he")').waitFor();
  expect(await inPage(frame, 'return window.stillHere')).toBe(true);
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
});

test('a reloaded page and its second handshake are served like the first', async () => {
  const frame = await open();
  await frame.evaluate(() => window.location.reload());
  await page.waitForTimeout(50);
  expect(await inPage(await framedPage(), 'return channel.getAccessToken()')).toContain('OauthNG.JWS.');
});

test('navigation inside the page moves the address and is told to the page', async () => {
  const frame = await open();
  await inPage(
    frame,
    "client.dashboard.navigate({ pageId: '0d0f6a4e-1f0d-4f6a-9f56-6f2c8e1f4b77', relativeUrl: '/history?x=1' })",
  );
  await frame.locator('#state:text("/history")').waitFor();
  expect(new URL(page.url()).searchParams.get('path')).toBe('/history?x=1');
});

test('the dashboard opened by the other name of this machine leads to its own', async () => {
  await page.goto(`${standIn.origin}/?language=he`);
  expect(page.url()).toBe(`${standIn.dashboardUrl}?language=he`);
  await framedPage();
});

test('a window that is not the frame gets no answer to a handshake', async () => {
  await open();
  const answered = await page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(true);
        window.postMessage({ code: 'wix-sdk-bo-hello-handshake', version: '1.0.0', port: port2 }, '*', [port2]);
        port1.postMessage({ id: '1', type: 'GET', path: ['getAccessToken'] });
        setTimeout(() => resolve(false), 300);
      }),
  );
  expect(answered).toBe(false);
});

test('the ways to the pages stay in sight, however far one is scrolled', async () => {
  await open();
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.content')?.style.setProperty('min-height', '4000px');
    window.scrollTo(0, 3000);
  });
  const box = await hook('shell-nav-media').boundingBox();
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(1000);
  expect(box?.y).toBeGreaterThan(0);
});

test('faults are changed live in the panel, counted and taken back', async () => {
  await open();
  await hook('shell-nav-faults').click();
  await hook('shell-fault-cutUploadRate').fill('30');
  await expect
    .poll(async () => (await (await fetch(`${standIn.origin}/_stand-in/faults`)).json()).cutUploadRate)
    .toBeCloseTo(0.3);
  await expect.poll(() => hook('shell-nav-faults').textContent()).toContain('1');
  await hook('shell-faults-reset').click();
  await expect
    .poll(async () => (await (await fetch(`${standIn.origin}/_stand-in/faults`)).json()).cutUploadRate)
    .toBe(0);
});

const picture = async (name: string): Promise<void> => {
  const directoryOfPictures = process.env.SHELL_PICTURES;
  if (directoryOfPictures) await page.screenshot({ path: join(directoryOfPictures, `${name}.png`) });
};

test.each(['en', 'he'])(
  'in %s nothing is wider than the window, wide or narrow, and no picture is missing',
  async (language) => {
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const checkWidths = async (view: string): Promise<void> => {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await overflow()).toBeLessThanOrEqual(0);
        await picture(`${view}-${width}-${language}`);
      }
    };
    const frame = await open(`?language=${language}`);
    const toast = "message: 'All files are on your site', type: 'success', action: { text: 'Show', onClick: () => {} }";
    await inPage(frame, `client.dashboard.showToast({ ${toast} })`);
    await hook('shell-toast').waitFor();
    await checkWidths('page');
    await hook('shell-nav-faults').click();
    await checkWidths('faults');
    await hook('shell-nav-faults').click();
    await hook('shell-nav-media').click();
    await hook('shell-media-file').first().waitFor();
    await expect
      .poll(() =>
        page
          .locator('.file-picture')
          .evaluateAll((all) => all.every((image) => image instanceof HTMLImageElement && image.naturalWidth > 0)),
      )
      .toBe(true);
    await checkWidths('media');
    expect(foreignRequests).toEqual([]);
  },
);

test('a modal dialog and the media manager give the page what the person chose, and send it to the background', async () => {
  const frame = await open();
  await inPage(
    frame,
    `window.layers = [];
     client.dashboard.onLayerStateChange((state) => window.layers.push(state));
     window.modal = client.dashboard.openModal({ modalId: 'some-modal', params: { a: 1 } }).modalClosed;`,
  );
  await hook('shell-dialog').getByText('"a": 1').waitFor();
  await inPage(frame, 'client.dashboard.closeModal({ chosen: 7 })');
  expect(await inPage(frame, 'return window.modal')).toEqual({ chosen: 7 });

  await inPage(frame, 'window.picked = client.dashboard.openMediaManager({ multiSelect: false })');
  const file = hook('shell-dialog').locator('[data-hook="shell-media-file"]').first();
  const name = await file.getAttribute('data-file-name');
  await file.locator('button').click();
  await hook('shell-dialog').getByText('Choose', { exact: true }).click();
  expect(await inPage(frame, 'return (await window.picked).items.map((item) => item.displayName)')).toEqual([name]);
  await expect
    .poll(() => inPage(frame, 'return window.layers'))
    .toEqual(['background', 'foreground', 'background', 'foreground']);

  await inPage(frame, 'window.picked = client.dashboard.openMediaManager()');
  await hook('shell-dialog-close').click();
  expect(await inPage(frame, 'return (await window.picked) === undefined')).toBe(true);
});

test('what the stand-in does not have is said to the person and answered to the page', async () => {
  const frame = await open();
  expect(await inPage(frame, "return channel.installApp({ appId: 'x' })")).toEqual({ status: 'CANCELED' });
  await hook('shell-toast').getByText('installApp').waitFor();
  await expect(inPage(frame, "return channel.getWidgetAsync('x')")).rejects.toThrow();
});

test("the framed page's address carries what the real dashboard gives, signed and encoded as the SDK reads it", async () => {
  const frame = await open('?language=he');
  const query = new URL(frame.url()).searchParams;
  expect(query.get('origin')).toBe('https://manage.wix.com');
  expect([query.get('locale'), query.get('viewMode')]).toEqual(['he', 'dashboard']);
  const [signature, data = ''] = (query.get('instance') ?? '').split('.');
  const expected = createHmac('sha256', standIn.credentials.appSecret).update(data).digest('base64url');
  expect(signature).toBe(expected);
  expect(JSON.parse(Buffer.from(data, 'base64url').toString())).toMatchObject({
    appDefId: APP_ID,
    permissions: 'OWNER',
  });
  const twice = (name: string) => JSON.parse(decodeURIComponent(query.get(name) ?? ''));
  expect(twice('essentials')).toEqual({ language: 'he', locale: 'he-IL', timezone: 'UTC' });
  expect(await inPage(frame, 'return client.dashboard.getSiteInfo()')).toEqual(twice('siteInfo'));
});

test('a page that objects also holds the window, and one that does not lets it go', async () => {
  const frame = await open();
  await page.mouse.click(400, 60);
  await inPage(frame, 'window.guard = client.dashboard.onBeforeUnload((event) => event.preventDefault())');
  await page.waitForTimeout(1_300);
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await inPage(frame, 'window.guard.remove()');
  await page.waitForTimeout(1_300);
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
});
