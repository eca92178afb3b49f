import { Permissions, webMethod } from '@wix/web-methods';
import { expect, test } from 'vitest';
import { createWebMethodLookup } from '../../src/server/web-method-registry.ts';

const method = () => webMethod(Permissions.Admin, async (value: number) => value + 1);

test('a method is found by its exact address and called with its arguments', async () => {
  const find = createWebMethodLookup({ 'src/a.web.ts': { add: method() } });
  expect(await find('/_webMethods/src/a.web.ts/add.ajax')?.call(1)).toBe(2);
  expect(find('/_webMethods/src/a.web.ts/subtract.ajax')).toBeUndefined();
});

test.each([
  ['has no permission', async () => {}],
  ['is for anyone', webMethod(Permissions.Anyone, async () => {})],
  ['is for site members', webMethod(Permissions.SiteMember, async () => {})],
])('an export that %s stops the start', (_case, value) => {
  expect(() => createWebMethodLookup({ 'src/a.web.ts': { open: value } })).toThrow(
    'src/a.web.ts: open must be webMethod(Permissions.Admin, …)',
  );
});

test('an export that is no function stops the start', () => {
  expect(() => createWebMethodLookup({ 'src/a.web.ts': { limit: 5 } })).toThrow('limit is no function');
});
