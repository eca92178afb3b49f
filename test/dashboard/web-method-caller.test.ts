import { expect, test } from 'vitest';
import type { Failure } from '../../src/contracts/index.ts';
import { createWebMethodCaller } from '../../src/dashboard/web-method-caller.ts';
import { FailureError } from '../../src/upload-engine/index.ts';

const FILE = 'src/backend/folders.web.ts';
const ok = (result: unknown) => Response.json({ result });
const refused = (failure: Failure, status = 200) => Response.json({ result: failure, exception: true }, { status });

/** An answer that never comes: the call ends with its deadline. */
const silence = 'silence';

function callerAnswering(...answers: (Response | Error | typeof silence)[]) {
  const sent: { url: string; init: RequestInit | undefined }[] = [];
  const pauses: number[] = [];
  const call = createWebMethodCaller({
    fetch: async (url, init) => {
      sent.push({ url: String(url), init });
      const answer = answers.shift();
      if (answer === undefined) throw new Error('asked more often than expected');
      if (answer instanceof Error) throw answer;
      return answer === silence ? new Promise<Response>(() => {}) : answer;
    },
    delay: async (delayMs) => void pauses.push(delayMs),
    random: () => 1,
    deadline: () => (answers[0] === silence ? AbortSignal.timeout(1) : new AbortController().signal),
  });
  const failureOf = async (method: string): Promise<Failure> => {
    try {
      await call(FILE, method, [{}]);
    } catch (error) {
      if (error instanceof FailureError) return error.failure;
    }
    throw new Error('the call did not fail');
  };
  return { call, failureOf, sent, pauses };
}

test('a call goes to Wix’s address with a JSON array of arguments and plain headers', async () => {
  const { call, sent } = callerAnswering(ok({ folders: [] }));
  expect(await call(FILE, 'listFolders', [{ parentFolderId: 'media-root' }])).toEqual({ folders: [] });
  expect(sent[0]?.url).toBe('/_webMethods/src/backend/folders.web.ts/listFolders.ajax');
  expect(sent[0]?.init?.body).toBe('[{"parentFolderId":"media-root"}]');
  expect(sent[0]?.init?.headers).toEqual({ 'Content-Type': 'application/json' });
});

test('a method without a result has succeeded', async () => {
  const { call } = callerAnswering(ok(undefined));
  expect(await call('src/backend/ledger.web.ts', 'recordItems', [{}])).toBeUndefined();
});

test('a refusal arrives as the failure that the server named', async () => {
  const { failureOf } = callerAnswering(refused({ code: 'WIX_REFUSED', requestId: 'abc' }));
  expect(await failureOf('listFolders')).toEqual({ code: 'WIX_REFUSED', requestId: 'abc' });
});

test('a call on a line that died without a word ends, a reading one is made again', async () => {
  const { call, failureOf, sent } = callerAnswering(silence, ok('there'), silence);
  expect(await call(FILE, 'getFolder', [{}])).toBe('there');
  expect(sent[0]?.init?.signal?.aborted).toBe(true);
  expect(await failureOf('ensureFolders')).toEqual({ code: 'SERVER_UNAVAILABLE' });
});

test.each([429, 503])('what stands before our server names the wait with %i as well', async (status) => {
  const { failureOf } = callerAnswering(new Response('busy', { status, headers: { 'Retry-After': '7' } }));
  expect(await failureOf('recordItems')).toMatchObject({ retryAfterMs: 7_000 });
});

test('reading is tried again with growing pauses while the cause may pass', async () => {
  const { call, pauses } = callerAnswering(
    new TypeError('Failed to fetch'),
    refused({ code: 'RATE_LIMITED', retryAfterMs: 5_000 }),
    ok('there'),
  );
  expect(await call(FILE, 'getFolder', [{}])).toBe('there');
  expect(pauses).toEqual([400, 5_000]);
});

test('reading is given up after four tries', async () => {
  const line = () => new TypeError('Failed to fetch');
  const { failureOf, pauses } = callerAnswering(line(), line(), line(), line());
  expect(await failureOf('searchFolders')).toEqual({ code: 'SERVER_UNAVAILABLE' });
  expect(pauses).toEqual([400, 800, 1_600]);
});

test('writing is never repeated by itself: the first try may have made the folder', async () => {
  const { failureOf, sent } = callerAnswering(new TypeError('Failed to fetch'));
  expect(await failureOf('createFolder')).toEqual({ code: 'SERVER_UNAVAILABLE' });
  expect(sent).toHaveLength(1);
});

test('a failure that no wait cures is not tried again', async () => {
  const { failureOf, sent } = callerAnswering(refused({ code: 'MEDIA_PERMISSION_REQUIRED' }, 403));
  expect(await failureOf('listFolders')).toEqual({ code: 'MEDIA_PERMISSION_REQUIRED' });
  expect(sent).toHaveLength(1);
});

test('a token that has run out is replaced once, also for a write', async () => {
  const { call, sent } = callerAnswering(refused({ code: 'TOKEN_INVALID' }, 401), ok('made'));
  expect(await call(FILE, 'createFolder', [{}])).toBe('made');
  expect(sent).toHaveLength(2);
});

test('a token that is refused twice is the end', async () => {
  const { failureOf } = callerAnswering(
    refused({ code: 'TOKEN_INVALID' }, 401),
    refused({ code: 'TOKEN_INVALID' }, 401),
  );
  expect(await failureOf('createFolder')).toEqual({ code: 'TOKEN_INVALID' });
});

test.each([
  [502, 'SERVER_UNAVAILABLE'],
  [429, 'RATE_LIMITED'],
  [401, 'TOKEN_INVALID'],
  [403, 'TOKEN_FORBIDDEN'],
  [500, 'INTERNAL'],
  [200, 'INTERNAL'],
] as const)('a proxy’s page with status %i is no answer: %s', async (status, code) => {
  const page = () => new Response('<html>', { status });
  const { failureOf } = callerAnswering(page(), page());
  expect((await failureOf('createFolder')).code).toBe(code);
});

test('an answer with a failure that nobody knows is ours to explain', async () => {
  const strange = Response.json({ result: { code: 'NEVER_HEARD_OF' }, exception: true });
  expect((await callerAnswering(strange).failureOf('createFolder')).code).toBe('INTERNAL');
});
