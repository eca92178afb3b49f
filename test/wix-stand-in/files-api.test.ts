import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, PNG, put, refusalOf, startFixture } from './stand-in-fixture.ts';

let fixture: Fixture;
let folderId: string;
const ids: Record<string, string> = {};

async function upload(name: string, mimeType: string, options: Record<string, unknown> = {}): Promise<string> {
  const { uploadUrl } = await fixture.asApp().files.generateFileUploadUrl(mimeType, { fileName: name, ...options });
  const { file } = (await (await put(uploadUrl, PNG)).json()) as { file: { id: string } };
  return file.id;
}

beforeAll(async () => {
  fixture = await startFixture();
  folderId = (await fixture.asApp().folders.createFolder('Catalogue')).folder?._id ?? '';
  for (const name of ['cat-1.png', 'cat-2.png', 'dog.png']) {
    ids[name] = await upload(name, 'image/png', { parentFolderId: folderId });
  }
  ids['cats.pdf'] = await upload('cats.pdf', 'application/pdf', { parentFolderId: folderId });
  ids['hidden.png'] = await upload('hidden.png', 'image/png', { parentFolderId: folderId, private: true });
});
afterAll(() => fixture.close());

const idOf = (name: string): string => ids[name] ?? '';
const names = (list: readonly { displayName?: string | null }[] | undefined) =>
  (list ?? []).map(({ displayName }) => displayName);

test('a descriptor is found by id, by wix: address and by its REST path, and comes with the fields of the SDK', async () => {
  const file = await fixture.asApp().files.getFileDescriptor(idOf('dog.png'));
  expect(file).toMatchObject({
    _id: idOf('dog.png'),
    displayName: 'dog.png',
    parentFolderId: folderId,
    sizeInBytes: '70',
    mediaType: 'IMAGE',
    operationStatus: 'READY',
    state: 'OK',
    siteId: fixture.sites[0].id,
  });
  expect(file._createdDate).toBeInstanceOf(Date);
  expect(file.media?.image?.image).toMatch(/^wix:image:\/\/v1\/.+\/dog\.png#originWidth=1&originHeight=1$/);
  const byAddress = await fixture
    .asApp()
    .files.getFileDescriptor(`wix:image://v1/${idOf('dog.png')}/dog.png#originWidth=1`);
  expect(byAddress._id).toBe(idOf('dog.png'));
  const authorization = { headers: { Authorization: await fixture.token() } };
  const rest = await fetch(`https://www.wixapis.com/site-media/v1/files/${idOf('dog.png')}`, authorization);
  expect(await rest.json()).toMatchObject({ file: { id: idOf('dog.png') } });
  expect(rest.headers.get('x-wix-request-id')).toBeTruthy();
});

test("another site's files are not found, by any way", async () => {
  const other = fixture.asApp(fixture.sites[1]);
  const notFound = { status: 404, rule: 'RESOURCE_NOT_FOUND' };
  expect(await refusalOf(other.files.getFileDescriptor(idOf('dog.png')))).toMatchObject(notFound);
  expect(await refusalOf(other.files.getFileDescriptors([idOf('dog.png')]))).toMatchObject(notFound);
  expect(await refusalOf(other.files.updateFileDescriptor({ _id: idOf('dog.png'), displayName: 'x' }))).toMatchObject(
    notFound,
  );
  expect(await refusalOf(other.files.generateFileDownloadUrl(idOf('dog.png')))).toMatchObject(notFound);
  await other.files.bulkDeleteFiles([idOf('dog.png')], { permanent: true });
  expect((await fixture.asApp().files.getFileDescriptor(idOf('dog.png'))).displayName).toBe('dog.png');
  expect(names((await other.files.searchFiles({ search: 'dog' })).files)).toEqual([]);
});

test('get-files answers those that there are, and refuses none, more than 100 and only unknown ones', async () => {
  const { files } = fixture.asApp();
  const found = await files.getFileDescriptors([idOf('cat-1.png'), 'unknown', idOf('cat-2.png')]);
  expect(names(found.files)).toEqual(['cat-1.png', 'cat-2.png']);
  expect(await refusalOf(files.getFileDescriptors([]))).toMatchObject({ status: 400 });
  const tooMany = Array.from({ length: 101 }, () => idOf('cat-1.png'));
  expect(await refusalOf(files.getFileDescriptors(tooMany))).toMatchObject({ status: 400, rule: 'MAX_SIZE' });
});

test('a folder is listed page by page without a repeat, in order, by type and privacy', async () => {
  const { files } = fixture.asApp();
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const paging = { limit: 2, ...(cursor ? { cursor } : {}) };
    const sort = { fieldName: 'displayName', order: 'ASC' as const };
    const page = await files.listFiles({ parentFolderId: folderId, sort, paging });
    seen.push(...names(page.files));
    cursor = page.nextCursor?.cursors?.next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(['cat-1.png', 'cat-2.png', 'cats.pdf', 'dog.png', 'hidden.png']);
  const documents = await files.listFiles({ parentFolderId: folderId, mediaTypes: ['DOCUMENT', 'VIDEO'] });
  expect(names(documents.files)).toEqual(['cats.pdf']);
  expect(names((await files.listFiles({ parentFolderId: folderId, private: true })).files)).toEqual(['hidden.png']);
  expect(names((await files.listFiles()).files)).not.toContain('dog.png');
});

test.each([
  ['a limit over 100', { paging: { limit: 101 } }, { rule: 'MAX' }],
  ['a cursor that is none', { paging: { cursor: 'none' } }, { rule: 'FORMAT' }],
  ['a field that cannot be sorted by', { sort: { fieldName: 'hash' } }, { rule: 'UNSUPPORTED_SORT_VALUE' }],
  ['a type that does not exist', { mediaTypes: ['NOVEL'] }, { rule: 'UNSUPPORTED_MEDIA_TYPE' }],
])('a list with %s is refused', async (_what, options, refusal) => {
  const call = fixture
    .asApp()
    .files.listFiles(options as Parameters<ReturnType<Fixture['asApp']>['files']['listFiles']>[0]);
  expect(await refusalOf(call)).toMatchObject({ status: 400, ...refusal });
});

test('search looks through all folders of its root, a query through conditions', async () => {
  const { files } = fixture.asApp();
  const found = await files.searchFiles({ search: 'CAT', sort: { fieldName: 'displayName', order: 'DESC' } });
  expect(names(found.files)).toEqual(['cats.pdf', 'cat-2.png', 'cat-1.png']);
  expect(names((await files.searchFiles({ search: 'cat', rootFolder: 'VISITOR_UPLOADS_ROOT' })).files)).toEqual([]);
  const query = files
    .queryFileDescriptors()
    .eq('private', false)
    .in('mediaType', ['DOCUMENT'])
    .descending('displayName');
  expect(names((await query.find()).items)).toEqual(['opening-hours.txt', 'cats.pdf']);
  const first = await files.queryFileDescriptors().eq('mediaType', 'IMAGE').limit(3).find();
  expect(first.items).toHaveLength(3);
  const second = await first.next();
  expect(names(second.items)).toHaveLength(1);
  expect(second.hasNext()).toBe(false);
});

test('a descriptor is renamed, moved and labelled; what is not named stays; nothing at all is refused', async () => {
  const { files } = fixture.asApp();
  const id = await upload('before.png', 'image/png', { labels: ['kept'] });
  const renamed = await files.updateFileDescriptor({ _id: id, displayName: 'after.png', parentFolderId: folderId });
  expect(renamed).toMatchObject({ displayName: 'after.png', parentFolderId: folderId, labels: ['kept'] });
  expect(await refusalOf(files.updateFileDescriptor({ _id: id }))).toMatchObject({
    rule: 'FIELD_MASK_IS_EMPTY_OR_MISSING',
  });
  const long = files.updateFileDescriptor({ _id: id, displayName: 'n'.repeat(256) });
  expect(await refusalOf(long)).toMatchObject({ status: 400, rule: 'MAX_LENGTH' });
  const lost = files.updateFileDescriptor({ _id: id, parentFolderId: 'f'.repeat(32) });
  expect(await refusalOf(lost)).toMatchObject({ status: 404 });
});

test('a deleted file is in the trash until it is restored or deleted for good', async () => {
  const { files } = fixture.asApp();
  const id = await upload('trash-me.png', 'image/png', { parentFolderId: folderId });
  await files.bulkDeleteFiles([id]);
  await files.bulkDeleteFiles([id]);
  expect(names((await files.listDeletedFiles()).files)).toEqual(['trash-me.png']);
  expect(names((await files.listFiles({ parentFolderId: folderId })).files)).not.toContain('trash-me.png');
  expect(await files.getFileDescriptor(id)).toMatchObject({ state: 'OK', parentFolderId: 'trash-root' });
  await files.bulkRestoreFilesFromTrashBin([id]);
  expect(await files.getFileDescriptor(id)).toMatchObject({ parentFolderId: folderId });
  await files.bulkDeleteFiles([id], { permanent: true });
  expect(await refusalOf(files.getFileDescriptor(id))).toMatchObject({ status: 404 });
  expect((await fetch(`${fixture.standIn.origin}/media/${id}`)).status).toBe(404);
});

test('download links have their limits', async () => {
  const { files } = fixture.asApp();
  const id = idOf('dog.png');
  expect(await refusalOf(files.generateFileDownloadUrl(id, { assetKeys: ['720p'] }))).toMatchObject({
    rule: 'INVALID_ASSET_KEY',
  });
  expect(await refusalOf(files.generateFileDownloadUrl(id, { expirationInMinutes: 525_601 }))).toMatchObject({
    rule: 'MAX',
  });
  const inline = await files.generateFileDownloadUrl(id, { contentDisposition: 'INLINE', downloadFileName: 'x.png' });
  const download = await fetch(String(inline.downloadUrls?.[0]?.url));
  expect(download.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''x.png");
});

test('inbox media tells its storage and links, and its files are marked', async () => {
  const inbox = fixture.asApp().communicationChannelsMedia;
  const before = await inbox.getStorageQuota();
  const { uploadUrl } = await inbox.generateFileUploadUrl({ mimeType: 'image/png', fileName: 'inbox.png' });
  const { file } = (await (await put(uploadUrl, PNG)).json()) as { file: { id: string } };
  const after = await inbox.getStorageQuota();
  expect(Number(after.totalUsage) - Number(before.totalUsage)).toBe(PNG.length);
  const stored = (await fixture.library()).files.find(({ id }) => id === file.id);
  expect(stored).toMatchObject({ destination: 'inbox', path: ['Inbox Uploads'] });
  expect((await fetch(String((await inbox.generateFileDownloadUrl(file.id)).downloadUrl))).status).toBe(200);
  await fixture.asApp().files.bulkDeleteFiles([file.id]);
  expect((await inbox.getStorageQuota()).totalUsage).toBe(after.totalUsage);
  await fixture.asApp().files.bulkDeleteFiles([file.id], { permanent: true });
  expect((await inbox.getStorageQuota()).totalUsage).toBe(before.totalUsage);
  expect(await refusalOf(inbox.generateFileDownloadUrl('unknown'))).toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('what the stand-in does not do is refused by name', async () => {
  const { files, folders } = fixture.asApp();
  const notDone = { status: 501, code: 'NOT_IMPLEMENTED' };
  expect(await refusalOf(files.generateFilesDownloadUrl([idOf('dog.png')]))).toMatchObject(notDone);
  expect(await refusalOf(files.generateVideoStreamingUrl(idOf('dog.png')))).toMatchObject(notDone);
  expect(await refusalOf(folders.generateFolderDownloadUrl(folderId))).toMatchObject(notDone);
  const unknown = await fetch('https://www.wixapis.com/stores/v1/products');
  expect([unknown.status, await unknown.text()]).toEqual([501, expect.stringContaining('GET /stores/v1/products')]);
});
