import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  AppError,
  type HistoryRequest,
  LEASE_LIFETIME_MS,
  type LeaseProof,
  type LedgerChange,
  type MediaFile,
  type OpenBatchRequest,
} from '#contracts';
import { createSecretBox } from '#database';
import {
  acquireLedgerLease,
  forgetLedgerBatch,
  listOpenLedgerBatches,
  openLedgerBatch,
  releaseLedgerLease,
  renewLedgerLeases,
} from '../../src/backend/ledger-batches.ts';
import { recordDescriptions } from '../../src/backend/ledger-files.ts';
import { eraseLedgerHistory, readHistory } from '../../src/backend/ledger-history.ts';
import {
  loadLedgerBatch,
  matchLedgerFiles,
  recordLedgerChanges,
  recordLedgerItems,
} from '../../src/backend/ledger-records.ts';
import type { LedgerServices } from '../../src/backend/ledger-services.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

const destination = { kind: 'site-media', folderId: 'media-root' } as const;
const leaseLost = expect.objectContaining({ code: 'LEASE_LOST' });

onBothEngines(({ database }) => {
  let ledger: LedgerServices;
  let now: number;
  const newSite = () => ({ instanceId: randomUUID(), userId: 'dana' });
  type Site = ReturnType<typeof newSite>;

  beforeEach(() => {
    now = 1_700_000_000_000;
    ledger = {
      connection: database().connection,
      secretBox: createSecretBox('secret'),
      now: () => new Date(now),
    };
  });

  async function openBatch(site: Site, batchId: string = randomUUID(), holderId: string = randomUUID()) {
    const { lease } = await openLedgerBatch(ledger, site, { batchId, holderId, label: 'Wedding', destination });
    return lease;
  }
  const proofOf = ({ batchId, epoch }: LeaseProof): LeaseProof => ({ batchId, epoch });

  async function addItems(site: Site, lease: LeaseProof, count: number): Promise<readonly string[]> {
    const items = Array.from({ length: count }, (_, index) => ({
      uploadId: randomUUID(),
      name: `${index}.jpg`,
      path: `Wedding/${index}.jpg`,
      sizeInBytes: 1000 + index,
      lastModified: 5,
    }));
    for (let start = 0; start < count; start += 500) {
      await recordLedgerItems(ledger, site, { lease: proofOf(lease), items: items.slice(start, start + 500) });
    }
    return items.map(({ uploadId }) => uploadId);
  }
  const change = (site: Site, lease: LeaseProof, changes: readonly LedgerChange[]) =>
    recordLedgerChanges(ledger, site, { lease: proofOf(lease), changes: [...changes] });
  const describedFile = (id: string, sizeInBytes: number, overrides: Partial<MediaFile> = {}): MediaFile => ({
    id,
    displayName: 'a.jpg',
    url: `https://static.example/${id}`,
    hash: 'a'.repeat(32),
    mediaType: 'IMAGE',
    operationStatus: 'READY',
    sizeInBytes,
    ...overrides,
  });
  const loadAll = async (site: Site, batchId: string) => (await loadLedgerBatch(ledger, site, { batchId })).items;

  describe('leases', () => {
    test('opening the same batch again after a lost answer gives the same lease', async () => {
      const site = newSite();
      const first = await openBatch(site);
      expect(await openBatch(site, first.batchId, first.holderId)).toEqual(first);
    });

    test('a living holder keeps the batch, and the other one is told who it is', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const asked = { batchId: lease.batchId, holderId: randomUUID() };
      expect(await acquireLedgerLease(ledger, { ...site, userId: 'eli' }, asked)).toEqual({
        heldBy: { holderId: lease.holderId, userId: 'dana', expiresAt: now + LEASE_LIFETIME_MS },
      });
    });

    test('a holder who died is followed without a question', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      now += LEASE_LIFETIME_MS;
      const answer = await acquireLedgerLease(ledger, site, { batchId: lease.batchId, holderId: randomUUID() });
      expect(answer).toMatchObject({ lease: { epoch: lease.epoch + 1 } });
    });

    test('a take-over shuts the earlier holder out of everything', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [uploadId = ''] = await addItems(site, lease, 1);
      const holderId = randomUUID();
      await acquireLedgerLease(ledger, site, { batchId: lease.batchId, holderId, takeOver: true });
      await expect(addItems(site, lease, 1)).rejects.toEqual(leaseLost);
      await expect(change(site, lease, [{ type: 'cancelled', uploadId }])).rejects.toEqual(leaseLost);
      await expect(forgetLedgerBatch(ledger, site, { lease: proofOf(lease) })).rejects.toEqual(leaseLost);
      const renewed = await renewLedgerLeases(ledger, site, { holderId: lease.holderId, leases: [proofOf(lease)] });
      expect(renewed.lost).toEqual([lease.batchId]);
      expect((await loadAll(site, lease.batchId))[0]?.state).toBe('queued');
    });

    test('a holder who slept, and whom nobody replaced, goes on', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      now += 10 * LEASE_LIFETIME_MS;
      const renewed = await renewLedgerLeases(ledger, site, { holderId: lease.holderId, leases: [proofOf(lease)] });
      expect(renewed).toEqual({ lost: [], expiresAt: now + LEASE_LIFETIME_MS });
      await addItems(site, lease, 1);
    });

    test('a batch that was given back is free at once, and giving it back late changes nothing', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      await releaseLedgerLease(ledger, site, proofOf(lease));
      const holderId = randomUUID();
      const answer = await acquireLedgerLease(ledger, site, { batchId: lease.batchId, holderId });
      expect(answer).toMatchObject({ lease: { holderId } });
      await releaseLedgerLease(ledger, site, proofOf(lease));
      const other = await acquireLedgerLease(ledger, site, { batchId: lease.batchId, holderId: randomUUID() });
      expect(other).toMatchObject({ heldBy: { holderId } });
    });

    test('a batch that is not there cannot be taken', async () => {
      const asked = acquireLedgerLease(ledger, newSite(), { batchId: randomUUID(), holderId: randomUUID() });
      await expect(asked).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    });

    test('twenty pages that want a dead holder’s batch at once: one gets it', async () => {
      const site = newSite();
      const { batchId } = await openBatch(site);
      now += LEASE_LIFETIME_MS;
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => acquireLedgerLease(ledger, site, { batchId, holderId: randomUUID() })),
      );
      expect(answers.filter((answer) => 'lease' in answer)).toHaveLength(1);
    });

    test('whatever happens, one holder at a time writes and epochs only grow', async () => {
      const holders = [randomUUID(), randomUUID(), randomUUID()];
      const step = fc.record({
        kind: fc.constantFrom('acquire', 'take-over', 'release', 'renew', 'write', 'wait'),
        who: fc.nat(2),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          const site = newSite();
          const opened = await openBatch(site, randomUUID(), holders[0]);
          const leases = new Map<number, LeaseProof>([[0, proofOf(opened)]]);
          let newest = opened.epoch;
          for (const { kind, who } of steps) {
            const holderId = holders[who] ?? '';
            const lease = leases.get(who);
            if (kind === 'wait') now += LEASE_LIFETIME_MS;
            if (kind === 'acquire' || kind === 'take-over') {
              const takeOver = kind === 'take-over';
              const answer = await acquireLedgerLease(ledger, site, { batchId: opened.batchId, holderId, takeOver });
              if ('heldBy' in answer) continue;
              expect(answer.lease.epoch).toBeGreaterThanOrEqual(newest);
              newest = answer.lease.epoch;
              leases.set(who, proofOf(answer.lease));
            }
            if (!lease) continue;
            if (kind === 'release') await releaseLedgerLease(ledger, site, lease);
            if (kind === 'renew') {
              const { lost } = await renewLedgerLeases(ledger, site, { holderId, leases: [lease] });
              if (lease.epoch < newest) expect(lost).toEqual([opened.batchId]);
            }
            if (kind === 'write') {
              const wrote = await addItems(site, lease, 1).then(
                () => true,
                (error: unknown) => (error instanceof AppError ? false : expect.fail(String(error))),
              );
              expect(wrote).toBe(lease.epoch === newest);
            }
          }
        }),
        { numRuns: 25 },
      );
    });
  });

  describe('records', () => {
    test('items come back in the order added, a page at a time, and adding them twice adds them once', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const uploadIds = await addItems(site, lease, 1100);
      const items = uploadIds.slice(0, 2).map((uploadId) => ({ uploadId, name: 'x', path: 'x', lastModified: 0 }));
      await recordLedgerItems(ledger, site, { lease: proofOf(lease), items: [...items, ...items] });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await loadLedgerBatch(ledger, site, { batchId: lease.batchId, ...(cursor ? { cursor } : {}) });
        expect(page.items.length).toBeLessThanOrEqual(500);
        seen.push(...page.items.map(({ uploadId }) => uploadId));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(uploadIds);
    });

    test('a cursor that is none is refused', async () => {
      await expect(loadLedgerBatch(ledger, newSite(), { batchId: randomUUID(), cursor: 'x' })).rejects.toMatchObject({
        failure: { code: 'INVALID_ARGUMENT', field: 'cursor' },
      });
    });

    test('the changes of one call are taken in their order; those of unknown items are ignored', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [uploadId = ''] = await addItems(site, lease, 1);
      await change(site, lease, [
        { type: 'failed', uploadId, failure: { code: 'NETWORK' } },
        { type: 'requeued', uploadId },
        { type: 'progressed', uploadId, bytesAccepted: 700 },
        { type: 'progressed', uploadId, bytesAccepted: 300 },
        { type: 'cancelled', uploadId: randomUUID() },
      ]);
      expect(await loadAll(site, lease.batchId)).toMatchObject([{ uploadId, state: 'sending', bytesAccepted: 700 }]);
    });

    test('a page’s word alone makes nothing ready; Wix’s does, and says whether the bytes are the same', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [first = '', second = ''] = await addItems(site, lease, 2);
      await change(site, lease, [
        { type: 'accepted', uploadId: first, fileId: 'file-1', md5: 'a'.repeat(32) },
        { type: 'accepted', uploadId: second, fileId: 'file-2' },
      ]);
      expect((await loadAll(site, lease.batchId)).map(({ state }) => state)).toEqual(['accepted', 'accepted']);
      const { files } = await recordDescriptions(ledger, site.instanceId, [
        describedFile('file-1', 1000),
        describedFile('file-2', 999),
        describedFile('file-3', 1000),
      ]);
      expect(files.map(({ id, verification }) => [id, verification])).toEqual([
        ['file-1', 'verified'],
        ['file-2', undefined],
        ['file-3', undefined],
      ]);
      expect(await loadAll(site, lease.batchId)).toMatchObject([
        { state: 'ready', verification: 'verified', url: 'https://static.example/file-1', bytesAccepted: 1000 },
        { state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } },
      ]);
    });

    test('after one equal hash a different one of the same kind of media is a failure', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [first = '', second = '', third = ''] = await addItems(site, lease, 3);
      const [same, other] = ['a'.repeat(32), 'b'.repeat(32)];
      await change(site, lease, [
        { type: 'accepted', uploadId: first, fileId: 'file-1', md5: same },
        { type: 'accepted', uploadId: second, fileId: 'file-2', md5: other },
        { type: 'accepted', uploadId: third, fileId: 'file-3', md5: other },
      ]);
      await recordDescriptions(ledger, site.instanceId, [describedFile('file-1', 1000)]);
      await recordDescriptions(ledger, site.instanceId, [
        describedFile('file-2', 1001),
        describedFile('file-3', 1002, { mediaType: 'VIDEO' }),
      ]);
      expect((await loadAll(site, lease.batchId)).map(({ state, verification }) => [state, verification])).toEqual([
        ['ready', 'verified'],
        ['failed', 'different'],
        ['ready', 'not-comparable'],
      ]);
    });

    test('dropped files are found again by path, size and hash, never by the name alone', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [first = '', second = ''] = await addItems(site, lease, 3);
      const sampleHash = 'c'.repeat(64);
      await change(site, lease, [
        { type: 'checked', uploadId: second, sizeInBytes: 1001, mimeType: 'image/jpeg', sampleHash },
      ]);
      const match = async (path: string, sizeInBytes: number, lastModified: number, hash?: string) => {
        const file = { path, sizeInBytes, lastModified, ...(hash ? { sampleHash: hash } : {}) };
        return (await matchLedgerFiles(ledger, site, { batchId: lease.batchId, files: [file] })).matches[0];
      };
      expect(await match('Wedding/0.jpg', 1000, 5)).toEqual({ uploadId: first, state: 'queued' });
      expect(await match('Wedding/0.jpg', 1000, 6)).toBeNull();
      expect(await match('Wedding/0.jpg', 999, 5)).toBeNull();
      expect(await match('0.jpg', 1000, 5)).toBeNull();
      // The same bytes, copied to another disk meanwhile.
      expect(await match('Wedding/1.jpg', 1001, 99, sampleHash)).toEqual({ uploadId: second, state: 'queued' });
      expect(await match('Wedding/1.jpg', 1001, 5, 'd'.repeat(64))).toBeNull();
    });

    test('two dropped files never are the same item', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      await addItems(site, lease, 1);
      const file = { path: 'Wedding/0.jpg', sizeInBytes: 1000, lastModified: 5 };
      const { matches } = await matchLedgerFiles(ledger, site, { batchId: lease.batchId, files: [file, file] });
      expect(matches.filter((found) => found !== null)).toHaveLength(1);
    });

    test('a path that is in a batch again and again costs as much as a few files, not as many as there are', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const same = { path: 'a', sizeInBytes: 1, lastModified: 5 };
      const items = Array.from({ length: 500 }, () => ({ uploadId: randomUUID(), name: 'a', ...same }));
      await recordLedgerItems(ledger, site, { lease: proofOf(lease), items });
      const files = Array.from({ length: 500 }, () => same);
      const { matches } = await matchLedgerFiles(ledger, site, { batchId: lease.batchId, files });
      expect(matches.filter((match) => match !== null)).toHaveLength(10);
    });

    test('open batches tell what is done, what is left and who drives; finished ones are not listed', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [first = '', second = ''] = await addItems(site, lease, 3);
      await change(site, lease, [
        { type: 'accepted', uploadId: first, fileId: 'file-1' },
        { type: 'failed', uploadId: second, failure: { code: 'NETWORK' } },
      ]);
      await recordDescriptions(ledger, site.instanceId, [describedFile('file-1', 1000)]);
      const finished = await openBatch(site);
      const [only = ''] = await addItems(site, finished, 1);
      await change(site, finished, [{ type: 'cancelled', uploadId: only }]);

      const { batches } = await listOpenLedgerBatches(ledger, site);
      expect(batches).toEqual([
        {
          batchId: lease.batchId,
          label: 'Wedding',
          destination,
          createdAt: now,
          createdBy: 'dana',
          countByState: { queued: 1, sending: 0, accepted: 0, ready: 1, failed: 1, skipped: 0, cancelled: 0 },
          bytesTotal: 3003,
          bytesReady: 1000,
          hasFolders: true,
          heldBy: { holderId: lease.holderId, userId: 'dana', expiresAt: now + LEASE_LIFETIME_MS },
        },
      ]);
    });

    test('a failure that was dismissed counts no more, and stays in the history with its reason', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [first = '', second = '', third = ''] = await addItems(site, lease, 3);
      const failure = { code: 'NETWORK' } as const;
      await change(site, lease, [
        { type: 'cancelled', uploadId: third },
        { type: 'failed', uploadId: first, failure },
        { type: 'failed', uploadId: second, failure },
        { type: 'dismissed', uploadId: first },
      ]);
      const { batches } = await listOpenLedgerBatches(ledger, site);
      expect(batches).toMatchObject([{ countByState: { failed: 1 }, bytesTotal: 2003 }]);
      const loaded = await loadAll(site, lease.batchId);
      expect(loaded.map(({ uploadId, dismissed }) => [uploadId, dismissed])).toEqual([
        [first, true],
        [second, undefined],
        [third, undefined],
      ]);
      await change(site, lease, [{ type: 'dismissed', uploadId: second }]);
      expect((await listOpenLedgerBatches(ledger, site)).batches).toEqual([]);
      const { entries } = await readHistory(ledger, site, { state: 'failed' });
      expect(entries.map(({ uploadId, failure: reason }) => [uploadId, reason])).toEqual([
        [second, failure],
        [first, failure],
      ]);
      await change(site, lease, [{ type: 'requeued', uploadId: second }]);
      expect((await listOpenLedgerBatches(ledger, site)).batches).toMatchObject([{ countByState: { queued: 1 } }]);
    });

    test('a forgotten batch is closed: what was not sent is cancelled, the rest stays what it is', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const [first = '', second = ''] = await addItems(site, lease, 3);
      await change(site, lease, [
        { type: 'accepted', uploadId: first, fileId: 'file-1' },
        { type: 'failed', uploadId: second, failure: { code: 'NETWORK' } },
      ]);
      await forgetLedgerBatch(ledger, site, { lease: proofOf(lease) });
      expect((await loadAll(site, lease.batchId)).map(({ state }) => state)).toEqual([
        'accepted',
        'failed',
        'cancelled',
      ]);
      expect((await listOpenLedgerBatches(ledger, site)).batches).toEqual([]);
    });
  });

  describe('history', () => {
    test('is newest first, can be searched and filtered, and shows nothing sealed', async () => {
      const site = newSite();
      const lease = await openBatch(site);
      const uploadIds = await addItems(site, lease, 12);
      await change(site, lease, [{ type: 'cancelled', uploadId: uploadIds[3] ?? '' }]);
      const all = await readHistory(ledger, site, {});
      expect(all.entries.map(({ uploadId }) => uploadId)).toEqual([...uploadIds].reverse());
      expect(all.nextCursor).toBeUndefined();
      expect((await readHistory(ledger, site, { search: 'wedding/1' })).entries).toHaveLength(3);
      expect((await readHistory(ledger, site, { search: '%' })).entries).toHaveLength(0);
      expect((await readHistory(ledger, site, { state: 'cancelled' })).entries).toMatchObject([
        { uploadId: uploadIds[3], userId: 'dana', createdAt: now, finishedAt: now },
      ]);
      expect(Object.keys(all.entries[0] ?? {})).not.toContain('resumeUrl');
    });

    test('says where each file went, as the batch had it', async () => {
      const site = newSite();
      const summer = { ...destination, folderId: 'f', folderPath: ['Summer', '2026'] };
      const named = { batchId: randomUUID(), holderId: randomUUID(), label: 'a', destination: summer };
      await addItems(site, (await openLedgerBatch(ledger, site, named)).lease, 1);
      await addItems(site, await openBatch(site), 1);
      const { entries } = await readHistory(ledger, site, {});
      expect(entries.map((entry) => entry.destination)).toEqual([destination, summer]);
      const { batches } = await listOpenLedgerBatches(ledger, site);
      expect(batches.map((batch) => batch.destination)).toContainEqual(summer);
    });

    test('is searched by name, by path and by the folders that the batch goes to, in any case', async () => {
      const site = newSite();
      const addTo = async (to: OpenBatchRequest['destination'], ...files: readonly (readonly [string, string])[]) => {
        const batch = { batchId: randomUUID(), holderId: randomUUID(), label: 'a', destination: to };
        const { lease } = await openLedgerBatch(ledger, site, batch);
        const items = files.map(([path, name]) => ({ uploadId: randomUUID(), path, name, lastModified: 5 }));
        await recordLedgerItems(ledger, site, { lease: proofOf(lease), items });
      };
      const folder = (...folderPath: string[]) => ({ ...destination, folderId: 'f', folderPath });
      await addTo(folder('Summer', '100% of "it"'), ['Wedding/a.jpg', 'a (2).jpg'], ['Wedding/Party/b.jpg', 'b.jpg']);
      await addTo(folder('Winter_1'), ['c.jpg', 'c.jpg']);
      await addTo(destination, ['Summer dress/d.jpg', 'd.jpg']);
      await addTo({ kind: 'inbox-media' }, ['e.jpg', 'e.jpg']);
      const stranger = newSite();
      await addItems(stranger, await openBatch(stranger), 1);
      const found = async (request: HistoryRequest) =>
        (await readHistory(ledger, site, request)).entries.map(({ name }) => name).join(', ');

      expect(await found({ search: 'summer' })).toBe('d.jpg, b.jpg, a (2).jpg');
      expect(await found({ search: 'summer', state: 'failed' })).toBe('');
      expect(await found({ search: '100% OF "it' })).toBe('b.jpg, a (2).jpg');
      expect(await found({ search: '1%it' })).toBe('');
      expect(await found({ search: 'winter_1' })).toBe('c.jpg');
      expect(await found({ search: 'Winter__' })).toBe('');
      expect(await found({ search: 'a (2)' })).toBe('a (2).jpg');
      expect(await found({ search: 'wedding/a.jpg' })).toBe('a (2).jpg');
      expect(await found({ search: 'ummer/100% of "it"/wedding/p' })).toBe('b.jpg');
      expect(await found({ search: '/b.jpg' })).toBe('b.jpg');
      expect(await found({ search: 'Winter_1/c' })).toBe('c.jpg');
      expect(await found({ search: 'Winter_1/d' })).toBe('');
      expect(await found({ search: 'Inbox media', place: { kind: 'inbox-media', below: '' } })).toBe('e.jpg');
      const below = (start: string) => ({ kind: 'site-media', below: start }) as const;
      expect(await found({ search: 'Site/Summer', place: below('Summer') })).toBe('d.jpg, b.jpg, a (2).jpg');
      expect(await found({ search: 'Site/Summer/', place: below('summer/') })).toBe('b.jpg, a (2).jpg');
      expect(await found({ search: 'Site/W%', place: below('W%') })).toBe('');
    });

    test('a search goes on from page to page', async () => {
      const site = newSite();
      const to = { ...destination, folderId: 'f', folderPath: ['Summer'] };
      const batch = { batchId: randomUUID(), holderId: randomUUID(), label: 'a', destination: to };
      await addItems(site, (await openLedgerBatch(ledger, site, batch)).lease, 501);
      const first = await readHistory(ledger, site, { search: 'summer' });
      expect(first.entries).toHaveLength(500);
      const { nextCursor: cursor } = first;
      expect(cursor).toBeDefined();
      const last = await readHistory(ledger, site, { search: 'summer', ...(cursor === undefined ? {} : { cursor }) });
      expect(last.entries.map(({ name }) => name)).toEqual(['0.jpg']);
    });

    test('can be erased: the finished files, or all but what a page drives right now', async () => {
      const site = newSite();
      const driven = await openBatch(site);
      await addItems(site, driven, 2);
      const left = await openBatch(site);
      const [first = ''] = await addItems(site, left, 3);
      await change(site, left, [{ type: 'cancelled', uploadId: first }]);
      await releaseLedgerLease(ledger, site, proofOf(left));
      expect(await eraseLedgerHistory(ledger, site, { what: 'finished' })).toEqual({ erased: 1 });
      expect(await eraseLedgerHistory(ledger, site, { what: 'everything' })).toEqual({ erased: 2 });
      expect((await readHistory(ledger, site, {})).entries).toHaveLength(2);
      await addItems(site, driven, 1);
      await expect(addItems(site, left, 1)).rejects.toEqual(leaseLost);
    });
  });

  test('another site sees and changes nothing, although it knows every id', async () => {
    const [site, stranger] = [newSite(), newSite()];
    const lease = await openBatch(site);
    const [uploadId = ''] = await addItems(site, lease, 1);
    await change(site, lease, [{ type: 'accepted', uploadId, fileId: 'file-1' }]);
    const before = await readHistory(ledger, site, {});
    const { batchId } = lease;

    expect(await loadAll(stranger, batchId)).toEqual([]);
    expect((await listOpenLedgerBatches(ledger, stranger)).batches).toEqual([]);
    expect((await readHistory(ledger, stranger, {})).entries).toEqual([]);
    const file = { path: 'Wedding/0.jpg', sizeInBytes: 1000, lastModified: 5 };
    expect((await matchLedgerFiles(ledger, stranger, { batchId, files: [file] })).matches).toEqual([null]);
    const taken = acquireLedgerLease(ledger, stranger, { batchId, holderId: randomUUID(), takeOver: true });
    await expect(taken).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(
      (await renewLedgerLeases(ledger, stranger, { holderId: lease.holderId, leases: [proofOf(lease)] })).lost,
    ).toEqual([batchId]);
    await releaseLedgerLease(ledger, stranger, proofOf(lease));
    await expect(change(stranger, lease, [{ type: 'cancelled', uploadId }])).rejects.toEqual(leaseLost);
    await expect(addItems(stranger, lease, 1)).rejects.toEqual(leaseLost);
    await expect(forgetLedgerBatch(ledger, stranger, { lease: proofOf(lease) })).rejects.toEqual(leaseLost);
    expect(await eraseLedgerHistory(ledger, stranger, { what: 'everything' })).toEqual({ erased: 0 });
    await recordDescriptions(ledger, stranger.instanceId, [describedFile('file-1', 1000)]);
    // The same ids of its own are its own.
    const own = await openBatch(stranger, batchId);
    const item = { uploadId, name: 'own', path: 'own', lastModified: 0 };
    await recordLedgerItems(ledger, stranger, { lease: proofOf(own), items: [item] });
    expect(await loadAll(stranger, batchId)).toMatchObject([{ name: 'own', state: 'queued' }]);

    expect(await readHistory(ledger, site, {})).toEqual(before);
    expect((await listOpenLedgerBatches(ledger, site)).batches[0]?.heldBy?.holderId).toBe(lease.holderId);
  });
});
