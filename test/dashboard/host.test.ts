import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { FakeServer } from './fake-server.ts';
import { picture } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();
let context: BrowserContext;

afterEach(() => context.close());

/** The product's own entry with the real `@wix/dashboard`, inside a dashboard that answers, stays silent, or is not there. */
async function open(dashboard: 'answers' | 'silent' | undefined, given = new FakeServer()): Promise<Page> {
  context = await lab.browser().newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await given.attach(page);
  // Wix's typeface is fetched inside the real dashboard only; there is no network here.
  await page.route('https://static.parastorage.com/**', (route) => route.fulfill({ status: 404 }));
  await page.clock.install();
  await page.goto(`${lab.server().origin}/product.html${dashboard === undefined ? '' : `?dashboard=${dashboard}`}`);
  return page;
}

const unreachable = '[data-hook="host-unreachable"]';

test('outside any dashboard the page says at once where to open it', async () => {
  const page = await open(undefined);
  await page.locator(unreachable).getByText('Open this page from your Wix dashboard').waitFor();
});

test('a dashboard that stays silent is given ten seconds', async () => {
  const page = await open('silent');
  await page.getByText('Connecting to your Wix dashboard').waitFor();
  await page.clock.runFor(5_000);
  expect(await page.locator(unreachable).count()).toBe(0);
  await page.clock.runFor(1_000);
  await page.locator(unreachable).waitFor();
});

test('through Wix’s own channel come the token of every call, the language, the title and the toasts', async () => {
  const given = new FakeServer();
  const page = await open('answers', given);
  await page.clock.resume();
  await page.locator('[data-hook="file-input"]').setInputFiles([picture('a.png')]);
  await page.locator('[data-hook="summary"][data-ready="1"]').waitFor();
  expect(given.calls.length).toBeGreaterThan(2);
  const tokens = given.calls.map((call) => call.token);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(tokens.every((token) => /^token-\d+$/.test(token))).toBe(true);
  await page.evaluate(() => window.product.setLanguage('he'));
  await page.locator('html[lang="he"]').waitFor();
  await expect
    .poll(() => page.evaluate(() => window.product.heard))
    .toEqual(['title: Upload to your site', 'success toast: 1 file is on your site', 'title: העלאה לאתר שלך']);
});

test('the dashboard is asked to stay while bytes move, and not before', async () => {
  const given = new FakeServer();
  const uploads = deferred<void>();
  given.uploads = uploads.promise;
  const page = await open('answers', given);
  await page.clock.resume();
  await page.locator('[data-hook="drop-area"]').waitFor();
  expect(await page.evaluate(() => window.product.isLeavingRefused())).toBe(false);
  await page.locator('[data-hook="file-input"]').setInputFiles([picture('a.png')]);
  await page.locator('[data-hook="upload-row"][data-status="sending"]').waitFor();
  await expect.poll(() => page.evaluate(() => window.product.isLeavingRefused())).toBe(true);
  uploads.resolve();
});
