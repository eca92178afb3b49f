import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerChange, MediaFile } from '#contracts';
import type { ItemRow } from '#database';
import { type Circumstances, changeItem, type LedgerFact } from '../../src/backend/ledger-item.ts';

const uploadId = '6b1f2f0a-0c43-4c1a-9a8b-3f5c8a0e7b11';
const size = 1000;
const md5 = 'a'.repeat(32);
const otherMd5 = 'b'.repeat(32);
const now = new Date(1_700_000_000_000);
const uncalibrated: Circumstances = { now, comparable: new Set() };
const calibrated: Circumstances = { now, comparable: new Set(['IMAGE']) };

const fresh: ItemRow = {
  instanceId: 'site',
  uploadId,
  position: 1,
  batchId: null,
  path: 'a.jpg',
  name: 'a.jpg',
  sizeInBytes: size,
  lastModified: 0,
  mimeType: null,
  sampleHash: null,
  md5: null,
  state: 'queued',
  bytesAccepted: 0,
  resumeUrl: null,
  resumableTicket: null,
  resumableTicketAt: null,
  resumeOffers: 0,
  fileId: null,
  url: null,
  mediaType: null,
  wixHash: null,
  verification: null,
  failure: null,
  dismissed: false,
  replaces: null,
  replacement: null,
  replacementAskedAt: null,
  userId: 'user',
  createdAt: new Date(0),
  updatedAt: new Date(0),
  finishedAt: null,
};

function described(file: Partial<MediaFile> = {}): LedgerFact {
  const whole: MediaFile = {
    id: 'file-1',
    displayName: 'a.jpg',
    url: 'https://static.example/a.jpg',
    hash: md5,
    sizeInBytes: size,
    mediaType: 'IMAGE',
    operationStatus: 'READY',
  };
  return { type: 'described', file: { ...whole, ...file } };
}
const accepted = (fileId = 'file-1', withMd5?: string): LedgerChange => ({
  type: 'accepted',
  uploadId,
  fileId,
  ...(withMd5 === undefined ? {} : { md5: withMd5 }),
});

function after(changes: readonly (LedgerChange | LedgerFact)[], circumstances = uncalibrated, item = fresh): ItemRow {
  return changes.reduce((state, change) => changeItem(state, change, circumstances), item);
}

const failure = { code: 'NETWORK' } as const;
const anyMd5 = fc.constantFrom(md5, otherMd5);
const anyFileId = fc.constantFrom('file-1', 'file-2');
const pageChange: fc.Arbitrary<LedgerChange> = fc.oneof(
  fc.record({
    type: fc.constant('checked'),
    uploadId: fc.constant(uploadId),
    sizeInBytes: fc.constant(size),
    mimeType: fc.constant('image/jpeg'),
  }),
  fc.record({ type: fc.constant('progressed'), uploadId: fc.constant(uploadId), bytesAccepted: fc.nat(2 * size) }),
  fc.tuple(anyFileId, fc.option(anyMd5, { nil: undefined })).map(([fileId, hash]) => accepted(fileId, hash)),
  anyMd5.map((hash): LedgerChange => ({ type: 'hashed', uploadId, md5: hash })),
  fc.constantFrom<LedgerChange>(
    { type: 'failed', uploadId, failure },
    { type: 'skipped', uploadId, failure },
    { type: 'cancelled', uploadId },
    { type: 'requeued', uploadId },
    { type: 'dismissed', uploadId },
  ),
) as fc.Arbitrary<LedgerChange>;
const serverFact: fc.Arbitrary<LedgerFact> = fc.oneof(
  fc.constant<LedgerFact>({ type: 'ticketed' }),
  fc
    .record({
      id: anyFileId,
      hash: fc.constantFrom(md5, otherMd5, ''),
      sizeInBytes: fc.constantFrom(size, size - 1),
      operationStatus: fc.constantFrom('PENDING', 'READY', 'FAILED'),
    })
    .map(described),
);
const anyCircumstances = fc.constantFrom(uncalibrated, calibrated);

test.each<[string, LedgerChange | LedgerFact]>([
  ['what the check found', { type: 'checked', uploadId, sizeInBytes: size, mimeType: 'image/jpeg' }],
  ['a ticket', { type: 'ticketed' }],
  ['no progress', { type: 'progressed', uploadId, bytesAccepted: 0 }],
])('%s told a second time is nothing to write', (_what, change) => {
  const item = after([{ type: 'ticketed' }, change]);
  expect(changeItem(item, change, { ...uncalibrated, now: new Date(now.getTime() + 1) })).toBe(item);
});

test('whatever a page says, only Wix makes an item ready', () => {
  fc.assert(
    fc.property(fc.array(pageChange), anyCircumstances, (changes, circumstances) => {
      expect(after(changes, circumstances).state).not.toBe('ready');
    }),
  );
});

test('a ready item stays ready, on the same file, unless its copy is proven to differ', () => {
  const ready = after([accepted(), described()]);
  expect(ready.state).toBe('ready');
  fc.assert(
    fc.property(fc.array(fc.oneof(pageChange, serverFact)), anyCircumstances, (changes, circumstances) => {
      let item = ready;
      for (const change of changes) {
        const next = changeItem(item, change, circumstances);
        if (item.state === 'ready' && next.state !== 'ready') {
          expect(next).toMatchObject({ state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } });
          return;
        }
        if (next.state === 'ready') expect(next.fileId).toBe('file-1');
        item = next;
      }
    }),
  );
});

test('accepted bytes never fall and never pass the file’s size, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pageChange, serverFact)), (changes) => {
      let item = fresh;
      for (const change of changes) {
        const next = changeItem(item, change, uncalibrated);
        expect(next.bytesAccepted).toBeGreaterThanOrEqual(item.bytesAccepted);
        expect(next.bytesAccepted).toBeLessThanOrEqual(size);
        item = next;
      }
    }),
  );
});

test('an item is ready only with a file of its own size whose hash, where it can be compared, is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pageChange, serverFact)), (changes) => {
      const item = after(changes, calibrated);
      if (item.state !== 'ready') return;
      expect(item.fileId).not.toBeNull();
      if (item.md5 !== null && item.wixHash !== null) expect(item.wixHash).toBe(item.md5);
    }),
  );
});

test('a finished item says when it finished, an unfinished one does not', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pageChange, serverFact)), (changes) => {
      const item = after(changes);
      const isFinished = !['queued', 'sending', 'accepted'].includes(item.state);
      expect(item.finishedAt !== null).toBe(isFinished);
    }),
  );
});

test('the first equal hash verifies; a different one proves nothing until hashes are known to be comparable', () => {
  expect(after([accepted('file-1', md5), described()]).verification).toBe('verified');
  const unknown = after([accepted('file-1', otherMd5), described()]);
  expect(unknown).toMatchObject({ state: 'ready', verification: 'not-comparable' });
  const proven = after([accepted('file-1', otherMd5), described()], calibrated);
  expect(proven).toMatchObject({
    state: 'failed',
    verification: 'different',
    failure: { code: 'STORED_COPY_DIFFERS' },
  });
});

test('a ready file of which Wix says the same again stays as it is; anything new is written', () => {
  const ready = after([accepted(), described()]);
  expect(after([described(), described({ operationStatus: 'PENDING' })], uncalibrated, ready)).toBe(ready);
  expect(after([described({ url: 'https://static.example/moved' })], uncalibrated, ready)).toMatchObject({
    url: 'https://static.example/moved',
    state: 'ready',
  });
});

test('an MD5 that becomes known after the file was ready is compared all the same', () => {
  const ready = after([accepted(), described()]);
  expect(after([{ type: 'hashed', uploadId, md5 }], calibrated, ready)).toMatchObject({
    state: 'ready',
    verification: 'verified',
  });
  const differing = after([{ type: 'hashed', uploadId, md5: otherMd5 }], calibrated, ready);
  expect(differing).toMatchObject({ state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } });
});

test('a stored file of another size has failed, and a retry forgets it', () => {
  const failed = after([accepted(), described({ sizeInBytes: 999 })]);
  expect(failed).toMatchObject({ state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } });
  expect(after([{ type: 'requeued', uploadId }], uncalibrated, failed)).toMatchObject({
    state: 'queued',
    fileId: null,
    failure: null,
  });
});

test('a file that Wix still works on is accepted, one whose processing failed has failed', () => {
  expect(after([accepted(), described({ operationStatus: 'PENDING', hash: '' })]).state).toBe('accepted');
  expect(after([accepted(), described({ operationStatus: 'FAILED' })])).toMatchObject({
    state: 'failed',
    failure: { code: 'PROCESSING_FAILED' },
  });
});

test('what Wix says of another file leaves the item alone', () => {
  const item = after([accepted()]);
  expect(after([described({ id: 'file-2' })], uncalibrated, item)).toBe(item);
});

test('a file that is on Wix after all is ready, although the user had cancelled it', () => {
  expect(after([{ type: 'cancelled', uploadId }, described()]).state).toBe('ready');
});

test.each<[string, LedgerChange]>([
  ['cancelled', { type: 'cancelled', uploadId }],
  ['skipped', { type: 'skipped', uploadId, failure }],
  ['failed, since it had changed,', { type: 'failed', uploadId, failure: { code: 'FILE_CHANGED' } }],
])(
  'an upload that was %s replaces nothing, although it is on Wix after all, unless it is wanted again',
  (_what, change) => {
    const replacing = { ...fresh, state: 'sending', replaces: 'old' } as const;
    const [givenUp, requeued] = [[change], [change, { type: 'requeued', uploadId } as const]];
    expect(after([...givenUp, described()], uncalibrated, replacing)).toMatchObject({
      state: 'ready',
      replacement: 'kept',
    });
    expect(after([...requeued, described()], uncalibrated, replacing)).toMatchObject({
      state: 'ready',
      replacement: null,
    });
    expect(after(givenUp).replacement).toBeNull();
  },
);

test('a failure that was dismissed stays what it is, is no longer to replace anything, and counts again once it is retried', () => {
  const replacing = { ...fresh, state: 'sending', replaces: 'old', resumeUrl: 'sealed' } as const;
  const failed: LedgerChange = { type: 'failed', uploadId, failure };
  const dismissed = after([failed, { type: 'dismissed', uploadId }], uncalibrated, replacing);
  expect(dismissed).toMatchObject({ state: 'failed', failure, dismissed: true, replacement: 'kept', resumeUrl: null });
  expect(after([{ type: 'dismissed', uploadId }], uncalibrated, dismissed)).toBe(dismissed);
  const retried = after([{ type: 'requeued', uploadId }], uncalibrated, dismissed);
  expect(retried).toMatchObject({ state: 'queued', dismissed: false, replacement: null });
  expect(after([failed], uncalibrated, retried).dismissed).toBe(false);
});

test('only what has failed is dismissed', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pageChange, serverFact)), anyCircumstances, (changes, circumstances) => {
      const item = after(changes, circumstances);
      if (item.state !== 'failed') expect(item.dismissed).toBe(false);
    }),
  );
});

test('an upload that failed otherwise replaces what it was to replace as soon as it is on Wix', () => {
  const replacing = { ...fresh, state: 'sending', replaces: 'old' } as const;
  expect(after([{ type: 'failed', uploadId, failure }, described()], uncalibrated, replacing)).toMatchObject({
    state: 'ready',
    replacement: null,
  });
});

test('what was trashed once stays trashed, whatever becomes of the upload', () => {
  const trashed = { ...fresh, state: 'failed', replaces: 'old', replacement: 'trashed' } as const;
  const changes: LedgerChange[] = [
    { type: 'cancelled', uploadId },
    { type: 'requeued', uploadId },
  ];
  expect(after(changes, uncalibrated, trashed)).toMatchObject({ state: 'queued', replacement: 'trashed' });
});

test('what the host has of a file that changed is not continued; after any other failure it is', () => {
  const resumable = { ...fresh, state: 'sending', resumeUrl: 'sealed', resumableTicket: 'sealed' } as const;
  const failed = (code: 'FILE_CHANGED' | 'NETWORK') =>
    after([{ type: 'failed', uploadId, failure: { code } }], uncalibrated, resumable);
  expect(failed('FILE_CHANGED')).toMatchObject({ state: 'failed', resumeUrl: null, resumableTicket: null });
  expect(failed('NETWORK')).toMatchObject({ state: 'failed', resumeUrl: 'sealed', resumableTicket: 'sealed' });
});

test('a cancelled or accepted item keeps no upload address', () => {
  const resumable = { ...fresh, state: 'sending', resumeUrl: 'sealed', resumableTicket: 'sealed' } as const;
  for (const change of [accepted(), { type: 'cancelled', uploadId } as const]) {
    expect(after([change], uncalibrated, resumable)).toMatchObject({ resumeUrl: null, resumableTicket: null });
  }
});
