import { decodeJwt, decodeProtectedHeader } from 'jose';
import { lookup } from 'mime-types';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { judgeType, supportedExtensions } from '../../src/wix-stand-in/library/media-types.ts';
import { type Fixture, refusalOf, startFixture } from './stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
afterEach(() => fixture.faults({}));

const jpeg = (options: Record<string, unknown> = {}) =>
  fixture.asApp().files.generateFileUploadUrl('image/jpeg', { fileName: 'a.jpg', ...options });

test('the upload URL carries a JWT as Wix makes it: claims, lifetimes, length', async () => {
  const { uploadUrl } = await fixture.asApp().files.generateFileUploadUrl('image/jpeg', { fileName: 'T-shirt.jpg' });
  const token = String(uploadUrl).split('/upload/')[1] ?? '';
  const claims = decodeJwt(token);
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(claims).toMatchObject({
    aud: 'urn:service:upload',
    iss: 'urn:service:upload',
    acl: 'public',
    mimeType: 'image/jpeg',
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(86_410);
  expect(claims.path).toMatch(/^media\/[0-9a-f]{6}_[0-9a-f]{32}~mv2\.jpg$/);
  expect(token.length).toBeGreaterThan(2_600);
  expect(token.length).toBeLessThan(3_200);
  const inner = decodeJwt(String(claims.callbackUrl).split('uploadToken=')[1] ?? '');
  expect(Number(inner.exp) - Number(inner.iat)).toBe(43_210);
});

test('a resumable token lives seven days and is about three thousand characters long', async () => {
  const ticket = await fixture.asApp().files.generateFileResumableUploadUrl('video/mp4', { fileName: 'v.mp4' });
  const claims = decodeJwt(String(ticket.uploadToken));
  expect(ticket).toMatchObject({ uploadProtocol: 'TUS', uploadUrl: `${fixture.standIn.origin}/upload/tus` });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(604_810);
  expect(claims.protocol).toBe('tus');
  expect(String(ticket.uploadToken).length).toBeGreaterThan(2_800);
});

test.each([
  ['sizeInBytes', { sizeInBytes: '0' }, 'ZERO_FILE_SIZE', 'options.sizeInBytes'],
  [
    'a size over the limit of the type',
    { sizeInBytes: String(26 * 1024 ** 2) },
    'FILE_SIZE_OVER_LIMIT',
    'options.sizeInBytes',
  ],
  ['an extension that contradicts', { fileName: 'a.png' }, 'MISMATCH_MIME_TYPE', 'mimeType'],
  ['an extension nobody supports', { fileName: 'a.jpg.exe' }, 'UNSUPPORTED_FILE_FORMAT', 'mimeType'],
])('%s is refused by its rule', async (_what, options, rule, field) => {
  expect(await refusalOf(jpeg(options))).toMatchObject({ status: 400, rule, field });
});

test.each([
  ['text/html', 'page.html'],
  ['text/html', 'page.txt'],
  ['application/octet-stream', 'setup.exe'],
  ['application/x-msdownload', undefined],
])('%s as %s is no supported format', async (mimeType, fileName) => {
  const call = fixture.asApp().files.generateFileUploadUrl(mimeType, fileName === undefined ? {} : { fileName });
  expect(await refusalOf(call)).toMatchObject({ status: 400, rule: 'UNSUPPORTED_FILE_FORMAT' });
});

test('how large a film may be is for whoever tries the app to say; pictures keep their own bound', async () => {
  const call = (mimeType: string, sizeInBytes: number) =>
    fixture.asApp().files.generateFileResumableUploadUrl(mimeType, { sizeInBytes: String(sizeInBytes) });
  const tenGibibytes = 10 * 1024 ** 3;
  expect(await refusalOf(call('video/mp4', tenGibibytes))).toMatchObject({ rule: 'FILE_SIZE_OVER_LIMIT' });
  await fixture.faults({ largestFileInBytes: tenGibibytes });
  expect((await call('video/mp4', tenGibibytes)).uploadToken).toBeDefined();
  expect(await refusalOf(call('video/mp4', tenGibibytes + 1))).toMatchObject({ rule: 'FILE_SIZE_OVER_LIMIT' });
  expect(await refusalOf(call('image/png', tenGibibytes))).toMatchObject({ rule: 'FILE_SIZE_OVER_LIMIT' });
  await fixture.faults({});
});

test('octet-stream leaves the type to the extension', async () => {
  const { uploadUrl } = await fixture
    .asApp()
    .files.generateFileUploadUrl('application/octet-stream', { fileName: 'IMG.HEIC' });
  expect(decodeJwt(String(uploadUrl).split('/upload/')[1] ?? '').path).toMatch(/~mv2\.heic$/);
});

test('every supported extension is taken with the MIME type that it usually has', () => {
  const refused = supportedExtensions().filter((extension) => {
    const usual = lookup(`file.${extension}`);
    return usual !== false && !judgeType(`file.${extension}`, usual).ok;
  });
  expect(refused).toEqual([]);
});

test.each([
  ['fileName', { fileName: `${'n'.repeat(997)}.jpg` }],
  ['filePath', { filePath: `/${'p'.repeat(100)}` }],
  ['parentFolderId', { parentFolderId: 'f'.repeat(101) }],
  ['labels', { labels: Array.from({ length: 51 }, () => 'l') }],
  ['labels[0]', { labels: ['l'.repeat(201)] }],
  ['externalInfo.origin', { externalInfo: { origin: 'o'.repeat(1001) } }],
  ['externalInfo.externalIds', { externalInfo: { externalIds: Array.from({ length: 31 }, () => 'i') } }],
  ['filePath', { filePath: '/a/../b' }],
  ['sizeInBytes', { sizeInBytes: '-1' }],
  ['sizeInBytes', { sizeInBytes: '1.5' }],
])('%s over its limit is refused by name', async (field, options) => {
  expect(await refusalOf(jpeg(options))).toMatchObject({ status: 400, field: `options.${field}` });
});

test('a field at its limit is taken', async () => {
  const labels = Array.from({ length: 50 }, () => 'l'.repeat(200));
  const externalInfo = { origin: 'o'.repeat(1000), externalIds: Array.from({ length: 30 }, () => 'i') };
  const call = jpeg({ fileName: `${'n'.repeat(996)}.jpg`, filePath: `/${'p'.repeat(99)}`, labels, externalInfo });
  expect((await call).uploadUrl).toContain('/upload/');
});

test('a missing MIME type, a wrong shape and an options wrapper are refused', async () => {
  const post = async (body: string) =>
    (
      await fetch('https://www.wixapis.com/site-media/v1/files/generate-upload-url', {
        method: 'POST',
        headers: { Authorization: await fixture.token() },
        body,
      })
    ).status;
  expect(await post('{}')).toBe(400);
  expect(await post('no json')).toBe(400);
  expect(await post('{"mimeType":7}')).toBe(400);
  expect(await post('{"mimeType":"image/jpeg","options":{"fileName":"a.jpg"}}')).toBe(403);
  expect(await post('{"mimeType":"image/jpeg","sizeInBytes":12}')).toBe(200);
});

test('a folder of another site, an unknown one and one in the trash are not found', async () => {
  const [site, other] = fixture.sites;
  const mine = await fixture.asApp(site).folders.createFolder('Mine');
  const folderId = mine.folder?._id ?? '';
  expect((await jpeg({ parentFolderId: folderId })).uploadUrl).toBeDefined();
  const call = fixture
    .asApp(other)
    .files.generateFileUploadUrl('image/jpeg', { fileName: 'a.jpg', parentFolderId: folderId });
  expect(await refusalOf(call)).toMatchObject({ status: 404, code: 'FOLDER_NOT_FOUND' });
  expect(await refusalOf(jpeg({ parentFolderId: 'f'.repeat(32) }))).toMatchObject({ status: 404 });
  await fixture.asApp(site).folders.bulkDeleteFolders([folderId]);
  expect(await refusalOf(jpeg({ parentFolderId: folderId }))).toMatchObject({ status: 404 });
});

test('a full site is told with the quota, and only by the plain upload URL', async () => {
  await fixture.faults({ quotaInBytes: 10_000 });
  const refused = await refusalOf(jpeg({ sizeInBytes: '20000' }));
  expect(refused).toMatchObject({ status: 400, rule: 'SITE_QUOTA_EXCEEDED', data: { quota: { storage: '10000' } } });
  expect((await jpeg({ sizeInBytes: '100' })).uploadUrl).toBeDefined();
  const options = { fileName: 'v.mp4', sizeInBytes: '20000' };
  expect((await fixture.asApp().files.generateFileResumableUploadUrl('video/mp4', options)).uploadToken).toBeDefined();
});

test('a private 3D file is refused by the edge, a public one is taken', async () => {
  const glb = (isPrivate: boolean) =>
    fixture.asApp().files.generateFileUploadUrl('model/gltf-binary', { fileName: 'a.glb', private: isPrivate });
  expect(await refusalOf(glb(true))).toMatchObject({ status: 400 });
  expect((await glb(false)).uploadUrl).toBeDefined();
});

test('business errors come in the other shape when it is set so', async () => {
  await fixture.faults({ fileErrorShape: 'application' });
  expect(await refusalOf(jpeg({ fileName: 'a.png' }))).toMatchObject({ status: 400, code: 'MISMATCH_MIME_TYPE' });
});

test('inbox media has its own path, spelling and lifetime', async () => {
  const inbox = fixture.asApp().communicationChannelsMedia;
  const { uploadUrl } = await inbox.generateFileUploadUrl({ mimeType: 'image/jpeg', fileName: 'a.jpg' });
  const claims = decodeJwt(String(uploadUrl).split('/upload/')[1] ?? '');
  expect(Number(claims.exp) - Number(claims.iat)).toBe(36_010);
  const mismatch = inbox.generateFileUploadUrl({ mimeType: 'image/jpeg', fileName: 'a.png' });
  expect(await refusalOf(mismatch)).toMatchObject({ status: 400, code: 'MIME_TYPE_MISMATCH' });
  const unsupported = inbox.generateFileUploadUrl({ mimeType: 'text/html', fileName: 'a.html' });
  expect(await refusalOf(unsupported)).toMatchObject({ status: 400, code: 'UNSUPPORTED_FILE_FORMAT' });
  const long = inbox.generateFileUploadUrl({ mimeType: 'image/jpeg', fileName: `${'n'.repeat(197)}.jpg` });
  expect(await refusalOf(long)).toMatchObject({ status: 400, rule: 'MAX_LENGTH' });
});
