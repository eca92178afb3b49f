import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '#server';

const APP_ID = '5f1d7c1e-0c4b-4f0e-9a53-7b0f5f0f2c11';
const identity = { projectType: 'App', appId: APP_ID };
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();
const keys = { WIX_APP_ID: APP_ID, WIX_APP_SECRET: 'top-secret', WIX_PUBLIC_KEY: pem };

function problems(env: Record<string, string>, publicIdentity: unknown = identity): readonly string[] {
  try {
    readConfig(env, publicIdentity);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('an empty environment gives the defaults and the stand-in with the public app ID', () => {
  expect(readConfig({}, identity)).toEqual({
    host: '127.0.0.1',
    port: 3000,
    wix: { kind: 'stand-in', appId: APP_ID, port: 4000 },
    dataDir: './data',
    logLevel: 'info',
    wixCallsPerMinute: 200,
  });
});

test('everything can be set', () => {
  const env = {
    ...keys,
    HOST: '0.0.0.0',
    PORT: '8080',
    DATABASE_URL: 'postgres://db/uplift',
    DATA_DIR: '/var/uplift',
    LOG_LEVEL: 'debug',
    PAGE_URL: 'http://127.0.0.1:5173/',
    WIX_CALLS_PER_MINUTE: '120',
  };
  expect(readConfig(env, identity)).toEqual({
    host: '0.0.0.0',
    port: 8080,
    wix: { kind: 'real', appId: APP_ID, appSecret: 'top-secret', publicKey: pem },
    databaseUrl: 'postgres://db/uplift',
    dataDir: '/var/uplift',
    logLevel: 'debug',
    pageUrl: 'http://127.0.0.1:5173/',
    wixCallsPerMinute: 120,
  });
});

test('the app ID may come from wix.config.json when the other two keys are set', () => {
  const { WIX_APP_ID: _, ...others } = keys;
  expect(readConfig(others, identity).wix).toMatchObject({ kind: 'real', appId: APP_ID });
  expect(problems(others, {})[0]).toContain('WIX_APP_ID (or appId in wix.config.json) is missing');
});

test('an empty variable counts as unset', () => {
  expect(readConfig({ WIX_APP_ID: '', WIX_APP_SECRET: ' ', PORT: '' }, identity)).toMatchObject({
    port: 3000,
    wix: { kind: 'stand-in' },
  });
});

test.each([
  [['WIX_APP_SECRET'], 'WIX_APP_SECRET is missing'],
  [['WIX_PUBLIC_KEY'], 'WIX_PUBLIC_KEY is missing'],
  [['WIX_APP_SECRET', 'WIX_PUBLIC_KEY'], 'WIX_APP_SECRET, WIX_PUBLIC_KEY is missing'],
  [['WIX_APP_ID', 'WIX_PUBLIC_KEY'], 'WIX_PUBLIC_KEY is missing'],
])('without %j the start is refused and says so', (missing, expected) => {
  const env = Object.fromEntries(Object.entries(keys).filter(([name]) => !missing.includes(name)));
  const [problem] = problems(env);
  expect(problem).toContain(expected);
  expect(problem).not.toContain('top-secret');
});

test.each([
  ['PEM', pem],
  ['base64 of PEM', Buffer.from(pem).toString('base64')],
  ['PEM with line breaks written out', pem.replaceAll('\n', '\\n')],
])('the public key may be %s', (_form, text) => {
  expect(readConfig({ ...keys, WIX_PUBLIC_KEY: text }, identity).wix).toMatchObject({ publicKey: pem });
});

test.each([
  ['text', 'hello'],
  ['PEM without its last half', pem.slice(0, 200)],
  [
    'an elliptic key',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  ],
  [
    'a private key',
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ],
])('a public key that is %s is refused at the start', (_case, text) => {
  const [problem] = problems({ ...keys, WIX_PUBLIC_KEY: text });
  expect(problem).toMatch(/^WIX_PUBLIC_KEY is no RSA public key\. Copy it/);
});

test.each([
  ['PORT', 'http', 'port number'],
  ['PORT', '70000', 'port number'],
  ['PORT', '80.5', 'port number'],
  ['STAND_IN_PORT', '-1', 'port number'],
  ['WIX_APP_ID', 'my-app', 'GUID'],
  ['DATABASE_URL', 'mysql://db', 'postgres://'],
  ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info'],
  ['PAGE_URL', 'localhost', 'address like'],
  ['WIX_CALLS_PER_MINUTE', '0', 'at least 1'],
])('%s=%s is refused with the variable’s name and the cure', (name, value, cure) => {
  const [problem] = problems({ [name]: value });
  expect(problem?.startsWith(`${name} `)).toBe(true);
  expect(problem).toContain(cure);
});

test('every wrong variable is named at once', () => {
  expect(problems({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(2);
});

test('without keys and without a public app ID there is no app to stand in for', () => {
  expect(problems({}, {})[0]).toContain('wix.config.json');
});
