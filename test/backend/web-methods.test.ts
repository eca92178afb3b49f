import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Permissions } from '@wix/web-methods';
import { expect, test } from 'vitest';
import { webMethods } from '#backend';

test('every *.web.ts of the backend is registered under its own path, and nothing else', () => {
  const files = readdirSync(resolve(import.meta.dirname, '../../src/backend'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.web.ts'))
    .map((name) => `src/backend/${name}`);
  expect(Object.keys(webMethods).sort()).toEqual(files.sort());
});

test('every web method is for users of the dashboard only', () => {
  const permissions = Object.values(webMethods)
    .flatMap((module) => Object.values<object>(module))
    .map((method) => ('permission' in method ? method.permission : undefined));
  expect(permissions.length).toBeGreaterThan(0);
  expect(new Set(permissions)).toEqual(new Set([Permissions.Admin]));
});
