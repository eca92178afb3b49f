import { expect, test } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { FakeServer } from './fake-server.ts';
import { type PageDriver, picture, pictureAt } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();

async function open(prepare: (given: FakeServer) => void = () => undefined): Promise<PageDriver> {
  const given = new FakeServer();
  prepare(given);
  return lab.open(given);
}

const folder = (page: PageDriver, path: string) => page.page.locator(`[data-hook="folder-row"][data-path="${path}"]`);
const toggle = (page: PageDriver, path: string) => folder(page, path).locator('[data-hook="folder-toggle"]');
const focusedFile = (page: PageDriver) =>
  page.page.evaluate(() => document.activeElement?.getAttribute('data-file-name') ?? '');

test('files lie below their folders, each with its own progress, and a folder hides its files and shows them again', async () => {
  const page = await open();
  page.given.refusedFiles.set('bad.png', { code: 'FILE_SIZE_OVER_LIMIT' });
  await page.whenPicked([
    pictureAt('Wedding/Church/1.png'),
    pictureAt('Wedding/Church/bad.png'),
    pictureAt('Wedding/Party/2.png'),
  ]);
  await page.untilReady(2);
  await folder(page, 'Wedding/Church').getByText('1 of 2 ready').waitFor();
  await folder(page, 'Wedding/Church').getByText('1 failed').waitFor();
  await folder(page, 'Wedding/Party').getByText('1 of 1 ready').waitFor();
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  await page.whenPicked([pictureAt('Wedding/Party/3.png')]);
  await folder(page, 'Wedding/Party').getByText('1 of 2 ready').waitFor();
  uploads.resolve();
  await folder(page, 'Wedding/Party').getByText('2 of 2 ready').waitFor();

  expect(await toggle(page, 'Wedding/Church').getAttribute('aria-expanded')).toBe('true');
  await toggle(page, 'Wedding/Church').press('Enter');
  await page.row('1.png').waitFor({ state: 'detached' });
  expect(await toggle(page, 'Wedding/Church').getAttribute('aria-expanded')).toBe('false');
  expect(await page.row('2.png').count()).toBe(1);
  await page.get('folders-fold').click();
  await page.row('2.png').waitFor({ state: 'detached' });
  await page.get('folders-fold').click();
  await page.row('1.png').waitFor();
});

test('files without a folder have no head above them', async () => {
  const page = await open();
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.untilReady(2);
  expect(await page.get('folder-row').count()).toBe(0);
  await page.whenPicked([pictureAt('Trip/c.png')]);
  await page.untilReady(3);
  await folder(page, '').getByText('Site Files').waitFor();
});

test('the list says where the files go: above files of one folder, and in the head of each of several', async () => {
  const page = await open((given) => given.addFolder('Summer'));
  await page.get('folder-picker').click();
  await page.folder('Summer').click();
  await page.page.getByText('There are no folders in “Summer”').waitFor();
  await page.whenPicked([picture('a.png')]);
  await page.get('list-place').getByText('To Site Files / Summer').waitFor();
  await page.whenPicked([pictureAt('Trip/c.png')]);
  await expect.poll(() => toggle(page, 'Trip').textContent()).toContain('Site Files / Summer / Trip');
  expect(await page.get('list-place').count()).toBe(0);
  await page.untilReady(2);
});

test('a search shows files by name and folder, collapsed or not, and says when there are none', async () => {
  const page = await open();
  await page.whenPicked([pictureAt('Wedding/Church/1.png'), pictureAt('Wedding/Party/2.png'), picture('logo.png')]);
  await page.untilReady(3);
  await toggle(page, 'Wedding/Party').click();
  await page.row('2.png').waitFor({ state: 'detached' });
  const search = page.get('queue-search').locator('input');
  await search.fill('party');
  await page.row('2.png').waitFor();
  await page.row('1.png').waitFor({ state: 'detached' });
  expect(await page.get('upload-row').count()).toBe(1);
  await page.page.getByText('Select all 1').waitFor();
  await search.fill('nothing like it');
  await page.page.getByText('No file here matches your search.').waitFor();
  await search.fill('');
  await page.row('1.png').waitFor();
  expect(await page.row('2.png').count()).toBe(0);
});

test('the next failure is brought into sight and gets the focus, out of a long list and a collapsed folder', async () => {
  const page = await open();
  const many = (path: string) => Array.from({ length: 60 }, (_, at) => pictureAt(`${path}/${at}.png`));
  page.given.refusedFiles.set('bad 1.png', { code: 'FILE_SIZE_OVER_LIMIT' });
  page.given.refusedFiles.set('bad 2.png', { code: 'FILE_SIZE_OVER_LIMIT' });
  await page.whenPicked([...many('A'), pictureAt('A/bad 1.png'), ...many('B'), pictureAt('B/bad 2.png')]);
  await page.untilReady(120);
  expect(await page.row('bad 1.png').count()).toBe(0);
  await page.get('next-failure').click();
  await expect.poll(() => focusedFile(page)).toBe('bad 1.png');
  expect(await page.row('bad 1.png').getAttribute('data-status')).toBe('failed');
  await page.page.keyboard.press('ArrowUp');
  await expect.poll(() => focusedFile(page)).toBe('59.png');

  await page.page.locator('section[aria-label="Files being uploaded"]').evaluate((list) => list.scrollTo(0, 0));
  await toggle(page, 'A').click();
  await toggle(page, 'B').click();
  await page.get('next-failure').click();
  await expect.poll(() => focusedFile(page)).toBe('bad 2.png');
  // The list is narrowed to files that are fine: it is widened again.
  await page.get('filter-ready').click();
  await page.page.getByText('Select all 120').waitFor();
  await page.get('next-failure').click();
  await page.page.getByText('Select all 122').waitFor();
  await expect.poll(() => focusedFile(page)).toBe('bad 1.png');
});

test('arrows, Home and End lead through folders and files that are not drawn yet', async () => {
  const page = await open();
  await page.whenPicked(Array.from({ length: 80 }, (_, at) => pictureAt(`A/${at}.png`)));
  await page.untilReady(80);
  await toggle(page, 'A').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.page.keyboard.press(key);
  await expect.poll(() => focusedFile(page)).toBe('2.png');
  await page.page.keyboard.press('End');
  await expect.poll(() => focusedFile(page)).toBe('79.png');
  await page.page.keyboard.press('Home');
  await expect
    .poll(() => page.page.evaluate(() => document.activeElement?.getAttribute('data-hook')))
    .toBe('folder-toggle');
});
