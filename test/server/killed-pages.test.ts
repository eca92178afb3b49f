import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerPage } from '#contracts';
import type { ItemStatus } from '#upload-engine';
import { type BuiltServer, buildServer, type ServerProcess } from '../support/built-server.ts';
import { webMethodsAt } from '../support/call-web-method.ts';
import { buildPageProcesses, type PageProcess, type PageProcesses } from '../support/node-page/page-process.ts';
import { APP_ID } from '../support/running-app.ts';
import { mp4, type SampleFile, writeLargeMp4, writeSample } from '../support/sample-files.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { controlOf, type StandInControl } from '../support/stand-in-control.ts';
import { startWixOverTls, type WixOverTls } from '../support/wix-over-tls.ts';

const MEGABYTE = 1024 * 1024;
const FILES = 40;
const KILLS = 50;
/** A page whose files are all in the middle makes no step for a while. */
const LONGEST_LIFE_MS = 200;

let built: BuiltServer;
let wix: WixOverTls;
let wixControl: StandInControl;
let server: ServerProcess;
let appUrl: string;
let pages: PageProcesses;
let directory: string;
let siteId: string;
let token: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-killed-pages-'));
  [built, wix, pages] = await Promise.all([buildServer(APP_ID), startWixOverTls(APP_ID), buildPageProcesses()]);
  server = built.start({ ...wix.environment, WIX_CALLS_PER_MINUTE: '100000' }, wix.nodeOptions);
  appUrl = (await server.firstLine()).replace(/^.* open /, '');
  wix.standIn.connectApp({ pageUrl: appUrl, webhookUrl: new URL('webhooks', appUrl).href });
  wixControl = controlOf(wix.standIn.origin);
  siteId = await wixControl.siteId(0);
  token = await wixControl.tokenFor(siteId);
});
afterAll(async () => {
  await pages?.close();
  server?.child.kill('SIGKILL');
  await server?.exited();
  await wix?.close();
  built?.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** Two of them go by TUS, the rest by PUT. Of many sizes, so that at any moment some are nearly there. */
function fortyFiles(): readonly SampleFile[] {
  return Array.from({ length: FILES }, (_, index) =>
    index % 20 === 19
      ? writeLargeMp4(directory, `film-${index}.mp4`, 11 * MEGABYTE + index)
      : writeSample(directory, `clip-${index}.mp4`, mp4((60 + 15 * index) * 1024)),
  );
}

/** At which step a page dies; most often early, or there would not be fifty deaths in forty files. */
function fatalStep(random: () => number): { readonly status: ItemStatus; readonly times: number } {
  const [kind, times] = [random(), 1 + Math.floor(random() * 3)];
  if (kind < 0.35) return { status: 'ticketing', times };
  if (kind < 0.85) return { status: 'sending', times };
  return { status: kind < 0.97 ? 'accepted' : 'ready', times: 1 };
}

test('fifty pages are killed at random while others take over: 40 files, each stored once', async () => {
  const random = seededRandom(20261121);
  const line = { callsPerMinute: 0, latencyMs: 20, processingDelayMs: 100 };
  await wixControl.setFaults({ ...line, throttleBytesPerSecond: 1.5 * MEGABYTE });
  const files = fortyFiles();
  const task = { appUrl, token, paths: files.map(({ path }) => path) };
  const ledger = webMethodsAt(appUrl, token);
  const names = new Set(files.map(({ name }) => name));
  const library = async () => (await wixControl.library(siteId)).filter(({ displayName }) => names.has(displayName));
  /** When each file was first found on Wix: whoever asks after that must be told, not sent again. */
  const foundAt = new Map<string, number>();
  const lookWhatArrived = async () => {
    const now = Date.now();
    for (const { displayName } of await library()) foundAt.set(displayName, foundAt.get(displayName) ?? now);
  };
  const statesOf = async (batchId: string) =>
    (await ledger<LedgerPage>('ledger', 'loadBatch', { batchId })).items.map(({ state }) => state);

  let driving: PageProcess = await pages.load();
  driving.begin(task);
  const batchId = await driving.drives();
  const doneAtKill: number[] = [];
  let loading = pages.load();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { status, times } = fatalStep(random);
    await Promise.race([driving.hasMade(status, times), sleep(LONGEST_LIFE_MS)]);
    driving.freeze();
    const next = await loading;
    // The page after that is loaded meanwhile, as a tab that is open already.
    loading = pages.load();
    const diesAlone = random() < 0.5;
    if (diesAlone) await driving.kill();
    await lookWhatArrived();
    next.begin({ ...task, batchId });
    await next.drives();
    if (!diesAlone) {
      // It wakes up after the take-over, goes on with what it was doing, and dies before it can understand.
      driving.thaw();
      await Promise.race([next.hasMade('sending', 1), sleep(LONGEST_LIFE_MS)]);
      await driving.kill();
    }
    doneAtKill.push((await statesOf(batchId)).filter((state) => state === 'ready').length);
    driving = next;
  }
  expect(doneAtKill.at(-1)).toBeLessThan(FILES);
  await wixControl.setFaults(line);

  await expect.poll(async () => new Set(await statesOf(batchId)), { timeout: 20_000 }).toEqual(new Set(['ready']));
  const key = ({ displayName, md5 }: { displayName: string; md5: string }) => `${displayName} ${md5}`;
  const expected = files.map(({ name, md5 }) => key({ displayName: name, md5 })).toSorted();
  // A page that wakes up may bring a second copy of what it was sending: the server takes that away again.
  await expect.poll(async () => (await library()).map(key).toSorted(), { timeout: 15_000 }).toEqual(expected);

  // A page that wakes up may still use the ticket that it was given before: so the time of the ticket counts.
  const calls = await wixControl.calls();
  const ticketAt = new Map(
    calls.flatMap(({ path, fileId, startedAt }): [string, number][] =>
      path.includes('generate-') && fileId !== null ? [[fileId, startedAt]] : [],
    ),
  );
  const puts = calls.filter(({ method }) => method === 'PUT');
  expect(puts.some(({ fileId }) => ticketAt.has(fileId ?? ''))).toBe(true);
  const sentInVain = puts.flatMap(({ path, fileId }) => {
    const name = new URLSearchParams(path.split('?')[1]).get('filename') ?? '';
    const askedAt = ticketAt.get(fileId ?? '') ?? 0;
    return askedAt > (foundAt.get(name) ?? Number.POSITIVE_INFINITY) ? name : [];
  });
  expect(sentInVain).toEqual([]);
}, 180_000);
