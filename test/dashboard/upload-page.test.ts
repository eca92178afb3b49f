import { expect, test } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { describeFile, FakeServer, Refusal } from './fake-server.ts';
import { type OpenOptions, type PageDriver, picture, png } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();

async function open(options: OpenOptions = {}, given = new FakeServer()): Promise<PageDriver> {
  return lab.open(given, options);
}

function siteWithFolders(): FakeServer {
  const given = new FakeServer();
  const weddings = given.addFolder('Weddings');
  given.addFolder('Products');
  given.addFolder('Church', weddings.id);
  return given;
}

const focusedHook = (page: PageDriver) =>
  page.page.evaluate(() => document.activeElement?.getAttribute('data-hook') ?? '');
const focusedText = (page: PageDriver) => page.page.evaluate(() => document.activeElement?.textContent ?? '');

const ticketedFolders = (given: FakeServer) =>
  given.calls
    .filter((call) => call.method === 'createUploadTickets')
    .flatMap((call) => (call.request.files as { parentFolderId: string }[]).map((file) => file.parentFolderId));

test('picked files go through to ready, and the summary counts each once', async () => {
  const page = await open();
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.untilReady(2);
  const summary = page.get('summary');
  expect(await summary.getAttribute('data-total')).toBe('2');
  expect(await summary.getAttribute('data-failed')).toBe('0');
  expect(await page.get('overall-progress').getAttribute('aria-valuenow')).toBe('100');
  expect(await page.row('a.png').getByRole('link').getAttribute('href')).toMatch(/^https:\/\/static\.example\//);
  await expect.poll(() => page.toasts()).toEqual([{ type: 'success', message: 'All 2 files are on your site' }]);
});

test('an input that was used is an empty one again: the same files can be picked once more', async () => {
  const page = await open();
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.untilReady(2);
  const held = () => page.get('file-input').evaluate((input) => (input as HTMLInputElement).files?.length);
  expect(await held()).toBe(0);
  await page.whenPicked([picture('c.png')]);
  await page.untilReady(3);
  expect(await held()).toBe(0);
});

test('a hidden page hears the site until it has sent everything', async () => {
  const page = await open();
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  await page.whenPicked([picture('a.png')]);
  await page.untilStatus('a.png', 'sending');
  const happened: string[] = [];
  page.page.on('requestfinished', (request) => {
    if (request.url().includes('upload.example') && request.method() === 'PUT') happened.push('sent');
  });
  page.page.on('requestfailed', (request) => {
    if (request.url().endsWith('/live')) happened.push('let go');
  });
  await page.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  uploads.resolve();
  await expect.poll(() => happened).toEqual(['sent', 'let go']);
});

test('every call carries the dashboard’s token', async () => {
  const page = await open();
  await page.whenPicked([picture('a.png')]);
  await page.untilReady(1);
  expect(new Set(page.given.calls.map((call) => call.token))).toEqual(new Set(['test-token']));
});

test('a refused file says what happened and what to do, beside its name, and can be tried again', async () => {
  const page = await open();
  page.given.refusedFiles.set('huge.png', { code: 'FILE_SIZE_OVER_LIMIT' });
  await page.whenPicked([picture('huge.png'), picture('fine.png')]);
  await page.untilStatus('huge.png', 'failed');
  await page.untilReady(1);
  expect(await page.row('huge.png').locator('[data-hook="row-error"]').textContent()).toBe(
    'The file is larger than Wix allows for its type. Make it smaller, for example by compressing it, and add it again.',
  );
  expect(await page.get('summary').getAttribute('data-failed')).toBe('1');
  page.given.refusedFiles.clear();
  await page.row('huge.png').locator('[data-hook="row-retry"]').click();
  await page.untilReady(2);
  expect(await page.get('row-error').count()).toBe(0);
});

test('a file can be paused, resumed and cancelled, and cancelled stays cancelled', async () => {
  const page = await open();
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.untilStatus('a.png', 'sending');
  await page.row('a.png').locator('[data-hook="row-pause"]').click();
  await page.untilStatus('a.png', 'paused');
  await page.row('b.png').locator('[data-hook="row-cancel"]').click();
  await page.untilStatus('b.png', 'cancelled');
  await page.row('a.png').locator('[data-hook="row-resume"]').click();
  uploads.resolve();
  await page.untilReady(1);
  await page.get('clear-done').click();
  await page.get('upload-row').first().waitFor({ state: 'detached' });
  expect(await page.get('drop-area').getAttribute('data-size')).toBe('large');
});

test('all are paused, resumed and cancelled at once', async () => {
  const page = await open();
  page.given.uploads = new Promise(() => undefined);
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await page.get('pause-all').click();
  await page.untilStatus('b.png', 'paused');
  await page.get('resume-all').click();
  await page.untilStatus('b.png', 'sending');
  await page.get('cancel-all').click();
  await page.untilStatus('a.png', 'cancelled');
  await page.untilStatus('b.png', 'cancelled');
});

test('a limit of the speed holds back what is to be sent, and lets it go as soon as it is lifted', async () => {
  const page = await open();
  await page.get('speed-limit-value').fill('0.5');
  await page.get('speed-limit-on').click();
  // One a second, and twelve in eleven.
  const buffer = Buffer.concat([png, Buffer.alloc(480_000)]);
  const names = Array.from({ length: 12 }, (_, number) => `${number}.png`);
  await page.whenPicked(names.map((name) => ({ ...picture(name), buffer })));
  await page.untilReady(1);
  await page.page.waitForTimeout(1_500);
  expect(Number(await page.get('summary').getAttribute('data-ready'))).toBeLessThan(6);
  await page.get('speed-limit-on').click();
  await page.get('summary').and(page.page.locator('[data-ready="12"]')).waitFor({ timeout: 5_000 });
});

test('the time that is left is told once it is known, and stands still while all is paused', async () => {
  const page = await open();
  const timeLeft = page.get('summary').getByText(/ left$/);
  await page.whenPicked([picture('a.png')]);
  await page.untilReady(1);
  expect(await timeLeft.count()).toBe(0);
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  await page.whenPicked([picture('b.png'), picture('c.png')]);
  await page.untilStatus('c.png', 'sending');
  expect(await timeLeft.count()).toBe(0);
  await timeLeft.waitFor();
  await page.get('pause-all').click();
  await page.untilStatus('c.png', 'paused');
  const told = await timeLeft.textContent();
  await page.page.waitForTimeout(1_500);
  expect(await timeLeft.textContent()).toBe(told);
  uploads.resolve();
  await page.get('resume-all').first().click();
  await page.untilReady(3);
  await timeLeft.waitFor({ state: 'detached' });
});

test('leaving is guarded while bytes move, and free again afterwards', async () => {
  const page = await open();
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  const isGuarded = () => page.page.evaluate(() => window.harness.isLeavingGuarded());
  expect(await isGuarded()).toBe(false);
  await page.whenPicked([picture('a.png')]);
  await page.untilStatus('a.png', 'sending');
  expect(await isGuarded()).toBe(true);
  uploads.resolve();
  await page.untilReady(1);
  expect(await isGuarded()).toBe(false);
});

test('the folder picker begins at the top, a click chooses and goes in, the path leads back up', async () => {
  const given = siteWithFolders();
  const page = await open({}, given);
  await page.get('folder-picker').click();
  await page.folder('Products').waitFor();
  await page.folder('Weddings').click();
  await page.folder('Church').click();
  await page.page.getByText('There are no folders in “Church”').waitFor();
  await page.whenPicked([picture('a.png')]);
  await page.untilReady(1);
  const church = given.folders.find((folder) => folder.displayName === 'Church');
  expect(ticketedFolders(given)).toEqual([church?.id]);

  await page.page.getByRole('button', { name: 'Weddings' }).click();
  await page.folder('Church').waitFor();
  await page.get('folder-picker').click();
  await page.folder('Products').waitFor();
});

test('the picker works with the keyboard alone', async () => {
  const page = await open({}, siteWithFolders());
  await page.get('folder-picker').focus();
  await page.page.keyboard.press('Enter');
  await page.folder('Weddings').focus();
  await page.page.keyboard.press('ArrowDown');
  expect(await page.folder('Products').evaluate((option) => option === document.activeElement)).toBe(true);
  await page.page.keyboard.press('ArrowUp');
  await page.page.keyboard.press('Enter');
  await page.folder('Church').waitFor();
  await expect.poll(() => page.folder('Church').evaluate((option) => option === document.activeElement)).toBe(true);
  await page.page.keyboard.press('Enter');
  await page.page.getByText('There are no folders in “Church”.').waitFor();
  await page.page.keyboard.press('Backspace');
  await page.folder('Church').waitFor();
  await page.page.keyboard.press('Backspace');
  await page.folder('Products').waitFor();
  await expect.poll(() => focusedText(page)).toBe('Weddings');
  await page.page.keyboard.press('Escape');
  await page.folder('Products').waitFor({ state: 'detached' });
  await expect.poll(() => focusedHook(page)).toBe('folder-picker');
});

test('the focus goes back to the button when the picker is done, and stays with who is somewhere else', async () => {
  const page = await open({}, siteWithFolders());
  await page.get('folder-picker').click();
  await page.get('folder-picker-close').focus();
  await page.page.keyboard.press('Enter');
  await page.get('folder-picker-close').waitFor({ state: 'detached' });
  await expect.poll(() => focusedHook(page)).toBe('folder-picker');
  await page.get('folder-picker').click();
  await page.get('folder-create').focus();
  await page.page.keyboard.press('Escape');
  await page.get('folder-picker-close').waitFor({ state: 'detached' });
  expect(await focusedHook(page)).toBe('folder-create');
});

test('after a new folder the focus is on the button that asked for it, or in the open picker', async () => {
  const page = await open({}, siteWithFolders());
  await page.get('folder-create').click();
  await page.page.keyboard.press('Escape');
  await expect.poll(() => focusedHook(page)).toBe('folder-create');
  await page.page.keyboard.press('Enter');
  await page.page.keyboard.type('Party');
  await page.page.keyboard.press('Tab');
  await page.page.keyboard.press('Enter');
  await page.page.getByText('Files will go to “Party”.').waitFor();
  await expect.poll(() => focusedHook(page)).toBe('folder-create');
  await page.get('folder-picker').click();
  await page.folder('Weddings').click();
  await page.get('folder-create').click();
  await page.page.keyboard.type('Night');
  await page.page.keyboard.press('Enter');
  await page.page.getByText('There are no folders in “Night”.').waitFor();
  await page.page.keyboard.press('Backspace');
  await expect.poll(() => focusedText(page)).toBe('Church');
});

test('the focus stays in the path when a part of it is chosen', async () => {
  const page = await open({}, siteWithFolders());
  await page.get('folder-picker').click();
  await page.folder('Weddings').click();
  await page.folder('Church').click();
  const path = page.page.getByRole('navigation', { name: 'Chosen folder' });
  await path.getByRole('button', { name: 'Weddings' }).focus();
  await page.page.keyboard.press('Enter');
  await page.page.getByText('Files will go to “Weddings”.').waitFor();
  expect(await path.evaluate((nav) => nav.contains(document.activeElement))).toBe(true);
});

test('a new folder is made inside the chosen one and is chosen; Escape makes none', async () => {
  const given = siteWithFolders();
  const page = await open({}, given);
  await page.get('folder-picker').click();
  await page.folder('Weddings').click();
  await page.get('folder-create').click();
  await page.page.keyboard.type('Never');
  await page.page.keyboard.press('Escape');
  await page.get('folder-create').click();
  await page.page.keyboard.type('Party');
  await page.page.keyboard.press('Enter');
  await page.page.getByText('Files will go to “Party”.').waitFor();
  const weddings = given.folders.find((folder) => folder.displayName === 'Weddings');
  const made = given.calls.filter((call) => call.method === 'createFolder').map((call) => call.request);
  expect(made).toEqual([{ parentFolderId: weddings?.id, displayName: 'Party' }]);
});

test('a folder that Wix refuses to make says why and keeps the name', async () => {
  const page = await open();
  page.given.methods.createFolder = () => {
    throw new Refusal({ code: 'WIX_REFUSED', message: 'Too many folders', requestId: 'r-1' });
  };
  await page.get('folder-create').click();
  await page.page.keyboard.type('Party');
  await page.page.keyboard.press('Enter');
  await page.page.getByText('Too many folders').waitFor();
  await page.page.getByText('r-1').waitFor();
  expect(await page.page.getByPlaceholder('Folder name').inputValue()).toBe('Party');
});

test('a folder found by search is chosen with the way to it', async () => {
  const page = await open({}, siteWithFolders());
  await page.get('folder-picker').click();
  await page.page.getByPlaceholder('Search all folders').fill('chur');
  await page.folder('Church').click();
  const path = page.page.getByRole('navigation', { name: 'Chosen folder' });
  await path.getByText('Church').waitFor();
  expect(await path.getByRole('listitem').allInnerTexts()).toEqual(['Site Files', 'Weddings', 'Church']);
});

test('a further page of folders is fetched when it is wanted', async () => {
  const given = new FakeServer();
  const folders = [given.addFolder('First'), given.addFolder('Second')];
  given.methods.listFolders = ({ cursor }) =>
    cursor === undefined ? { folders: folders.slice(0, 1), nextCursor: 'page-2' } : { folders: folders.slice(1) };
  const page = await open({}, given);
  await page.get('folder-picker').click();
  await page.folder('First').waitFor();
  expect(await page.folder('Second').count()).toBe(0);
  await page.page.getByRole('button', { name: 'Show more folders' }).click();
  await page.folder('Second').waitFor();
  await expect.poll(() => focusedText(page)).toBe('Second');
});

test('folders that cannot be loaded are said in words with a way to try again', async () => {
  const given = siteWithFolders();
  const page = await open({}, given);
  const list = given.methods.listFolders;
  given.methods.listFolders = () => {
    throw new Refusal({ code: 'INTERNAL' });
  };
  await page.get('folder-picker').click();
  await page.get('folders-failed').getByText('Something went wrong on our side.').waitFor();
  if (list) given.methods.listFolders = list;
  await page.get('folders-retry').click();
  await page.folder('Weddings').waitFor();
  await expect.poll(() => focusedText(page)).toBe('Weddings');
});

test('the Inbox has no folders and its files ask for its own tickets', async () => {
  const page = await open();
  await page.get('destination-select').getByText('Inbox media').click();
  expect(await page.get('folder-picker').count()).toBe(0);
  await page.whenPicked([picture('a.png')]);
  await page.untilReady(1);
  const asked = page.given.calls.map((call) => call.method);
  expect(asked).toContain('createInboxUploadTickets');
  expect(asked).not.toContain('createUploadTickets');
});

test('someone without media rights reads whom to ask for what, and goes on when it is granted', async () => {
  const given = new FakeServer();
  const list = given.methods.listFolders;
  given.methods.listFolders = () => {
    throw new Refusal({ code: 'MEDIA_PERMISSION_REQUIRED' });
  };
  const page = await open({}, given);
  await page.get('no-permission').getByText('Ask the site owner').waitFor();
  expect(await page.get('file-input').count()).toBe(0);
  if (list) given.methods.listFolders = list;
  await page.page.getByRole('button', { name: 'Check again' }).click();
  await page.get('drop-area').waitFor();
});

test('a dashboard that does not answer is named, not waited for forever', async () => {
  const page = await open({ isSilent: true });
  await page.page.getByText('Connecting to your Wix dashboard').waitFor();
  await page.page.evaluate(() => window.harness.loseHost());
  await page.get('host-unreachable').getByText('Open this page from your Wix dashboard').waitFor();
});

test('the language follows the dashboard at once, with its direction, and nothing in the queue is lost', async () => {
  const page = await open();
  await page.whenPicked([picture('תמונה.png')]);
  await page.untilReady(1);
  await page.page.evaluate(() => window.harness.setLanguage('he-IL'));
  await page.page.locator('html[dir="rtl"][lang="he"]').waitFor();
  await page.page.getByRole('heading', { name: 'העלאה לאתר שלך' }).waitFor();
  expect(await page.get('summary').getAttribute('data-ready')).toBe('1');
  await page.page.evaluate(() => window.harness.setLanguage('en'));
  await page.page.locator('html[dir="ltr"][lang="en"]').waitFor();
  expect(await page.page.evaluate(() => window.harness.titles)).toEqual([
    'Upload to your site',
    'העלאה לאתר שלך',
    'Upload to your site',
  ]);
});

test.each(['en', 'he'])('on a telephone nothing is wider than the screen (%s)', async (locale) => {
  const page = await open({ locale, viewport: { width: 390, height: 844 } }, siteWithFolders());
  page.given.refusedFiles.set('quota.png', { code: 'SITE_QUOTA_EXCEEDED', upgradeUrl: 'https://manage.wix.com/x' });
  await page.whenPicked([picture(`${'long-name-without-a-gap'.repeat(8)}.png`), picture('quota.png')]);
  await page.untilReady(1);
  await page.get('folder-picker').click();
  await page.folder('Weddings').click();
  await page.get('folder-create').click();
  // The design system's page scrolls inside of itself, and the document does not.
  const wider = () =>
    page.page.evaluate(() =>
      [document.documentElement, ...document.body.querySelectorAll('*')]
        .filter((one) => one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX))
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ tagName, className, scrollWidth }) => `${tagName} ${className} ${scrollWidth}`),
    );
  expect(await wider()).toEqual([]);
  await page.get('folder-picker-close').click();
  await page.page.setViewportSize({ width: 320, height: 844 });
  expect(await wider()).toEqual([]);
  await page.page.setViewportSize({ width: 390, height: 844 });
  await page.get('history-tab').click();
  await page.get('history-state').waitFor();
  expect(await wider()).toEqual([]);
  await page.page.setViewportSize({ width: 580, height: 844 });
  expect(await wider()).toEqual([]);
});

test('ten thousand files are few elements, and the filter finds the one that failed', async () => {
  const page = await open();
  page.given.refusedFiles.set('9.png', { code: 'UNSUPPORTED_FILE_FORMAT' });
  page.given.uploads = new Promise(() => undefined);
  await page.page.evaluate(() => {
    const transfer = new DataTransfer();
    for (let index = 0; index < 10_000; index++) {
      transfer.items.add(new File(['x'], `${index}.png`, { type: 'image/png' }));
    }
    const input = document.querySelector<HTMLInputElement>('[data-hook="file-input"]');
    if (input === null) throw new Error('there is no file input');
    input.files = transfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.page.locator('[data-hook="summary"][data-total="10000"]').waitFor();
  await page.page.locator('[data-hook="summary"][data-failed="1"]').waitFor();
  expect(await page.get('upload-row').count()).toBeLessThan(40);
  await page.get('filter-failed').click();
  await page.untilStatus('9.png', 'failed');
  await expect.poll(() => page.get('upload-row').count()).toBe(1);
});

test('a screen reader hears the start, the failures together and the end, and nothing between', async () => {
  const page = await open();
  const uploads = deferred<void>();
  page.given.uploads = uploads.promise;
  await page.get('announcements').waitFor({ state: 'attached' });
  await page.page.evaluate(() => {
    const region = document.querySelector('[data-hook="announcements"]');
    if (region === null) throw new Error('nothing is announced anywhere');
    const heard: string[] = [];
    new MutationObserver(() => heard.push(region.textContent ?? '')).observe(region, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    Object.assign(window, { heard });
  });
  const heard = () => page.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await page.whenPicked([picture('a.png'), picture('b.png')]);
  await expect.poll(heard).toEqual(['Uploading 2 files.']);
  uploads.resolve();
  await page.untilReady(2);
  await expect.poll(async () => (await heard()).at(-1)).toBe('All 2 files are on your site');
  const [, ...rest] = await heard();
  expect(rest.slice(0, -1).filter((text) => !/^(25|50|75)% uploaded\.$/.test(text))).toEqual([]);
});

test('files dropped or pasted anywhere on the page are taken, and the page shows that it takes them', async () => {
  const page = await open();
  await page.get('drop-area').waitFor();
  const transfer = await page.page.evaluateHandle(() => {
    const files = new DataTransfer();
    files.items.add(new File(['dropped'], 'dropped.png', { type: 'image/png' }));
    return files;
  });
  await page.page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.get('drop-area').getByText('Drop to upload to “Site Files”').waitFor();
  await page.page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.untilReady(1);
  expect(await page.get('drop-area').getAttribute('data-over')).toBe('false');
  await page.page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['pasted'], 'pasted.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.untilReady(2);
});

test('files are taken from a paste wherever the focus is, but in a field for text', async () => {
  const page = await open();
  const pasteIn = (field: string) =>
    page.page
      .locator(field)
      .first()
      .evaluate((element) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File(['pasted'], 'pasted.png', { type: 'image/png' }));
        const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        element.dispatchEvent(paste);
        return paste.defaultPrevented;
      });
  await page.get('drop-area').waitFor();
  expect(await pasteIn('input[type="checkbox"]')).toBe(true);
  await page.untilReady(1);
  expect(await pasteIn('input[inputmode="decimal"]')).toBe(false);
});

test('text that is dragged over the page is none of its business', async () => {
  const page = await open();
  await page.get('drop-area').waitFor();
  const isTaken = await page.page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'hello');
    const event = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  });
  expect(isTaken).toBe(false);
  expect(await page.get('drop-area').getAttribute('data-over')).toBe('false');
});

test('what a drop could not read is named and counted', async () => {
  const page = await open();
  await page.whenDropped([
    { path: 'good.png', kind: 'file' },
    { path: 'gone.png', kind: 'unreadable-file' },
  ]);
  const notice = page.get('intake-notice');
  await notice.getByText('Found 2 files, took 1, left out 1 because 1 cannot be read.').waitFor();
  expect(await notice.getByRole('listitem').textContent()).toBe(
    'gone.png Your browser cannot read the file any more. Check that it is still there and not open elsewhere, then add it again.',
  );
  const tick = await notice.getByRole('listitem').evaluate((item) => getComputedStyle(item, '::before').content);
  expect(tick).toBe('none');
  await page.untilReady(1);
});

test('what two drops left out is told together and adds up, every file by name, until somebody has read it', async () => {
  const page = await open();
  const drop = (prefix: string, gone: number) =>
    page.whenDropped([
      { path: `${prefix}.png`, kind: 'file' },
      ...Array.from({ length: gone }, (_, n) => ({
        path: `${prefix}-gone-${n}.png`,
        kind: 'unreadable-file' as const,
      })),
    ]);
  const notice = page.get('intake-notice');
  await drop('a', 8);
  await notice.getByText('Found 9 files, took 1, left out 8 because 8 cannot be read.').waitFor();
  await drop('b', 2);
  await notice.getByText('Found 12 files, took 2, left out 10 because 10 cannot be read.').waitFor();
  await notice.getByText('These are 2 additions together.').waitFor();
  await page.whenPicked([picture('c.png')]);
  await page.untilReady(3);
  expect(await notice.getByRole('listitem').count()).toBe(8);
  await page.get('intake-more').click();
  expect(await notice.getByRole('listitem').count()).toBe(10);
  await notice.getByText('b-gone-1.png').waitFor();
  await notice.getByRole('button', { name: 'Put this notice away' }).click();
  await notice.waitFor({ state: 'detached' });
});

test('what Wix could not process is a failure in words', async () => {
  const page = await open();
  page.given.fileState = (id) => describeFile(id, id, 'FAILED');
  await page.whenPicked([picture('a.png')]);
  await page.untilStatus('a.png', 'failed');
  await page.row('a.png').getByText('Wix took the file but could not process it.').waitFor();
});
