import { expect, test } from 'vitest';
import { z } from 'zod';
import { historyRequestSchema, leaseProofSchema, recordChangesRequestSchema } from '#contracts';
import { parseRequest } from '../../src/backend/parse-request.ts';

const refused = (field?: string) =>
  expect.objectContaining({ status: 400, failure: { code: 'INVALID_ARGUMENT', ...(field ? { field } : {}) } });

test.each([
  ['no end of text', 'a\0b'],
  ['no half of a surrogate pair', 'a\ud800b'],
  ['nor the other half', '\udc00'],
])('a text holds %s: the database would fail over it', (_case, search) => {
  expect(() => parseRequest(historyRequestSchema, { search })).toThrow(refused('search'));
});

test('such a text is found however deep it lies', () => {
  const schema = z.strictObject({ files: z.array(z.strictObject({ labels: z.array(z.string()) })) });
  expect(() => parseRequest(schema, { files: [{ labels: ['a'] }, { labels: ['b', '\0'] }] })).toThrow(
    refused('files.1.labels.1'),
  );
});

test('signs outside of the basic plane, control characters and other scripts pass', () => {
  const search = '👩‍👩‍👧 שָׁלוֹם\n%_\u0001';
  expect(parseRequest(historyRequestSchema, { search })).toEqual({ search: search.trim() });
});

test('a lease’s number is one that the database can count to', () => {
  const batchId = '0d3f6a2c-56a1-4c5e-9f0e-0f4b8f0d7b31';
  expect(parseRequest(leaseProofSchema, { batchId, epoch: 2_147_483_647 }).epoch).toBe(2_147_483_647);
  expect(() => parseRequest(leaseProofSchema, { batchId, epoch: 2_147_483_648 })).toThrow(refused('epoch'));
});

test.each(['failed', 'skipped'])('a page that says a file %s leaves no link behind for others to follow', (type) => {
  const id = '0d3f6a2c-56a1-4c5e-9f0e-0f4b8f0d7b31';
  const failure = { code: 'SITE_QUOTA_EXCEEDED', message: 'full', upgradeUrl: 'https://not-wix.example/pay' };
  const request = { lease: { batchId: id, epoch: 1 }, changes: [{ type, uploadId: id, failure }] };
  expect(parseRequest<unknown>(recordChangesRequestSchema, request)).toMatchObject({
    changes: [{ failure: { code: 'SITE_QUOTA_EXCEEDED', message: 'full' } }],
  });
  expect(JSON.stringify(parseRequest<unknown>(recordChangesRequestSchema, request))).not.toContain('not-wix');
});
