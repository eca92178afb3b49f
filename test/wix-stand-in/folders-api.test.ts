import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, PNG, put, refusalOf, startFixture } from './stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const create = async (displayName: string, parentFolderId?: string): Promise<string> =>
  (await fixture.asApp().folders.createFolder(displayName, parentFolderId === undefined ? {} : { parentFolderId }))
    .folder?._id ?? '';
const names = (list: readonly { displayName?: string | null }[] | undefined) =>
  (list ?? []).map(({ displayName }) => displayName);

test('a folder is made with a 32-digit id, below its parent, and found again', async () => {
  const { folders } = fixture.asApp();
  const parent = await create('Parent');
  const child = await create('ילד ✓', parent);
  expect(child).toMatch(/^[0-9a-f]{32}$/);
  expect(await folders.getFolder(child)).toMatchObject({ displayName: 'ילד ✓', parentFolderId: parent, state: 'OK' });
  expect(names((await folders.listFolders({ parentFolderId: parent })).folders)).toEqual(['ילד ✓']);
  expect(names((await folders.listFolders()).folders)).toContain('Parent');
  expect(names((await folders.searchFolders({ search: 'יל' })).folders)).toEqual(['ילד ✓']);
  expect(names((await folders.queryFolders().eq('state', 'DELETED').find()).items)).toEqual([]);
});

test('a name that is empty or too long, and a parent that does not exist, are refused', async () => {
  const { folders } = fixture.asApp();
  expect(await refusalOf(folders.createFolder(''))).toMatchObject({
    status: 400,
    rule: 'REQUIRED_FIELD',
    field: 'displayName',
  });
  expect(await refusalOf(folders.createFolder('n'.repeat(1001)))).toMatchObject({ status: 400, rule: 'MAX_LENGTH' });
  expect((await folders.createFolder('n'.repeat(1000))).folder?.displayName).toHaveLength(1000);
  const lost = folders.createFolder('x', { parentFolderId: 'f'.repeat(32) });
  expect(await refusalOf(lost)).toMatchObject({ status: 404, code: 'FOLDER_NOT_FOUND' });
  expect(await refusalOf(folders.listFolders({ parentFolderId: 'f'.repeat(32) }))).toMatchObject({ status: 404 });
});

test("another site's folders are not found", async () => {
  const id = await create('Only mine');
  const { folders } = fixture.asApp(fixture.sites[1]);
  expect(await refusalOf(folders.getFolder(id))).toMatchObject({ status: 404 });
  expect(await refusalOf(folders.updateFolder(id, { displayName: 'x' }))).toMatchObject({ status: 404 });
  expect(await refusalOf(folders.createFolder('x', { parentFolderId: id }))).toMatchObject({ status: 404 });
  await folders.bulkDeleteFolders([id], { permanent: true });
  expect((await fixture.asApp().folders.getFolder(id)).displayName).toBe('Only mine');
  expect(names((await folders.searchFolders({ search: 'Only mine' })).folders)).toEqual([]);
});

test('a long list of folders comes in pages of at most 100', async () => {
  const parent = await create('Many');
  for (let n = 0; n < 120; n += 1)
    await fixture.withToken(await appToken()).folders.createFolder(`f${n}`, { parentFolderId: parent });
  const { folders } = fixture.withToken(await appToken());
  const sort = { fieldName: 'displayName', order: 'ASC' as const };
  const first = await folders.listFolders({ parentFolderId: parent, paging: { limit: 100 }, sort });
  const cursor = String(first.nextCursor?.cursors?.next);
  const second = await folders.listFolders({ parentFolderId: parent, paging: { limit: 100, cursor }, sort });
  expect([first.folders?.length, second.folders?.length]).toEqual([100, 20]);
  expect(second.nextCursor?.cursors?.next ?? '').toBe('');
  expect(new Set([...names(first.folders), ...names(second.folders)]).size).toBe(120);
  expect(await refusalOf(folders.listFolders({ paging: { limit: 101 } }))).toMatchObject({ status: 400, rule: 'MAX' });
});

/** One token for many calls; the limit of 200 a minute is on. */
let token: string | undefined;
async function appToken(): Promise<string> {
  token ??= await fixture.token();
  return token;
}

test('a folder is renamed and moved, but never into itself', async () => {
  const { folders } = fixture.asApp();
  const outer = await create('Outer');
  const inner = await create('Inner', outer);
  expect(await folders.updateFolder(inner, { displayName: 'Renamed' })).toMatchObject({
    displayName: 'Renamed',
    parentFolderId: outer,
  });
  const circle = folders.updateFolder(outer, { parentFolderId: inner });
  expect(await refusalOf(circle)).toMatchObject({ status: 400, code: 'INVALID_PARENT_FOLDER' });
  expect(await folders.updateFolder(inner, { parentFolderId: 'media-root' })).toMatchObject({
    parentFolderId: 'media-root',
  });
  expect(await refusalOf(folders.updateFolder(inner, {}))).toMatchObject({ rule: 'FIELD_MASK_IS_EMPTY_OR_MISSING' });
});

test('a folder goes to the trash with all that is in it and comes back with it', async () => {
  const { folders, files } = fixture.asApp();
  const top = await create('Top');
  const below = await create('Below', top);
  const { uploadUrl } = await files.generateFileUploadUrl('image/png', { fileName: 'in.png', parentFolderId: below });
  const { file } = (await (await put(uploadUrl, PNG)).json()) as { file: { id: string } };
  await folders.bulkDeleteFolders([top]);
  expect(await refusalOf(folders.getFolder(below))).toMatchObject({ status: 404 });
  expect(names((await folders.listDeletedFolders()).folders)).toEqual(expect.arrayContaining(['Top', 'Below']));
  expect((await files.getFileDescriptor(file.id)).parentFolderId).toBe('trash-root');
  await folders.bulkRestoreFoldersFromTrashBin([top]);
  expect((await files.getFileDescriptor(file.id)).parentFolderId).toBe(below);
  await folders.bulkDeleteFolders([top], { permanent: true });
  expect(await refusalOf(files.getFileDescriptor(file.id))).toMatchObject({ status: 404 });
  expect(await refusalOf(folders.bulkDeleteFolders(Array.from({ length: 101 }, () => 'x')))).toMatchObject({
    status: 400,
  });
});
