import { expect, test } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { FakeServer, Refusal } from './fake-server.ts';
import { type OpenOptions, type PageDriver, picture, png } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();

const LONG_AGO = 1000;
const taken = (name: string, more: object = {}) => ({
  id: `old ${name}`,
  name,
  sizeInBytes: 1,
  addedAt: LONG_AGO,
  ...more,
});

async function open(
  there: readonly { id: string; name: string }[] = [],
  options: OpenOptions = {},
): Promise<PageDriver> {
  const given = new FakeServer();
  given.existingFiles.set('media-root', there);
  return lab.open(given, options);
}

const ticketed = (page: PageDriver) =>
  page.given.calls
    .filter(({ method }) => method === 'createUploadTickets')
    .flatMap(({ request }) => request.files as { fileName: string; parentFolderId: string }[]);
const namesSent = (page: PageDriver) =>
  ticketed(page)
    .map(({ fileName }) => fileName)
    .sort();
const action = (page: PageDriver, path: string) =>
  page
    .get('conflict-row')
    .and(page.page.locator(`[data-path=${JSON.stringify(path)}]`))
    .getAttribute('data-action');

test('files that meet nothing start at once: nobody is asked anything', async () => {
  const page = await open([taken('other.png')]);
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.untilReady(2);
  expect(await page.get('plan-panel').count()).toBe(0);
});

test('a name that is taken holds the batch up until it is begun; the question stays open and holds up nobody else', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('new.png'), picture('taken.png')]);
  await page.get('plan-panel').waitFor();
  expect(await page.get('plan-announcement').textContent()).toContain('there is a plan to check');
  const isLeavingGuarded = () => page.page.evaluate(() => window.harness.isLeavingGuarded());
  expect(await isLeavingGuarded()).toBe(true);
  expect(await page.get('summary').getAttribute('data-total')).toBe('2');
  expect(ticketed(page)).toEqual([]);
  await page.get('plan-start').click();
  await page.untilStatus('new.png', 'ready');
  expect(await action(page, 'taken.png')).toBe('ask');
  await page.get('conflict-replace-all').click();
  await page.get('plan-start').click();
  await page.untilReady(2);
  await expect.poll(() => page.given.ledger.trashed).toEqual(['old taken.png']);
  expect(await isLeavingGuarded()).toBe(false);
  expect(await page.get('plan-panel').count()).toBe(0);
});

test('what the plan refuses is said at its row too, before anything begins', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([{ name: 'run.exe', mimeType: '', buffer: png }, picture('taken.png')]);
  await page.get('plan-panel').waitFor();
  await page.row('run.exe').getByText('Will not be uploaded.').waitFor();
  expect(await page.row('run.exe').getAttribute('data-status')).toBe('queued');
  expect(await page.row('run.exe').locator('[data-hook="row-error"]').count()).toBe(1);
  await page.row('taken.png').getByText('Waits until this upload is checked.').waitFor();
});

test('skip all skips what is taken and says why; what is new goes', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('new.png'), picture('taken.png')]);
  await page.get('conflict-skip-all').click();
  await page.get('plan-start').click();
  await page.untilStatus('taken.png', 'skipped');
  await page.untilReady(1);
  expect(await page.row('taken.png').locator('[data-hook="row-error"]').textContent()).toContain('you chose to skip');
  expect(namesSent(page)).toEqual(['new.png']);
});

test('keep both sends the file under a name of its own, and the row says which', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('taken.png')]);
  await page.get('conflict-keep-all').click();
  expect(await page.get('conflict-row').textContent()).toContain('taken (2).png');
  await page.get('plan-start').click();
  await page.untilReady(1);
  expect(namesSent(page)).toEqual(['taken (2).png']);
  await page.row('taken.png').getByText('Uploaded as “taken (2).png”').waitFor();
});

test('the conflicts stand by folder and name, as people count, and stay where they are when one is decided', async () => {
  const names = ['img10.png', 'a.png', 'img9.png'];
  const page = await open(names.map((name) => taken(name)));
  await page.whenPicked(names.map(picture));
  await page.get('plan-panel').waitFor();
  const listed = () => page.get('conflict-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-path')));
  expect(await listed()).toEqual(['a.png', 'img9.png', 'img10.png']);
  await page.page.getByLabel('What to do with img9.png').selectOption('skip');
  expect(await listed()).toEqual(['a.png', 'img9.png', 'img10.png']);
});

test('as long as nothing is decided there is nothing to go on with, and it says so', async () => {
  const page = await open([taken('a.png'), taken('b.png')]);
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.get('plan-panel').getByText('Decide about a file first.').waitFor();
  expect(await page.get('plan-start').isDisabled()).toBe(true);
  await page.page.getByLabel('What to do with a.png').selectOption('skip');
  await page.get('plan-start').click();
  await page.untilStatus('a.png', 'skipped');
  await page.get('plan-panel').getByText('Decide about a file first.').waitFor();
  expect(await page.get('plan-start').isDisabled()).toBe(true);
  expect(await page.get('plan-cancel').isDisabled()).toBe(false);
});

test('a row says the name that its file will have until it has it, and nothing where nobody sees a difference', async () => {
  const page = await open([taken('taken.png')]);
  await page.get('option-same-name').selectOption('keep-both');
  const give = page.given.methods.createUploadTickets;
  const asked = deferred<void>();
  page.given.methods.createUploadTickets = async (...request) => {
    await asked.promise;
    return give?.(...request);
  };
  await page.whenPicked([picture('taken.png'), picture('cafe\u0301.png')]);
  await page.row('taken.png').getByText('Will be uploaded as “taken (2).png”').waitFor();
  await page.get('pause-all').click();
  await page.untilStatus('taken.png', 'paused');
  await page.row('taken.png').getByText('Will be uploaded as “taken (2).png”').waitFor();
  await page.get('resume-all').click();
  asked.resolve();
  await page.untilReady(2);
  await page.row('taken.png').getByText('Uploaded as “taken (2).png”', { exact: true }).waitFor();
  expect(await page.row('cafe\u0301.png').textContent()).not.toContain('ploaded as');
});

test('each file can be decided by itself, with the keyboard', async () => {
  const page = await open([taken('a.png'), taken('b.png'), taken('c.png')]);
  await page.whenPicked([picture('a.png'), picture('b.png'), picture('c.png')]);
  await page.page.getByLabel('What to do with a.png').selectOption('skip');
  await page.page.getByLabel('What to do with b.png').focus();
  await page.page.keyboard.press('K');
  await page.page.getByLabel('What to do with c.png').selectOption('replace');
  expect(await Promise.all(['a.png', 'b.png', 'c.png'].map((path) => action(page, path)))).toEqual([
    'skip',
    'keep-both',
    'replace',
  ]);
  await page.get('plan-start').click();
  await page.untilReady(2);
  expect(namesSent(page)).toEqual(['b (2).png', 'c.png']);
});

test('two of the files that have one name are told with the name that one of them gets, and either may be left out', async () => {
  const page = await open();
  await page.page.getByLabel('Always show what will happen first').check({ force: true });
  await page.whenPicked([picture('cafe\u0301.png'), picture('caf\u00e9.png'), picture(' b.png'), picture('b.png')]);
  await page.get('plan-panel').waitFor();
  expect(await page.get('conflict-skip-all').count()).toBe(0);
  expect(await page.get('plan-facts').textContent()).toContain('3 files get another name on your site.');
  const rows = page.get('conflict-row');
  expect(await rows.allTextContents()).toEqual([
    expect.stringContaining('Will be uploaded as “b (2).png”'),
    expect.stringContaining('Will be uploaded as “caf\u00e9 (2).png”'),
  ]);
  expect(await rows.last().locator('option').allTextContents()).toEqual(['Skip', 'Keep both']);
  await rows.last().locator('select').selectOption('skip');
  expect(await rows.last().textContent()).toContain('Another file in the list has this name');
  await page.get('plan-start').click();
  await page.untilReady(3);
  expect(namesSent(page)).toEqual(['b (2).png', 'b.png', 'caf\u00e9.png']);
});

test('what is there already by name and size is skipped unless somebody wants it twice', async () => {
  const page = await open([taken('same.png', { sizeInBytes: png.length, addedAt: Date.now() + 60_000 })]);
  await page.whenPicked([picture('same.png'), picture('new.png')]);
  await page.get('plan-panel').waitFor();
  expect(await page.get('plan-facts').textContent()).toContain('1 file will be skipped');
  await page.get('plan-start').click();
  await page.untilReady(1);
  expect(await page.row('same.png').locator('[data-hook="row-error"]').textContent()).toContain(
    'has this file already',
  );
  const [said, around] = await page
    .row('same.png')
    .locator('[data-hook="row-error"] strong')
    .evaluate((strong) => {
      const colourOf = (element: Element | null) => element && getComputedStyle(element).color;
      return [colourOf(strong), colourOf(strong.closest('[data-hook="upload-row"]'))];
    });
  expect(said).toBe(around);
});

test('what is said of all is said of what may differ, as often as one likes, and not of what is there already', async () => {
  const same = { sizeInBytes: png.length, addedAt: Date.now() + 60_000 };
  const page = await open([taken('a.png'), taken('b.png'), taken('same.png', same)]);
  await page.whenPicked([picture('a.png'), picture('b.png'), picture('same.png')]);
  await page.get('conflict-for-all').getByText('For the 2 files that may differ:').waitFor();
  const actions = () => Promise.all(['a.png', 'b.png', 'same.png'].map((path) => action(page, path)));
  await page.get('conflict-replace-all').click();
  expect(await actions()).toEqual(['replace', 'replace', 'skip']);
  await page.get('conflict-keep-all').click();
  expect(await actions()).toEqual(['keep-both', 'keep-both', 'skip']);
  await page.get('conflict-skip-all').click();
  expect(await actions()).toEqual(['skip', 'skip', 'skip']);
  await page.get('conflict-replace-all').click();
  await page.get('plan-start').click();
  await page.untilReady(2);
  await page.untilStatus('same.png', 'skipped');
  await expect.poll(() => [...page.given.ledger.trashed].sort()).toEqual(['old a.png', 'old b.png']);
});

test('found, taken and left out are told and add up; rubbish is no row', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('taken.png'), picture('.DS_Store'), picture('Thumbs.db')]);
  await page.get('plan-panel').waitFor();
  expect(await page.get('plan-counts').textContent()).toBe(
    'Found 3 files, took 1, left out 2 because 2 are files that computers keep for themselves (.DS_Store, Thumbs.db).',
  );
  expect(await page.get('summary').getAttribute('data-total')).toBe('1');
});

test.each([
  { end: 'begun', button: 'plan-start' },
  { end: 'given up', button: 'plan-cancel' },
])('what was left out is told by the open plan alone, and by the notice once it is $end', async ({ button }) => {
  const page = await open([taken('taken.png')]);
  const told = 'Found 3 files, took 1, left out 2 because';
  await page.whenDropped([
    { path: 'taken.png', kind: 'file' },
    { path: 'gone.png', kind: 'unreadable-file' },
    { path: '.DS_Store', kind: 'file' },
  ]);
  await page.get('plan-counts').getByText(told).waitFor();
  expect(await page.get('plan-notes').textContent()).toContain('add it again. gone.png');
  expect(await page.page.getByText(told).count()).toBe(1);
  await page.get('conflict-skip-all').click();
  await page.get(button).click();
  await page.get('intake-notice').getByText(told).waitFor();
  expect(await page.get('intake-notice').getByRole('listitem').textContent()).toContain('gone.png');
  expect(await page.page.getByText(told).count()).toBe(1);
});

test('what may go wrong with files that start at once is told too, beside what was left out, and by a plan only where there is one', async () => {
  const page = await open([taken('taken.png')]);
  const nameless = (name: string) => ({ name, mimeType: '', buffer: png });
  await page.whenPicked([nameless('IMG_1'), nameless('IMG_2')]);
  const notice = page.get('intake-notice');
  await notice.getByText('There may be trouble with some files').waitFor();
  expect(await notice.getByRole('listitem').textContent()).toMatch(/^The name has no ending\. .* IMG_1 and IMG_2$/);
  await page.untilReady(2);
  await page.whenPicked([nameless('IMG_3'), picture('.DS_Store')]);
  await notice.getByText('Found 2 files, took 1, left out 1').waitFor();
  await notice.getByText('IMG_1, IMG_2, and IMG_3').waitFor();
  await notice.getByRole('button').click();
  await page.whenPicked([nameless('IMG_4'), picture('taken.png')]);
  await page.get('plan-notes').getByText('IMG_4').waitFor();
  await page.get('conflict-skip-all').click();
  await page.get('plan-start').click();
  await page.untilReady(4);
  expect(await notice.count()).toBe(0);
});

test('giving the plan up cancels the files, and nothing is sent', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('new.png'), picture('taken.png')]);
  await page.get('plan-cancel').click();
  await page.untilStatus('new.png', 'cancelled');
  await page.untilStatus('taken.png', 'cancelled');
  expect(await page.get('plan-panel').count()).toBe(0);
  expect(ticketed(page)).toEqual([]);
});

test('giving the plan up leaves nothing behind that is asked for after a reload, an empty file neither', async () => {
  const page = await open([taken('taken.png')]);
  const unfinished = async () => {
    const { batches } = await page.given.ledger.listOpenBatches(new AbortController().signal);
    return batches.map(({ countByState }) => countByState.failed);
  };
  await page.whenPicked([{ name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) }, picture('taken.png')]);
  await page.untilStatus('empty.png', 'failed');
  await expect.poll(unfinished).toEqual([1]);
  await page.get('plan-cancel').click();
  await page.untilStatus('taken.png', 'cancelled');
  await page.row('empty.png').waitFor({ state: 'detached' });
  await expect.poll(unfinished).toEqual([]);
});

test('files can be added while another batch waits for its answer', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('taken.png')]);
  await page.get('plan-panel').waitFor();
  await page.whenPicked([picture('later.png')]);
  await page.untilStatus('later.png', 'ready');
  expect(await page.get('plan-panel').count()).toBe(1);
});

test('a look that takes long is said, and who does not want to wait begins without it', async () => {
  const page = await open();
  const held = deferred<{ files: [] }>();
  page.given.methods.listExistingFiles = () => held.promise;
  await page.whenPicked([picture('a.png')]);
  await page.get('plan-progress').getByText('Looking at what is in the folder already').waitFor();
  await page.get('plan-start').click();
  await page.untilReady(1);
  held.resolve({ files: [] });
});

test('a folder that cannot be looked into for the moment is tried again, and the files wait', async () => {
  const page = await open();
  let refusals = 6;
  page.given.methods.listExistingFiles = () => {
    refusals -= 1;
    if (refusals >= 0) throw new Refusal({ code: 'WIX_UNAVAILABLE' });
    return { files: [] };
  };
  await page.whenPicked([picture('a.png')]);
  await page.get('plan-progress').getByText('Trying again').waitFor();
  await page.untilReady(1);
});

test('the answer given once for all is remembered, and nobody is asked', async () => {
  const page = await open([taken('taken.png')]);
  await page.get('option-same-name').selectOption('keep-both');
  await page.page.reload();
  expect(await page.get('option-same-name').inputValue()).toBe('keep-both');
  await page.whenPicked([picture('taken.png')]);
  await page.untilReady(1);
  expect(namesSent(page)).toEqual(['taken (2).png']);
});

test('whoever wants to see every plan sees what will be sent, made and how long it takes before it begins', async () => {
  const page = await open();
  await page.page.getByLabel('Always show what will happen first').check({ force: true });
  await page.whenPicked([picture('a.png'), { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>') }]);
  await page.get('plan-panel').waitFor();
  const facts = await page.get('plan-facts').textContent();
  expect(facts).toContain('1 file will be uploaded');
  expect(facts).toContain('less than a minute');
  expect(facts).toContain('1 file cannot be uploaded');
  expect(await page.get('plan-notes').textContent()).toContain('page.html');
  await page.get('plan-start').click();
  await page.untilReady(1);
  await page.untilStatus('page.html', 'failed');
});

test('copied pictures get names of their own, copied files keep theirs', async () => {
  const page = await open();
  await page.get('drop-area').waitFor();
  await page.page.evaluate(() => {
    for (const names of [['image.png', 'image.png', 'chart.png'], ['image.png'], ['image.png']]) {
      const clipboardData = new DataTransfer();
      for (const name of names) clipboardData.items.add(new File(['pasted'], name, { type: 'image/png' }));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }
  });
  await page.untilReady(5);
  const names = namesSent(page);
  const pictures = names.filter((name) => /^Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \(\d\))?\.png$/.test(name));
  expect(pictures).toHaveLength(4);
  expect(new Set(pictures).size).toBe(4);
  expect(names).toContain('chart.png');
});

test('of a tree without files the empty folders are made when that is wanted, and it says so', async () => {
  const page = await open();
  const dropEmpty = (path: string) => page.whenDropped([{ path, kind: 'empty-folder' }]);
  const made = () =>
    page.given.calls.filter(({ method }) => method === 'ensureFolders').map(({ request }) => request.paths);
  await dropEmpty('Later');
  await page.get('intake-notice').getByText('The folder you chose holds no files.').waitFor();
  expect(made()).toEqual([]);
  await page.page.getByLabel('Make empty folders too').check({ force: true });
  await dropEmpty('Later');
  await page.get('intake-notice').getByText('The empty folder is made on your site').waitFor();
  await expect.poll(made).toEqual([[['Later']]]);
  page.given.methods.ensureFolders = ({ paths }) => ({
    folders: (paths as string[][]).map((path) => ({ path, failure: { code: 'WIX_REFUSED' } })),
  });
  await dropEmpty('Never');
  await page.get('intake-notice').getByText('Never Wix refused the request.').waitFor();
});

test('an empty folder with an impossible name is named with the cure, by the open plan and then by the notice', async () => {
  const long = 'n'.repeat(256);
  const page = await open([taken('taken.png')]);
  await page.page.getByLabel('Make empty folders too').check({ force: true });
  await page.whenDropped([{ path: long, kind: 'empty-folder' }]);
  const told = `${long} The path is too deep, or a folder in it has too long a name. Shorten the folders’ names`;
  await page.get('intake-notice').getByText(told).waitFor();
  await page.get('intake-notice').getByRole('button').click();
  await page.whenDropped([
    { path: 'taken.png', kind: 'file' },
    { path: long, kind: 'empty-folder' },
  ]);
  await page.get('plan-notes').getByText(long).waitFor();
  expect(await page.get('intake-notice').count()).toBe(0);
  await page.get('conflict-skip-all').click();
  await page.get('plan-start').click();
  await page.get('intake-notice').getByText(told).waitFor();
});

test.each(['plan-start', 'plan-cancel'])('who ends the plan by its %s goes on right below it', async (button) => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('taken.png')]);
  await page.get('conflict-replace-all').click();
  await page.get(button).focus();
  await page.page.keyboard.press('Enter');
  await page.get('plan-panel').waitFor({ state: 'detached' });
  await expect
    .poll(() => page.page.evaluate(() => document.activeElement?.getAttribute('data-hook')))
    .toBe('drop-area');
});

test('a plan that ends by itself takes the focus from nobody', async () => {
  const page = await open([taken('taken.png')]);
  await page.whenPicked([picture('taken.png')]);
  await page.get('conflict-replace-all').click();
  await page.get('folder-picker').focus();
  await page.get('plan-start').evaluate((button) => (button as HTMLButtonElement).click());
  await page.get('plan-panel').waitFor({ state: 'detached' });
  await page.untilReady(1);
  expect(await page.page.evaluate(() => document.activeElement?.getAttribute('data-hook'))).toBe('folder-picker');
});

test('on a telephone all that one decides by is there to read', async () => {
  const paths = ['a', 'b', 'c'].map((letter) => `${letter.repeat(60)}.png`);
  const page = await open(
    paths.map((path) => taken(path)),
    { viewport: { width: 390, height: 844 } },
  );
  await page.whenPicked(paths.map(picture));
  await page.get('plan-panel').waitFor();
  const rows = page.get('conflict-row');
  const cut = await rows
    .locator('div')
    .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
  expect(cut).toBe(0);
  const boxes = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().toJSON()));
  expect(boxes).toHaveLength(3);
  for (const [place, { top }] of boxes.slice(1).entries()) expect(top).toBeGreaterThanOrEqual(boxes[place].bottom);
});

test('in Hebrew the plan is in Hebrew and runs from right to left', async () => {
  const page = await open([taken('taken.png')], { locale: 'he' });
  await page.whenPicked([picture('taken.png')]);
  await page.get('plan-panel').waitFor();
  expect(await page.get('conflict-skip-all').textContent()).toBe('לדלג על הכול');
  expect(await page.get('plan-panel').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
});
