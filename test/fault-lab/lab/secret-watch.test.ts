import { expect, test } from 'vitest';
import { secretsInLog } from './secret-watch.ts';

const token = `${'a1B2'.repeat(20)}.${'c3-D_'.repeat(8)}`;
const unmet = (log: string) =>
  secretsInLog(log, [`/upload/${token}`], ['app-secret']).flatMap(({ rule, met }) => (met ? [] : rule));

test('a log without secrets passes', () => {
  expect(unmet('{"path":"/webhooks"}\n{"id":"5f1d7c1e-0c4b-4f0e-9a53-7b0f5f0f2c11"}\n')).toEqual([]);
});

test.each([
  ['the end of a token', `{"url":"x${token.slice(-30)}y"}`, 'none of them is in the log'],
  ['an address of an upload', '{"url":"/upload/x"}', 'nothing of the shape of one is'],
  ['any JWT', '{"url":"eyJhbGciOiJIUzI1NiJ9.e"}', 'nothing of the shape of one is'],
  ['the app secret', '{"x":"an app-secret"}', 'the app secret is not'],
  ['nothing at all', '', 'there is a log to search, and there are secrets to search for'],
])('%s does not', (_what, log, rule) => {
  expect(unmet(log)).toEqual([rule]);
});
