import { expect, test } from 'vitest';
import { createLeavingFetch } from '../../src/dashboard/leaving-fetch.ts';

/** A page's window, and the calls that went past the dashboard. */
function createPage() {
  const calls: { readonly url: unknown; readonly init: RequestInit | undefined }[] = [];
  const page = Object.assign(new EventTarget(), {
    fetch: async (url: unknown, init?: RequestInit) => {
      calls.push({ url, init });
      return new Response();
    },
  });
  const leave = (persisted: boolean) => page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }));
  return { page: page as unknown as Window, calls, leave };
}

const throughDashboard = async () => new Response('through the dashboard');
const call = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '[]' };

test('as long as the page is there, and when it is only put aside, every call goes through the dashboard', async () => {
  const { page, calls, leave } = createPage();
  const leaving = createLeavingFetch(page);
  const fetch = leaving.unlessLeaving(throughDashboard);
  const auth = { headers: { Authorization: 'token-1' } };
  expect(leaving.remember(auth)).toBe(auth);
  expect(await (await fetch('/a', call)).text()).toBe('through the dashboard');
  leave(true);
  expect(await (await fetch('/a', call)).text()).toBe('through the dashboard');
  expect(calls).toEqual([]);
});

test('who hears that the page is being left calls at once, with the latest token, and the call outlives the page', () => {
  const { page, calls, leave } = createPage();
  const leaving = createLeavingFetch(page);
  const fetch = leaving.unlessLeaving(throughDashboard);
  for (const token of ['token-1', 'token-2']) leaving.remember({ headers: { Authorization: token } });
  page.addEventListener('pagehide', () => void fetch('/last-word', call));
  leave(false);
  const headers = { 'Content-Type': 'application/json', Authorization: 'token-2' };
  expect(calls).toEqual([{ url: '/last-word', init: { ...call, headers, keepalive: true } }]);
});

test('a page that never had a token has nothing to say past the dashboard', async () => {
  const { page, calls, leave } = createPage();
  const fetch = createLeavingFetch(page).unlessLeaving(throughDashboard);
  leave(false);
  expect(await (await fetch('/a', call)).text()).toBe('through the dashboard');
  expect(calls).toEqual([]);
});
