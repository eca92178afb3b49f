import { afterEach, beforeEach, expect, test } from 'vitest';
import { redirectWixTo } from '#server';
import { type FakeWix, startFakeWix } from '../support/fake-wix.ts';

let wix: FakeWix;
let other: FakeWix;
let restore: () => void;
beforeEach(async () => {
  [wix, other] = [await startFakeWix(), await startFakeWix()];
  restore = redirectWixTo(wix.origin);
});
afterEach(async () => {
  restore();
  await Promise.all([wix.close(), other.close()]);
});

test.each([
  ['text', (url: string) => fetch(url, { headers: { authorization: 'a' } })],
  ['a URL', (url: string) => fetch(new URL(url), { headers: { authorization: 'a' } })],
  ['a Request', (url: string) => fetch(new Request(url, { headers: { authorization: 'a' } }))],
])('a call of Wix’s API given as %s goes to the stand-in, with path, query and headers', async (_form, call) => {
  await call('https://www.wixapis.com/site-media/v1/folders?parentFolderId=media-root');
  expect(wix.requests).toMatchObject([
    { method: 'GET', path: '/site-media/v1/folders?parentFolderId=media-root', authorization: 'a' },
  ]);
});

test('a body comes along', async () => {
  await fetch('https://www.wixapis.com/oauth2/token', { method: 'POST', body: '{"grant_type":"x"}' });
  await fetch(new Request('https://www.wixapis.com/oauth2/token', { method: 'POST', body: '{"grant_type":"y"}' }));
  expect(wix.requests.map((request) => request.body.grant_type)).toEqual(['x', 'y']);
});

test('a path cannot choose another host', async () => {
  await fetch(`https://www.wixapis.com//${other.origin.slice('http://'.length)}/x`);
  expect([wix.requests.length, other.requests.length]).toEqual([1, 0]);
});

test('every other address is left alone', async () => {
  await fetch(`${other.origin}/site-media/v1/folders`);
  expect([wix.requests.length, other.requests.length]).toEqual([0, 1]);
});

test('the original fetch can be put back', () => {
  const redirected = globalThis.fetch;
  restore();
  expect(globalThis.fetch).not.toBe(redirected);
});
