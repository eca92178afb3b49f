import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileIdOfTicket } from '../../src/backend/ticket-file-id.ts';

const jwt = (claims: unknown) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const put = (token: string) => ({ protocol: 'put', uploadUrl: `https://upload.wixmp.com/upload/${token}` }) as const;
const fileId = 'd4dde1_187973faadf6470c894a7bc6c2606b93~mv2.jpeg';

test('the id is read from the address of a direct upload and from the token of a resumable one', () => {
  const token = jwt({ path: `media/${fileId}`, mimeType: 'image/jpeg' });
  expect(fileIdOfTicket(put(token))).toBe(fileId);
  expect(fileIdOfTicket(put(`${token}?filename=a.jpg`))).toBe(fileId);
  expect(
    fileIdOfTicket({ protocol: 'tus', uploadUrl: 'https://upload.wixmp.com/upload/tus', uploadToken: token }),
  ).toBe(fileId);
});

test('a header that cannot be read, as in one of Wix’s own examples, does not matter', () => {
  const token = jwt({ path: `/media/${fileId}` }).replace(/^eyJh/, 'bnfh');
  expect(fileIdOfTicket(put(token))).toBe(fileId);
});

test.each([
  ['no claims', 'opaque'],
  ['claims that are no JSON', 'e30.bm90IGpzb24.c2ln'],
  ['another kind of path', jwt({ path: 'videos/x' })],
  ['a path of several parts', jwt({ path: 'media/a/b' })],
  ['no path', jwt({ jti: '1' })],
  ['a path that is no text', jwt({ path: 5 })],
  ['claims that are no object', jwt(null)],
])('a token with %s tells nothing and throws nothing', (_name, token) => {
  expect(fileIdOfTicket(put(token))).toBeUndefined();
});

test('no text at all makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fileIdOfTicket({ protocol: 'put', uploadUrl: text });
      fileIdOfTicket({ protocol: 'tus', uploadUrl: text, uploadToken: `${text}.${text}` });
    }),
  );
});
