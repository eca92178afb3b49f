import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A self-signed certificate and its key, as PEM, for as long as the bench runs. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const SEQUENCE = 0x30;
const SET = 0x31;
/** The version's own tag, and 2 for version 3. */
const VERSION_3 = Buffer.from('a003020102', 'hex');
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
/** id-at-commonName, 2.5.4.3 */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const VALID_FOR_MS = 86_400_000;

/** One DER element (X.690 §8.1): tag, length in as few bytes as it takes, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const digits = content.length.toString(16);
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

function utcTime(time: Date): Buffer {
  return der(UTC_TIME, Buffer.from(`${time.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
}

/** The part of a certificate that is signed (RFC 5280 §4.1); no extensions are needed here. */
function toBeSigned(host: string, publicKey: KeyObject, now: Date): Buffer {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(host)))));
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const validity = der(SEQUENCE, utcTime(now), utcTime(new Date(now.getTime() + VALID_FOR_MS)));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return der(SEQUENCE, VERSION_3, der(INTEGER, serial), der(SEQUENCE, ECDSA_WITH_SHA256), name, validity, name, spki);
}

/** Only a browser that is told to ignore certificate errors takes it. */
export function makeCertificate(host: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = toBeSigned(host, publicKey, new Date(Date.now() - 60_000));
  const signature = der(BIT_STRING, Buffer.from([0]), sign('sha256', body, privateKey));
  const certificate = der(SEQUENCE, body, der(SEQUENCE, ECDSA_WITH_SHA256), signature);
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}
