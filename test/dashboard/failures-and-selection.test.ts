import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { describeFile, FakeServer } from './fake-server.ts';
import { type PageDriver, picture } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();

async function open(): Promise<PageDriver> {
  return lab.open(new FakeServer());
}

const group = (page: PageDriver, code: string) => page.page.locator(`[data-hook="failure-group"][data-code="${code}"]`);

const openBatchesOf = async ({ given }: PageDriver) =>
  (await given.ledger.listOpenBatches(new AbortController().signal)).batches;

async function openWithFailures(): Promise<PageDriver> {
  const page = await open();
  page.given.refusedFiles.set('a.png', { code: 'WIX_REFUSED', wixCode: 'ODD', requestId: 'r-1' });
  page.given.refusedFiles.set('b.png', { code: 'FILE_SIZE_OVER_LIMIT' });
  page.given.refusedFiles.set('c.png', { code: 'FILE_SIZE_OVER_LIMIT' });
  await page.whenPicked(['a.png', 'b.png', 'c.png', 'd.png'].map(picture));
  await page.untilReady(1);
  await group(page, 'FILE_SIZE_OVER_LIMIT').waitFor();
  return page;
}

test('failures are told by cause, the most frequent first, each with what helps', async () => {
  const page = await openWithFailures();
  const groups = page.get('failure-group');
  expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute('data-code')))).toEqual([
    'FILE_SIZE_OVER_LIMIT',
    'WIX_REFUSED',
  ]);
  expect(await groups.first().getAttribute('data-count')).toBe('2');
  await groups.first().getByText('2 files: The file is larger than Wix allows for its type.').waitFor();
  await groups.nth(1).getByText('r-1').waitFor();
  page.given.refusedFiles.delete('a.png');
  await groups.nth(1).getByRole('button', { name: 'Try it again' }).click();
  await page.untilReady(2);
  await group(page, 'WIX_REFUSED').waitFor({ state: 'detached' });
  expect(await group(page, 'FILE_SIZE_OVER_LIMIT').getAttribute('data-count')).toBe('2');
});

test('the report names every failed file, and brought back it starts exactly those that are still in it', async () => {
  const page = await openWithFailures();
  const [download] = await Promise.all([page.page.waitForEvent('download'), page.get('failure-report').click()]);
  const report = await readFile(await download.path(), 'utf8');
  const rows = report.trimEnd().split('\r\n');
  expect(rows).toHaveLength(4);
  page.given.refusedFiles.clear();
  const withoutC = rows.filter((row) => !row.startsWith('c.png')).join('\r\n');
  await page.whenPicked([{ name: 'failed-uploads.csv', mimeType: 'text/csv', buffer: Buffer.from(withoutC) }]);
  await page.get('report-notice').getByText('2 files of the report start again').waitFor();
  await page.untilReady(3);
  expect(await page.get('summary').getAttribute('data-failed')).toBe('1');
  expect(await page.get('summary').getAttribute('data-total')).toBe('4');
});

test('what can never succeed is taken off the list, one by one or by cause, and the totals follow', async () => {
  const page = await openWithFailures();
  const totals = async () => {
    const [total, failed] = await Promise.all(
      ['data-total', 'data-failed'].map((name) => page.get('summary').getAttribute(name)),
    );
    return `${failed} of ${total} failed`;
  };
  await expect.poll(totals).toBe('3 of 4 failed');
  await page.row('a.png').locator('[data-hook="row-remove"]').click();
  await page.row('a.png').waitFor({ state: 'detached' });
  await expect.poll(() => openBatchesOf(page)).toMatchObject([{ countByState: { ready: 1, failed: 2 } }]);
  expect(await page.page.evaluate(() => document.activeElement?.getAttribute('data-file-name'))).toBe('b.png');
  await expect.poll(totals).toBe('2 of 3 failed');
  await group(page, 'WIX_REFUSED').waitFor({ state: 'detached' });
  await page.get('failure-group-remove').click();
  await expect.poll(totals).toBe('0 of 1 failed');
  await page.get('failure-panel').waitFor({ state: 'detached' });
  await expect.poll(() => openBatchesOf(page)).toEqual([]);
});

test('a table that is no report is a file like any other', async () => {
  const page = await open();
  await page.whenPicked([
    { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from('name,price\r\nbread,4\r\n') },
  ]);
  await page.untilReady(1);
  expect(await page.get('report-notice').count()).toBe(0);
});

test('verified is claimed only for what was compared; where nothing can be compared that is said once', async () => {
  const page = await open();
  page.given.fileState = (id) => ({ ...describeFile(id, id, 'READY'), verification: 'not-comparable' });
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.untilReady(2);
  await page.get('summary').getByText('2 files were checked by size only').waitFor();
  expect(await page.get('row-verification').count()).toBe(0);
  page.given.fileState = (id) => ({ ...describeFile(id, id, 'READY'), verification: 'verified' });
  await page.whenPicked([picture('c.png')]);
  await page.row('c.png').getByText('Verified').waitFor();
});

test('files are chosen one by one, as a range and all, and orders go to the chosen ones only', async () => {
  const page = await open();
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  await page.whenPicked(['a.png', 'b.png', 'c.png', 'd.png'].map(picture));
  await page.untilStatus('d.png', 'sending');
  const box = (name: string) => page.row(name).locator('[data-hook="row-select"]');
  await box('a.png').click();
  await box('c.png').click({ modifiers: ['Shift'] });
  expect(await page.get('selection-bar').getAttribute('data-count')).toBe('3');
  await page.get('selection-pause').click();
  for (const name of ['a.png', 'b.png', 'c.png']) await page.untilStatus(name, 'paused');
  expect(await page.row('d.png').getAttribute('data-status')).toBe('sending');
  await page.get('selection-clear').click();
  await page.get('selection-bar').waitFor({ state: 'detached' });
  await box('b.png').focus();
  await page.page.keyboard.press('Space');
  await page.get('selection-cancel').click();
  await page.untilStatus('b.png', 'cancelled');
  await page.page.keyboard.press('Control+a');
  expect(await page.get('select-all').isChecked()).toBe(false);
  await box('a.png').focus();
  await page.page.keyboard.press('Control+a');
  expect(await page.get('select-all').isChecked()).toBe(true);
  await page.get('selection-resume').click();
  uploads.resolve();
  await page.untilReady(3);
  await box('a.png').focus();
  await page.page.keyboard.press('Escape');
  await page.get('selection-bar').waitFor({ state: 'detached' });
});
