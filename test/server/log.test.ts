import { expect, test } from 'vitest';
import { createLogger, scrubSecrets } from '#server';

function logged(write: (log: ReturnType<typeof createLogger>) => void, secrets: readonly string[] = []): string {
  let text = '';
  const destination = {
    write(line: string) {
      text += line;
    },
  };
  write(createLogger('info', secrets, destination));
  return text;
}

test.each([
  ['a token of Wix’s', 'OauthNG.JWS.eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjoie30ifQ.c2ln-bmF0_dXJl'],
  ['any JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjoie30ifQ.c2lnbmF0dXJl'],
  ['an upload URL', 'https://upload.wixmp.com/upload/abc?filename=a.jpg'],
  ['the address of a resumable upload', 'https://upload.wixmp.com/upload/tus/abc'],
  ['an upload URL of the stand-in', 'http://127.0.0.1:4000/upload/abc'],
])('%s never reaches a log line', (_case, secret) => {
  const line = logged((log) => {
    log.info({ deep: { list: [{ secret }] }, err: new Error(`failed for ${secret}`) }, `text with ${secret}, and more`);
  });
  expect(line).not.toContain(secret);
  expect(line).not.toContain(secret.slice(-12));
  expect(line).toContain('and more');
  expect(() => JSON.parse(line)).not.toThrow();
});

test('a failed query is told without the names that were in it, and with what the database said', () => {
  const names = Array.from({ length: 500 }, (_, index) => `Wedding/private-${index}.jpg`);
  const query = `insert into items select $1\nparams: ${names.join()}`;
  const error = Object.assign(new Error(`Failed query: ${query}`, { cause: new Error('disk is full') }), {
    params: names,
    code: 'XX000',
  });
  const { err } = JSON.parse(logged((log) => log.error({ err: error }, 'x')));
  expect(err).toMatchObject({ type: 'Error', code: 'XX000' });
  expect(err.message).toMatch(/^Failed query: insert into items.*disk is full$/s);
  expect(err.stack).toContain('disk is full');
  expect(JSON.stringify(err).length).toBeLessThan(10_000);
  expect(JSON.stringify(err)).not.toContain('private-250.jpg');
});

test.each([['a text'], [null], [42]])('what was thrown without being an error (%s) is told as it is', (thrown) => {
  expect(JSON.parse(logged((log) => log.error({ err: thrown }, 'x'))).err).toBe(thrown);
});

test('the app secret never reaches a log line', () => {
  expect(logged((log) => log.warn({ config: { appSecret: 'shh-12345' } }), ['shh-12345'])).not.toContain('shh-12345');
});

test('fields that hold a token are left out whatever they hold', () => {
  const line = logged((log) =>
    log.info({ authorization: 'opaque', caller: { accessToken: 'opaque' }, token: 'opaque' }, 'x'),
  );
  expect(line).not.toContain('opaque');
});

test('ordinary text stays as it is', () => {
  const text =
    '{"path":"/_webMethods/src/backend/media-upload.web.ts/createUploadTickets.ajax","url":"https://dev.wix.com/docs"}';
  expect(scrubSecrets(text, ['shh'])).toBe(text);
});

test('a name that only begins like a token stays', () => {
  expect(scrubSecrets('{"path":"/heyJude-1968 eyJude"}')).toBe('{"path":"/heyJude-1968 eyJude"}');
});

test.each(['eyJ', 'http://', 'OauthNG.', 'eyJaaaaaaaa'])(
  'a line made of “%s” alone does not keep the process busy',
  (part) => {
    // Trying every start anew takes minutes: the test would run out of its time.
    expect(scrubSecrets(part.repeat(200_000)).length).toBeGreaterThan(0);
  },
);

test('lines below the level are not written', () => {
  expect(logged((log) => log.debug('details'))).toBe('');
});
