import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { peekClaims, signHs256, verifyHs256 } from '../../src/wix-stand-in/identity/hs256.ts';

const key = randomBytes(48);
const claims = { jti: 'ä', path: 'media/x', exp: 1 };

test('what is signed here is a JWT that others verify, and the other way round', async () => {
  const token = signHs256({ ...claims, exp: 9_999_999_999 }, key, { typ: 'JWT' });
  const { payload, protectedHeader } = await jwtVerify(token, key);
  expect([payload.jti, protectedHeader]).toEqual(['ä', { alg: 'HS256', typ: 'JWT' }]);
  const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key);
  expect(verifyHs256(foreign, key)).toEqual(claims);
});

test('a token of another key, another algorithm or another text is none', async () => {
  const token = signHs256(claims, key);
  const [header = '', body = '', signature = ''] = token.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const other = Buffer.from('{"jti":"other"}').toString('base64url');
  const strong = await new SignJWT(claims).setProtectedHeader({ alg: 'HS384' }).sign(key);
  for (const text of [
    signHs256(claims, randomBytes(48)),
    `${none}.${body}.`,
    `${header}.${other}.${signature}`,
    `${header}.${body}`,
    `${token}.x`,
    `${header}.${body}.${signature.slice(0, -4)}`,
    strong,
    'no token',
    '',
  ]) {
    expect(verifyHs256(text, key)).toBeUndefined();
  }
  expect(verifyHs256(token, key)).toEqual(claims);
});

test('claims can be looked at without a key; what has none has none', () => {
  expect(peekClaims(signHs256(claims, key))).toEqual(claims);
  expect([peekClaims('x'), peekClaims('x.bnVsbA.x'), peekClaims('')]).toEqual([undefined, undefined, undefined]);
});
