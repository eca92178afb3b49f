import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { HistoryEntry } from '../../src/contracts/index.ts';
import { FakeServer, Refusal, session } from './fake-server.ts';
import { type OpenOptions, type PageDriver, picture } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();

function entry(name: string, fields: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    uploadId: crypto.randomUUID(),
    name,
    path: `Wedding/${name}`,
    state: 'ready',
    url: `https://static.example/${name}`,
    sizeInBytes: 2_000,
    bytesAccepted: 2_000,
    userId: session.userId,
    createdAt: Date.UTC(2026, 10, 21),
    ...fields,
  };
}

async function openHistory(entries: readonly HistoryEntry[], options: OpenOptions = {}): Promise<PageDriver> {
  const given = new FakeServer();
  given.history.push(...entries);
  const driver = await lab.open(given, options);
  await driver.get('history-tab').click();
  return driver;
}

const names = (page: PageDriver) =>
  page.get('history-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-file-name')));
const { url: _none, ...withoutUrl } = entry('broken.png', { state: 'failed', failure: { code: 'ZERO_FILE_SIZE' } });

test('what was uploaded is listed with state and address, and what failed with its reason', async () => {
  const destination: HistoryEntry['destination'] = { kind: 'site-media', folderId: 'f', folderPath: ['Summer'] };
  const page = await openHistory([entry('a.png', { verification: 'verified', destination }), withoutUrl]);
  const row = page.get('history-row').first();
  await row.waitFor();
  expect(await row.getAttribute('data-status')).toBe('ready');
  expect(await row.getAttribute('data-url')).toBe('https://static.example/a.png');
  await row.getByText('Verified').waitFor();
  await row.getByText('Site Files / Summer / Wedding').waitFor();
  await page.get('history-row').nth(1).getByText('The file is empty.').waitFor();
  expect(await page.get('history-row').nth(1).getAttribute('data-url')).toBe('');
});

test('a replaced file is told from the one that took its place, has no link and can be asked for', async () => {
  const { url: _gone, ...replaced } = entry('a.png', { state: 'replaced', verification: 'verified' });
  const page = await openHistory([entry('a.png', { verification: 'verified' }), replaced]);
  const row = page.get('history-row').nth(1);
  await row.getByText('Replaced', { exact: true }).waitFor();
  await row.getByText('A later file has taken its place').waitFor();
  expect(await row.getByText('Verified').count()).toBe(0);
  expect(await row.getByRole('link').count()).toBe(0);
  await page.get('history-copy-links').click();
  await page.get('history-copy-links').getByText('1 link copied').waitFor();
  await page.get('history-state').selectOption('replaced');
  await expect
    .poll(() => page.get('history-row').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-status'))))
    .toEqual(['replaced']);
});

test('on a telephone the filter stands beside the word that says what it is', async () => {
  const page = await openHistory([entry('a.png')], { viewport: { width: 390, height: 844 } });
  const select = page.get('history-state');
  const label = await page.page.getByText('Show', { exact: true }).boundingBox();
  const box = await select.boundingBox();
  if (label === null || box === null) throw new Error('the filter is not to be seen');
  expect(label.y).toBeGreaterThanOrEqual(box.y);
  expect(label.y + label.height).toBeLessThanOrEqual(box.y + box.height);
});

test('a word and a state narrow the list, and the table holds what the list holds', async () => {
  const page = await openHistory([entry('church.png'), entry('party.png'), withoutUrl]);
  await page.get('history-row').nth(2).waitFor();
  await page.get('history-search').locator('input').fill('party');
  await expect.poll(() => names(page)).toEqual(['party.png']);
  const [download] = await Promise.all([page.page.waitForEvent('download'), page.get('history-export').click()]);
  expect(download.suggestedFilename()).toBe('uploads.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('party.png,https://static.example/party.png,ready');
  await page.get('history-search').locator('input').fill('');
  await page.get('history-state').selectOption('failed');
  await expect.poll(() => names(page)).toEqual(['broken.png']);
});

test('files are found by where the row says that they are, as it is typed and as it is copied', async () => {
  const to = (...folderPath: string[]) => ({ destination: { kind: 'site-media', folderId: 'f', folderPath } }) as const;
  const inbox = { path: 'note.png', destination: { kind: 'inbox-media' } } as const;
  const page = await openHistory([
    entry('a.png', to('Summer', 'Küste')),
    entry('b.png', to('Winter')),
    entry('note.png', inbox),
  ]);
  await page.get('history-row').nth(2).waitFor();
  const search = async (text: string) => page.get('history-search').locator('input').fill(text);
  await search('Summer');
  await expect.poll(() => names(page)).toEqual(['a.png']);
  await search('Wedding');
  await expect.poll(() => names(page)).toEqual(['a.png', 'b.png']);
  await search('Küste / Wedding');
  await expect.poll(() => names(page)).toEqual(['a.png']);
  const placeOf = (name: string) =>
    page.page.locator(`[data-hook="history-row"][data-file-name="${name}"] [data-hook="history-place"]`).innerText();
  await search('inbox media');
  await expect.poll(() => names(page)).toEqual(['note.png']);
  await search('');
  await expect.poll(() => names(page)).toHaveLength(3);
  await search(await placeOf('b.png'));
  await expect.poll(() => names(page)).toEqual(['b.png']);
});

test('of thousands only those in sight are elements; the rest comes while scrolling, and the table has all', async () => {
  const page = await openHistory(Array.from({ length: 1_200 }, (_, index) => entry(`photo-${index}.png`)));
  await page.get('history-row').first().waitFor();
  expect(await page.get('history-row').count()).toBeLessThan(60);
  const asked = () => page.given.calls.filter(({ method }) => method === 'exportHistory').length;
  expect(asked()).toBe(1);
  const list = page.page.getByRole('region', { name: 'Files uploaded to this site' });
  await expect
    .poll(async () => {
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return names(page);
    })
    .toContain('photo-1199.png');
  const [download] = await Promise.all([page.page.waitForEvent('download'), page.get('history-export').click()]);
  expect((await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')).toHaveLength(1_201);
});

test('the history is erased after a second thought only', async () => {
  const page = await openHistory([entry('a.png')]);
  await page.get('history-erase').click();
  await page.get('history-erase-question-cancel').click();
  expect(page.given.calls.filter(({ method }) => method === 'eraseHistory')).toEqual([]);
  await page.get('history-erase').click();
  await page.get('history-erase-question-confirm').click();
  await page.page.getByText('Nothing here.').waitFor();
  const erased = page.given.calls.filter(({ method }) => method === 'eraseHistory').map(({ request }) => request);
  expect(erased).toEqual([{ what: 'finished' }]);
});

test('a history that cannot be loaded is said, and is no empty one', async () => {
  const given = new FakeServer();
  const load = given.methods.exportHistory;
  given.methods.exportHistory = () => {
    throw new Refusal({ code: 'INTERNAL' });
  };
  const driver = await lab.open(given);
  await driver.get('history-tab').click();
  await driver.get('history-failed').getByText('The history could not be loaded.').waitFor();
  expect(await driver.page.getByText('Nothing here.').count()).toBe(0);
  if (load) given.methods.exportHistory = load;
  await driver.get('history-failed').getByRole('button', { name: 'Try again' }).click();
  await driver.page.getByText('Nothing here.').waitFor();
});

test('uploads go on behind the history', async () => {
  const page = await openHistory([]);
  await page.whenPicked([picture('a.png')]);
  await expect.poll(() => page.get('summary').getAttribute('data-ready')).toBe('1');
  await page.page.getByText('Nothing here.').waitFor();
});
