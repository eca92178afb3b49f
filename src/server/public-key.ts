import { createPublicKey } from 'node:crypto';

/**
 * Reads the app's public key as Wix's app dashboard shows it (PEM) or as environment variables carry it
 * (base64 of the PEM, or PEM with `\n` written out).
 * @returns the key as PEM with real line breaks.
 * @throws Error when it is no RSA public key.
 */
export function parsePublicKey(text: string): string {
  const unescaped = text.replaceAll('\\n', '\n').trim();
  const pem = unescaped.startsWith('-----BEGIN') ? unescaped : Buffer.from(unescaped, 'base64').toString('utf8').trim();
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----')) throw new Error('not a public key in PEM form');
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'rsa') throw new Error(`an RSA key is needed, this one is ${key.asymmetricKeyType}`);
  return `${pem}\n`;
}
