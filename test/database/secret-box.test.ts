import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSecretBox } from '#database';

const box = createSecretBox('the app secret');
const context = ['site', 'upload', 'column'];

test('what was sealed opens again, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(box.open(box.seal(text, context), context)).toBe(text);
    }),
  );
});

test('the same text is sealed differently each time, and never shows', () => {
  const sealed = box.seal('https://host/secret-address', context);
  expect(sealed).not.toBe(box.seal('https://host/secret-address', context));
  expect(Buffer.from(sealed.slice(2), 'base64url').toString('latin1')).not.toContain('secret');
});

test('nothing opens with another secret, in another place, changed or cut', () => {
  const sealed = box.seal('text', context);
  expect(createSecretBox('another secret').open(sealed, context)).toBeUndefined();
  expect(box.open(sealed, ['other site', 'upload', 'column'])).toBeUndefined();
  expect(box.open(sealed, ['site', 'upload,column'])).toBeUndefined();
  expect(box.open(sealed.slice(0, -2), context)).toBeUndefined();
  expect(box.open(`2${sealed.slice(1)}`, context)).toBeUndefined();
  expect(
    box.open(`${sealed.slice(0, 10)}${sealed[10] === 'A' ? 'B' : 'A'}${sealed.slice(11)}`, context),
  ).toBeUndefined();
  expect(box.open('', context)).toBeUndefined();
  expect(box.open('1.', context)).toBeUndefined();
});
