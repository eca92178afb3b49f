import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made once and kept in the data directory, so that a restarted app and a restarted stand-in still know each other. */
export interface Secrets {
  readonly appSecret: string;
  /** PEM (SPKI): what the app's dashboard shows as "Public Key". */
  readonly publicKey: string;
  readonly webhookKey: KeyObject;
  /** Signs access tokens and upload tokens (HS256); nobody outside knows it. */
  readonly tokenKey: Uint8Array;
}

interface StoredSecrets {
  readonly appSecret: string;
  readonly privateKey: string;
  readonly tokenKey: string;
}

function makeSecrets(): StoredSecrets {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    appSecret: randomUUID(),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    tokenKey: `${randomUUID()}${randomUUID()}`,
  };
}

export function loadSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'secrets.json');
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, JSON.stringify(makeSecrets()), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredSecrets;
  const webhookKey = createPrivateKey(stored.privateKey);
  return {
    appSecret: stored.appSecret,
    publicKey: createPublicKey(webhookKey).export({ type: 'spki', format: 'pem' }).toString(),
    webhookKey,
    tokenKey: new TextEncoder().encode(stored.tokenKey),
  };
}
