import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const built = resolve(import.meta.dirname, '../../dist/dashboard');
const scripts = readdirSync(built, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(js|html|css)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(built, name), 'utf8') }));

test('there is a built page to look at', () => {
  expect(scripts.filter((file) => file.name.endsWith('.js')).length).toBeGreaterThan(0);
  expect(scripts.some((file) => file.text.includes('_webMethods'))).toBe(true);
});

/** Each is a text that only backend or SDK media code contains. */
const foreign = [
  'generate-upload-url',
  'generate-resumable-upload-url',
  'site-media/v1',
  'communication-channels-media',
  'com.wix.media.site_media',
  'client_credentials',
  'strip_bound_session',
  'WIX_APP_SECRET',
  'AsyncLocalStorage',
  'drizzle',
];

test.each(foreign)('the built page holds no trace of %s', (text) => {
  expect(scripts.filter((file) => file.text.includes(text)).map((file) => file.name)).toEqual([]);
});

test('the built page asks nobody but its own server for scripts, styles or fonts', () => {
  const html = scripts.filter((file) => file.name.endsWith('.html'));
  const foreignSources = html.flatMap((file) =>
    [...file.text.matchAll(/(?:src|href)="(https?:\/\/[^"]+)"/g)].map((m) => m[1]),
  );
  expect(foreignSources).toEqual([]);
});
