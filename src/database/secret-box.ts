import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** How the key is derived and the text is sealed. A change of either gets a new number. */
const VERSION = '1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps what must not be read from a stolen copy of the database. */
export interface SecretBox {
  /** @param context where the text belongs (site, row, column): it opens nowhere else. */
  seal(plainText: string, context: readonly string[]): string;
  /** @returns undefined when it was sealed with another secret, for another place, or was changed. */
  open(sealed: string, context: readonly string[]): string | undefined;
}

/**
 * AES-256-GCM with a key that HKDF-SHA256 derives from the app secret: no second secret to keep. After a change of the
 * app secret nothing opens any more, and what needed it starts anew.
 */
export function createSecretBox(appSecret: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', appSecret, 'uplift', `ledger at rest, version ${VERSION}`, 32));
  const additionalData = (context: readonly string[]) => Buffer.from(JSON.stringify([VERSION, ...context]));
  return {
    seal(plainText, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(context));
      const body = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      const [version, text] = sealed.split('.', 2);
      const bytes = Buffer.from(text ?? '', 'base64url');
      if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(additionalData(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        );
      } catch {
        return undefined;
      }
    },
  };
}
