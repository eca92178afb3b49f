import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject, type JsonObject } from '../api/fields.ts';
import { jwtText } from './jwt-text.ts';

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const signatureOf = (text: string, key: Uint8Array): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * A JWT signed HS256. Every call and every upload needs one or two, and the Web Crypto API would take each to another
 * thread, which costs far more than the signature.
 */
export function signHs256(claims: JsonObject, key: Uint8Array, header: JsonObject = {}): string {
  const text = jwtText({ alg: 'HS256', ...header }, claims);
  return `${text}.${signatureOf(text, key).toString('base64url')}`;
}

/** @returns the claims of a JWT with a good signature; what they say, times included, is for the caller to judge. */
export function verifyHs256(token: string, key: Uint8Array): JsonObject | undefined {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || decode(header)?.alg !== 'HS256') return undefined;
  const expected = signatureOf(`${header}.${claims}`, key);
  const given = Buffer.from(signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) ? decode(claims) : undefined;
}

/** The claims of a token, good or not. */
export function peekClaims(token: string): JsonObject | undefined {
  return decode(token.split('.')[1] ?? '');
}
