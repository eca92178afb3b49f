import type { JsonObject } from '../api/fields.ts';

const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a JWT's signature is made over: its first two parts. */
export function jwtText(header: JsonObject, claims: JsonObject): string {
  return `${encode(header)}.${encode(claims)}`;
}
