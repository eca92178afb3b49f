import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerChange } from '#contracts';
import {
  amend,
  changesOf,
  type ItemRecord,
  isUrgent,
  mergeRecords,
  reconcileRecord,
} from '../../../src/upload-engine/ledger/item-record.ts';

const uploadId = '00000000-0000-4000-8000-000000000001';

const changes: fc.Arbitrary<LedgerChange> = fc.oneof(
  fc.record({
    type: fc.constant('checked' as const),
    uploadId: fc.constant(uploadId),
    sizeInBytes: fc.nat(),
    mimeType: fc.constant('image/jpeg'),
  }),
  fc.record(
    {
      type: fc.constant('progressed' as const),
      uploadId: fc.constant(uploadId),
      bytesAccepted: fc.nat(),
      resumeUrl: fc.webUrl(),
    },
    { requiredKeys: ['type', 'uploadId', 'bytesAccepted'] },
  ),
  fc.record({
    type: fc.constant('accepted' as const),
    uploadId: fc.constant(uploadId),
    fileId: fc.string({ minLength: 1 }),
  }),
  fc.record({
    type: fc.constant('hashed' as const),
    uploadId: fc.constant(uploadId),
    md5: fc.constant('0'.repeat(32)),
  }),
  fc.constant({ type: 'failed' as const, uploadId, failure: { code: 'NETWORK' as const } }),
  fc.constant({ type: 'cancelled' as const, uploadId }),
  fc.constant({ type: 'requeued' as const, uploadId }),
  fc.constant({ type: 'dismissed' as const, uploadId }),
);

const fold = (list: readonly LedgerChange[]) => list.reduce<ItemRecord>(amend, {});

test('however much happened to an item, its record holds at most one change of a kind', () => {
  fc.assert(
    fc.property(fc.array(changes), (list) => {
      const types = changesOf(fold(list)).map(({ type }) => type);
      expect(new Set(types).size).toBe(types.length);
    }),
  );
});

test('a record cut in two and merged again is the same record', () => {
  fc.assert(
    fc.property(fc.array(changes), fc.array(changes), (earlier, later) => {
      expect(mergeRecords(fold(earlier), fold(later))).toEqual(fold([...earlier, ...later]));
    }),
  );
});

test('progress keeps the address that was known, and gives way to acceptance', () => {
  const record = fold([
    { type: 'progressed', uploadId, bytesAccepted: 1, resumeUrl: 'https://host.example/a' },
    { type: 'progressed', uploadId, bytesAccepted: 2 },
  ]);
  expect(changesOf(record)).toEqual([
    { type: 'progressed', uploadId, bytesAccepted: 2, resumeUrl: 'https://host.example/a' },
  ]);
  expect(changesOf(amend(record, { type: 'accepted', uploadId, fileId: 'f' }))).toEqual([
    { type: 'accepted', uploadId, fileId: 'f' },
  ]);
});

test('what happened before an item went back into the queue is not told any more', () => {
  const record = fold([
    { type: 'checked', uploadId, sizeInBytes: 5, mimeType: 'image/png' },
    { type: 'failed', uploadId, failure: { code: 'NETWORK' } },
    { type: 'requeued', uploadId },
  ]);
  expect(changesOf(record).map(({ type }) => type)).toEqual(['checked', 'requeued']);
});

test('a failure and that the user has done with it are told in this order', () => {
  const record = fold([
    { type: 'failed', uploadId, failure: { code: 'NETWORK' } },
    { type: 'dismissed', uploadId },
  ]);
  expect(changesOf(record).map(({ type }) => type)).toEqual(['failed', 'dismissed']);
});

test('another page drove meanwhile: what the user has done with stays so where it failed there, and where only this page knows that it did', () => {
  const item = { uploadId, name: 'a', path: 'a', lastModified: 0, bytesAccepted: 0 };
  const dismissed = { type: 'dismissed', uploadId } as const;
  const failed = { type: 'failed', uploadId, failure: { code: 'NETWORK' } } as const;
  expect(reconcileRecord({ dismissed }, { ...item, state: 'failed' })).toEqual({ dismissed });
  expect(reconcileRecord({ ended: failed, dismissed }, { ...item, state: 'sending' })).toEqual({
    ended: failed,
    dismissed,
  });
  expect(reconcileRecord({ ended: failed }, { ...item, state: 'sending' })).toBeUndefined();
  expect(reconcileRecord({ ended: failed, dismissed }, { ...item, state: 'ready' })).toBeUndefined();
});

test('progress can wait; an end cannot', () => {
  expect(isUrgent(fold([{ type: 'progressed', uploadId, bytesAccepted: 1 }]))).toBe(false);
  expect(
    isUrgent(fold([{ type: 'progressed', uploadId, bytesAccepted: 1, resumeUrl: 'https://host.example/a' }])),
  ).toBe(true);
  expect(isUrgent(fold([{ type: 'cancelled', uploadId }]))).toBe(true);
  expect(isUrgent(fold([{ type: 'dismissed', uploadId }]))).toBe(true);
});
