import { expect, test } from 'vitest';
import { mediaTypes } from '../../../src/contracts/index.ts';
import { type CheckedFile, findRefusal, findWarnings, judgeSize } from '../../../src/upload-engine/plan/check-media.ts';

const MEGABYTE = 1024 * 1024;
const checked = (name: string, more: Partial<CheckedFile> = {}): CheckedFile => ({
  path: name,
  folder: '',
  name,
  sizeInBytes: 1000,
  ...more,
});

test.each([
  ['an empty file', checked('a.jpg', { sizeInBytes: 0 }), 'ZERO_FILE_SIZE'],
  ['a file that cannot be read', checked('a.jpg', { sizeInBytes: undefined }), 'FILE_UNREADABLE'],
  ['a name of 256 characters', checked(`${'n'.repeat(252)}.jpg`), 'FILE_NAME_TOO_LONG'],
  ['a folder of 256 characters', checked('a.jpg', { folder: `x/${'n'.repeat(256)}` }), 'PATH_TOO_LONG'],
  ['101 levels of folders', checked('a.jpg', { folder: Array(101).fill('x').join('/') }), 'PATH_TOO_LONG'],
  ['a path of 4,097 characters', checked('a.jpg', { path: 'p'.repeat(4097) }), 'PATH_TOO_LONG'],
  ['a web page', checked('Index.HTML'), 'UNSUPPORTED_FILE_FORMAT'],
  ['a program', checked('setup.exe'), 'UNSUPPORTED_FILE_FORMAT'],
  [
    'a program that is called a photograph',
    checked('a.jpg', { contentType: 'application/x-msdownload' }),
    'UNSUPPORTED_FILE_FORMAT',
  ],
])('%s is refused before any call', (_what, file, code) => {
  expect(findRefusal(file)).toEqual({ code });
});

test.each([
  ['a name of 255 characters', checked(`${'n'.repeat(251)}.jpg`)],
  ['a folder of 255 characters', checked('a.jpg', { folder: `x/${'n'.repeat(255)}` })],
  ['100 levels of folders', checked('a.jpg', { folder: Array(100).fill('x').join('/') })],
  ['a type that nobody knows', checked('a.xyz')],
  ['a script', checked('a.sh')],
  ['a film of 30 GB', checked('a.mp4', { sizeInBytes: 30_000 * MEGABYTE })],
])('%s is for Wix to decide', (_what, file) => {
  expect(findRefusal(file)).toBeUndefined();
});

test('only a limit that Wix documents refuses; hearsay warns, and what is not above it is fine', () => {
  expect(judgeSize(101, { bytes: 100, source: 'documented' })).toBe('refuse');
  expect(judgeSize(101, { bytes: 100, source: 'third-party' })).toBe('warn');
  expect(judgeSize(100, { bytes: 100, source: 'documented' })).toBe('fine');
});

test.each([
  ['HEIC in a .jpg', checked('a.jpg', { contentType: 'image/heic' }), 'content-differs', 'heic'],
  ['a PNG in a .jpg', checked('a.jpg', { contentType: 'image/png' }), 'content-differs', 'png'],
  ['a film called a photograph', checked('a.jpg', { contentType: 'video/mp4' }), 'content-differs', 'mp4'],
  ['a PDF called a film', checked('a.mp4', { contentType: 'application/pdf' }), 'content-differs', 'pdf'],
  ['a photograph without extension', checked('a', { contentType: 'image/jpeg' }), 'no-extension', 'jpg'],
])('%s is warned about, with the extension that fits', (_what, file, code, suggestedExtension) => {
  expect(findWarnings(file, false)).toMatchObject([{ code, suggestedExtension }]);
});

test.each([
  ['a photograph', checked('a.JPG', { contentType: 'image/jpeg' })],
  ['HEIF in a .heic', checked('a.heic', { contentType: 'image/heif' })],
  ['an office document, which is an archive inside', checked('a.docx', { contentType: 'application/zip' })],
  ['a PDF inside an .ai', checked('a.ai', { contentType: 'application/pdf' })],
  ['a TIFF inside a raw photograph', checked('a.nef', { contentType: 'image/tiff' })],
  ['MP4 in a .mov', checked('a.mov', { contentType: 'video/mp4' })],
  ['bytes that say nothing', checked('a.jpg')],
  ['a public 3D model', checked('a.glb')],
])('%s is nothing to warn about', (_what, file) => {
  expect(findWarnings(file, false)).toEqual([]);
});

test('sizes that Wix may refuse, types on no list, and private 3D models are warned about', () => {
  expect(findWarnings(checked('a.jpg', { sizeInBytes: 25 * MEGABYTE + 1 }), false)).toEqual([
    { code: 'may-be-too-large', limitInBytes: 25 * MEGABYTE },
  ]);
  expect(findWarnings(checked('a.jpg', { sizeInBytes: 25 * MEGABYTE }), false)).toEqual([]);
  expect(findWarnings(checked('a.xyz'), false)).toEqual([{ code: 'unknown-type', extension: 'xyz' }]);
  expect(findWarnings(checked('a.glb'), true)).toEqual([{ code: 'private-model' }]);
});

test('every extension of the table stands in one row, in lower case, and no row claims a documented size', () => {
  const extensions = mediaTypes.flatMap((row) => row.extensions);
  expect(new Set(extensions).size).toBe(extensions.length);
  expect(extensions.filter((extension) => !/^[a-z0-9]+$/.test(extension))).toEqual([]);
  expect(mediaTypes.filter((row) => row.sizeLimit?.source === 'documented')).toEqual([]);
});
