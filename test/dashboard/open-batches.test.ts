import { expect, test } from 'vitest';
import type { Failure } from '../../src/contracts/index.ts';
import { FakeServer, session } from './fake-server.ts';
import { type DroppedEntry, type OpenOptions, type PageDriver, type PickedFile, picture } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();
const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => picture(`${name}.png`));

/** Each in a browser of its own: nothing is kept from one to the next but what the server keeps. */
async function open(given: FakeServer, options: OpenOptions = {}): Promise<PageDriver> {
  return lab.open(given, options);
}

const ticketed = (given: FakeServer) =>
  given.calls
    .filter(({ method }) => method === 'createUploadTickets')
    .flatMap(({ request }) => (request.files as { fileName: string }[]).map(({ fileName }) => fileName));
const unwritten = (given: FakeServer) => given.ledger.calls.filter(({ method }) => method === 'recordChanges').length;

interface SendOptions {
  /** Chosen before the files are. */
  readonly folder?: string;
  /** Why the rest is not sent. @default it waits for Wix */
  readonly failure?: Failure;
}

/** A page sends some of six files, and dies: the lease stays behind. */
async function sendSome(
  given: FakeServer,
  refused: readonly PickedFile[],
  { folder, failure = { code: 'WIX_UNAVAILABLE', retryAfterMs: 600_000 } }: SendOptions = {},
): Promise<string> {
  const page = await open(given);
  for (const { name } of refused) given.refusedFiles.set(name, failure);
  if (folder !== undefined) {
    await page.get('folder-picker').click();
    await page.folder(folder).click();
    await page.page.getByText(`There are no folders in “${folder}”`).waitFor();
  }
  await page.whenPicked(six);
  await page.untilReady(six.length - refused.length);
  await expect.poll(() => unwritten(given)).toBeGreaterThan(0);
  await expect
    .poll(async () => (await given.ledger.listOpenBatches(new AbortController().signal)).batches[0]?.countByState.ready)
    .toBe(six.length - refused.length);
  await lab.close(page);
  given.refusedFiles.clear();
  given.calls.length = 0;
  const [batch] = (await given.ledger.listOpenBatches(new AbortController().signal)).batches;
  return batch?.batchId ?? '';
}

test('who has chosen another destination means a new upload, and the unfinished one stays', async () => {
  const given = new FakeServer();
  await sendSome(given, six.slice(4));
  const page = await open(given);
  await page.get('open-batch').waitFor();
  await page.get('destination-select').locator('[data-value="inbox-media"]').click();
  await page.whenPicked(six);
  await page.untilReady(6);
  const inboxCalls = given.calls.filter(({ method }) => method === 'createInboxUploadTickets');
  expect(inboxCalls.flatMap(({ request }) => request.files)).toHaveLength(6);
  await page.get('open-batch').getByText('a.png: 4 of 6 done').waitFor();
  expect(await page.get('continue-notice').count()).toBe(0);
});

test('where nothing is left to send of what was brought, it can be uploaded as new all the same', async () => {
  const given = new FakeServer();
  await sendSome(given, six.slice(4));
  const page = await open(given);
  await page.get('open-batch').waitFor();
  await page.whenPicked(six.slice(0, 4));
  const notice = page.get('continue-notice');
  await notice.getByText('4 files recognised, 4 done already, 0 to send.').waitFor();
  await page.untilReady(4);
  await notice.getByRole('button', { name: 'Upload as' }).click();
  await page.untilReady(8);
  expect(ticketed(given).sort()).toEqual(['a.png', 'b.png', 'c.png', 'd.png']);
  expect(await notice.count()).toBe(0);
});

test('what one page left behind is shown by the next, and the same files brought again finish it, each sent once', async () => {
  const given = new FakeServer();
  const batchId = await sendSome(given, six.slice(4));
  const page = await open(given);
  const panel = page.get('open-batch');
  await panel.getByText('a.png: 4 of 6 done').waitFor();
  expect(await panel.getAttribute('data-batch-id')).toBe(batchId);
  await page.whenPicked(six);
  await page.get('continue-notice').getByText('6 files recognised, 4 done already, 2 to send.').waitFor();
  await page.untilReady(6);
  await page.get('continue-notice').getByRole('button', { name: 'Put this notice away' }).click();
  await page.get('continue-notice').waitFor({ state: 'detached' });
  expect(await page.get('summary').getAttribute('data-total')).toBe('6');
  expect(ticketed(given).sort()).toEqual(['e.png', 'f.png']);
  await panel.waitFor({ state: 'detached' });
});

test('a new file among those of an unfinished upload goes to the folder on screen, and the page says so', async () => {
  const given = new FakeServer();
  const weddings = given.addFolder('Weddings', 'media-root');
  const batchId = await sendSome(given, six.slice(4), { folder: 'Weddings' });
  given.ledger.releaseOther(given.ledger.takenByOther(batchId));
  const page = await open(given);
  await page.get('open-batch').getByText('It goes to Site Files / Weddings.').waitFor();
  await page.whenPicked([...six.slice(1), picture('song.png')]);
  await page
    .get('continue-notice')
    .getByText('1 file is new and no part of this upload: it goes to the place chosen at “Upload to”.')
    .waitFor();
  await page.untilReady(7);
  const folderOf = new Map(
    given.calls
      .filter(({ method }) => method === 'createUploadTickets')
      .flatMap(({ request }) =>
        (request.files as { fileName: string; parentFolderId: string }[]).map(
          ({ fileName, parentFolderId }) => [fileName, parentFolderId] as const,
        ),
      ),
  );
  expect(folderOf.get('song.png')).toBe('media-root');
  expect(folderOf.get('e.png')).toBe(weddings.id);
});

test('an upload without a folder speaks of files, and what failed is what forgetting gives up', async () => {
  const given = new FakeServer();
  const batchId = await sendSome(given, six.slice(4), { failure: { code: 'UNSUPPORTED_FILE_FORMAT' } });
  given.ledger.releaseOther(given.ledger.takenByOther(batchId));
  const page = await open(given);
  await page.get('open-batch').getByText('2 files failed.').waitFor();
  expect(await page.get('open-batch-advice').textContent()).toBe('Drop the failed files again to try them once more.');
  expect(await page.get('open-batch-continue').textContent()).toBe('Choose the files again');
  await page.get('open-batch-forget').click();
  await page.page.getByText('Give up 2 files? What is done stays on your site: 4 files.').waitFor();
});

test('other files are a new upload and leave the unfinished one as it is', async () => {
  const given = new FakeServer();
  await sendSome(given, six.slice(5));
  const page = await open(given);
  await page.get('open-batch').waitFor();
  await page.whenPicked([picture('other.png')]);
  await page.untilReady(1);
  expect(ticketed(given)).toEqual(['other.png']);
  expect(await page.get('open-batch').count()).toBe(1);
});

test('files meant for an unfinished upload to which they do not belong are not sent, unless the person wants them as new', async () => {
  const given = new FakeServer();
  const batchId = await sendSome(given, six.slice(5));
  given.ledger.releaseOther(given.ledger.takenByOther(batchId));
  const page = await open(given);
  await page.get('open-batch-continue').waitFor();
  await page.get('open-batch-file-input').setInputFiles([picture('other.png')]);
  await page.get('continue-notice').getByText('These files do not belong to “a.png”').waitFor();
  expect(ticketed(given)).toEqual([]);
  await page.get('continue-notice').getByRole('button', { name: 'Upload it as a new file' }).click();
  await page.untilReady(1);
  expect(ticketed(given)).toEqual(['other.png']);
});

test('the empty folders of a folder that is dropped again to finish it are made too, if that is wanted', async () => {
  const given = new FakeServer();
  const folder: readonly DroppedEntry[] = ['Album/a.png', 'Album/b.png'].map((path) => ({ path, kind: 'file' }));
  const first = await open(given);
  given.refusedFiles.set('b.png', { code: 'WIX_UNAVAILABLE', retryAfterMs: 600_000 });
  await first.whenDropped(folder);
  await first.untilReady(1);
  await expect
    .poll(async () => (await given.ledger.listOpenBatches(new AbortController().signal)).batches[0]?.countByState.ready)
    .toBe(1);
  await lab.close(first);
  given.refusedFiles.clear();
  const page = await open(given);
  await page.get('open-batch').getByText('Album: 1 of 2 done').waitFor();
  await page.page.getByLabel('Make empty folders too').check({ force: true });
  await page.whenDropped([...folder, { path: 'Album/Later', kind: 'empty-folder' }]);
  await page.get('continue-notice').getByText('2 files recognised').waitFor();
  await page.untilReady(2);
  const shown = () => given.folders.map(({ displayName }) => displayName);
  await expect.poll(shown).toEqual(['Album', 'Later']);
  expect(given.folders[1]?.parentFolderId).toBe(given.folders[0]?.id);
  expect(await page.get('intake-notice').count()).toBe(0);
});

test('of files that were not taken nothing is said to be, and once they are it is said once', async () => {
  const given = new FakeServer();
  const batchId = await sendSome(given, six.slice(4));
  given.methods.getSession = () => ({ ...session, userId: 'a-colleague' });
  given.ledger.takenByOther(batchId);
  const page = await open(given);
  await page.get('open-batch').getByText('Another person is sending this upload.').waitFor();
  await page.whenPicked([...six, picture('.DS_Store')]);
  await page.get('continue-notice').getByText('“a.png” is being sent elsewhere').waitFor();
  expect(await page.get('intake-notice').count()).toBe(0);
  await page.get('continue-notice').getByRole('button', { name: 'Upload as new files' }).click();
  await page.get('intake-notice').getByText('Found 7 files, took 6, left out 1').waitFor();
});

test('the rest is forgotten after a second thought only', async () => {
  const given = new FakeServer();
  const batchId = await sendSome(given, six.slice(4));
  given.ledger.releaseOther(given.ledger.takenByOther(batchId));
  const page = await open(given);
  await page.get('open-batch-forget').click();
  await page.page.getByText('Give up 2 files? What is done stays on your site: 4 files.').waitFor();
  await page.page.keyboard.press('Escape');
  await page.get('open-batch-forget').click();
  await page.get('open-batch-forget-question-cancel').click();
  expect(given.calls.filter(({ method }) => method === 'forgetBatch')).toEqual([]);
  await page.get('open-batch-forget').click();
  await page.get('open-batch-forget-question-confirm').click();
  await page.get('open-batch').waitFor({ state: 'detached' });
  const states = given.ledger.items(batchId).map(({ state }) => state);
  expect(states).toEqual(['ready', 'ready', 'ready', 'ready', 'cancelled', 'cancelled']);
});

test('what another person sends is watched; their files here are taken over only on the person’s word', async () => {
  const given = new FakeServer();
  const batchId = await sendSome(given, six.slice(4));
  given.methods.getSession = () => ({ ...session, userId: 'a-colleague' });
  const theirs = given.ledger.takenByOther(batchId);
  const page = await open(given);
  await page.get('open-batch').getByText('Another person is sending this upload.').waitFor();
  expect(await page.get('open-batch').getAttribute('data-state')).toBe('watching');
  await page.whenPicked(six);
  await page.get('continue-notice').getByText('“a.png” is being sent elsewhere').waitFor();
  expect(ticketed(given)).toEqual([]);
  await page.get('continue-notice').getByRole('button', { name: 'Take over' }).click();
  await page.untilReady(6);
  expect(given.ledger.holds(theirs)).toBe(false);
});

test('a page whose upload is taken over says so, keeps still, and can take it back', async () => {
  const given = new FakeServer();
  const page = await open(given);
  given.refusedFiles.set('f.png', { code: 'WIX_UNAVAILABLE', retryAfterMs: 600_000 });
  await page.whenPicked(six);
  await page.untilReady(5);
  await expect.poll(() => unwritten(given)).toBeGreaterThan(0);
  const [batch] = (await given.ledger.listOpenBatches(new AbortController().signal)).batches;
  given.ledger.takenByOther(batch?.batchId ?? '');
  given.refusedFiles.clear();
  await page.row('f.png').locator('[data-hook="row-pause"]').click();
  await page.row('f.png').locator('[data-hook="row-resume"]').click();
  await page.row('f.png').getByText('Another open page is sending this upload.').waitFor();
  await page
    .get('open-batch')
    .getByText('You are sending this in another tab or on another device, or did until a moment ago.')
    .waitFor();
  await page.get('open-batch-take-over').click();
  await page.untilReady(6);
  expect(await page.get('summary').getAttribute('data-total')).toBe('6');
});

test('in Hebrew the unfinished upload is in Hebrew', async () => {
  const given = new FakeServer();
  await sendSome(given, six.slice(4));
  const page = await open(given, { locale: 'he' });
  await page.get('open-batch').getByText('הסתיימו 4 מתוך 6').waitFor();
});

test('files that the browser has kept go on by themselves in the next page, and the page says so', async () => {
  const given = new FakeServer();
  const page = await open(given);
  given.uploads = new Promise(() => undefined);
  await page.whenPicked(six.slice(0, 2));
  await page.untilStatus('b.png', 'sending');
  const countKept = () =>
    page.page.evaluate(async () => {
      const name = (await indexedDB.databases()).find((database) =>
        database.name?.startsWith('uplift-kept-files'),
      )?.name;
      if (name === undefined) return 0;
      return new Promise<number>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('files').objectStore('files').count();
          counting.onsuccess = () => resolve(counting.result);
        };
      });
    });
  await expect.poll(countKept).toBe(2);
  await expect.poll(() => unwritten(given)).toBeGreaterThan(0);
  const address = page.page.url();
  await page.page.goto('about:blank');
  const [batch] = (await given.ledger.listOpenBatches(new AbortController().signal)).batches;
  given.ledger.releaseOther(given.ledger.takenByOther(batch?.batchId ?? ''));
  given.uploads = Promise.resolve();
  await page.page.goto(address);
  await page.get('going-on-notice').getByText('this browser had kept 2 files').waitFor();
  await page.untilReady(2);
  expect(await page.get('summary').getAttribute('data-total')).toBe('2');
});
