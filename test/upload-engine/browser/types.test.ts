import { types as expected } from 'mime-types';
import { describe, expect, test } from 'vitest';
import { canBytesMatter, chooseType } from '../../../src/upload-engine/browser/detect-mime-type.ts';
import { extensionTypes } from '../../../src/upload-engine/browser/extension-types.ts';

test('every extension has the type that mime-types gives it', () => {
  expect(Object.fromEntries(extensionTypes)).toEqual({ ...expected });
});

describe('the type of a file', () => {
  test.each([
    ['a.jpg', 'image/jpeg', 'image/jpeg'],
    ['A.JPG', undefined, 'image/jpeg'],
    ['letter.docx', 'application/zip', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['raw.nef', 'image/tiff', 'application/octet-stream'],
    ['drawing.ai', 'application/pdf', 'application/postscript'],
    ['film.mov', 'video/mp4', 'video/quicktime'],
    ['song.m4a', 'audio/x-m4a', 'audio/mp4'],
    ['photo.jpg', 'image/heic', 'application/octet-stream'],
    ['photo.heic', 'image/jpeg', 'application/octet-stream'],
    ['photo.heif', 'image/heic', 'image/heif'],
    ['photo.png', 'image/avif', 'application/octet-stream'],
    ['README', undefined, 'application/octet-stream'],
    ['.hidden', 'image/png', 'image/png'],
    ['dot.', 'image/png', 'image/png'],
  ])('%s with bytes of %s is %s', (name, byBytes, type) => {
    expect(chooseType(name, byBytes, extensionTypes)).toBe(type);
  });
});

test('bytes are read only where they can change the type', () => {
  expect(['a.jpg', 'a.heic', 'film.mp4', 'README'].map((name) => canBytesMatter(name, extensionTypes))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const unread = ['letter.docx', 'a.svg', 'table.csv', 'odd.unheard-of'];
  const anything = ['image/png', 'video/mp4', 'application/pdf', undefined];
  for (const name of unread) {
    expect(canBytesMatter(name, extensionTypes)).toBe(false);
    expect(new Set(anything.map((byBytes) => chooseType(name, byBytes, extensionTypes))).size).toBe(1);
  }
});
