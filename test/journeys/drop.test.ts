import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { png, svg, writeSample } from '../support/sample-files.ts';
import { DashboardDriver } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-files-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});

afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

test('dropped files and a dropped folder of 130 files in two levels all arrive, in their folders', async () => {
  const single = writeSample(directory, 'single.png', png(60, 40, 1));
  const tree = join(directory, 'Shoot');
  mkdirSync(join(tree, 'Details'), { recursive: true });
  const outer = Array.from({ length: 120 }, (_, index) => writeSample(tree, `picture-${index}.svg`, svg(index)));
  const inner = Array.from({ length: 10 }, (_, index) =>
    writeSample(join(tree, 'Details'), `picture-${index}.svg`, svg(index + 500)),
  );

  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults({ callsPerMinute: 0 });
  await driver.drop([single.path, tree]);
  await driver.untilReady(131);

  const library = await driver.library();
  const inFolder = (...path: readonly string[]) =>
    library
      .filter((file) => file.path.slice(-path.length).join('/') === path.join('/'))
      .map((file) => file.md5)
      .sort();
  expect(library.filter((file) => file.displayName === 'single.png').map((file) => file.md5)).toEqual([single.md5]);
  expect(inFolder('Shoot')).toEqual(outer.map((file) => file.md5).sort());
  expect(inFolder('Shoot', 'Details')).toEqual(inner.map((file) => file.md5).sort());
  expect(driver.consoleErrors).toEqual([]);
  expect(driver.foreignRequests).toEqual([]);
  await driver.close();
});

test('dropped again while it is on its way, with more beside it, a folder sends only what is new, and all is accounted for', async () => {
  const tree = join(directory, 'Market');
  mkdirSync(join(tree, 'Stalls'), { recursive: true });
  const first = Array.from({ length: 6 }, (_, index) => writeSample(tree, `stall-${index}.svg`, svg(index + 900)));
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults({ callsPerMinute: 0, signingDelayMs: 4_000 });
  await driver.drop([tree]);
  await driver.untilStatus('stall-5.svg', 'ticketing');

  const single = writeSample(directory, 'poster.png', png(50, 40, 7));
  const added = writeSample(join(tree, 'Stalls'), 'inside.svg', svg(990));
  writeFileSync(join(tree, 'Thumbs.db'), 'x');
  symlinkSync(single.path, join(tree, 'link.png'));
  await driver.drop([single.path, tree]);
  await driver.get('plan-counts').getByText('Found 9 files, took 8, left out 1').waitFor();
  await driver.get('plan-facts').getByText('6 files will be skipped').waitFor();
  await driver.get('plan-start').click();
  await driver.untilReady(8);

  const isNew = ({ md5 }: { readonly md5: string }) => [...first, single, added].some((file) => file.md5 === md5);
  const arrived = (await driver.library())
    .filter(isNew)
    .map(({ path, displayName }) => [...path, displayName].join('/'));
  expect(arrived.sort()).toEqual(
    [...first.map((_, index) => `Market/stall-${index}.svg`), 'Market/Stalls/inside.svg', 'poster.png'].sort(),
  );
  await driver.setFaults({ callsPerMinute: 0 });
  await driver.close();
});
