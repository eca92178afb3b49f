import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  acceptedItems,
  cancelUnsent,
  claimSettling,
  closeBatch,
  comparableMediaTypes,
  deleteEmptyBatches,
  deleteItems,
  deleteSitesRemovedBefore,
  drivenBatches,
  findBatch,
  findItems,
  holdsLease,
  insertBatch,
  insertItems,
  insertTickets,
  itemsByPath,
  itemsOfBatch,
  itemsOfSite,
  keepFileEvents,
  lockItems,
  markTickets,
  openBatches,
  releaseLease,
  renewLeases,
  saveItems,
  takeLease,
  ticketsOf,
  totalsOfBatches,
  touchItems,
  touchSite,
  uploadsOfFiles,
} from '#database';
import { fileEvent } from '../support/file-event.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

const now = new Date(1_700_000_000_000);
const later = new Date(now.getTime() + 30_000);
const page = { limit: 10 };

onBothEngines(({ database }) => {
  /** A site with one batch, one verified and accepted item and its ticket. */
  async function furnish(instanceId: string) {
    const { connection } = database();
    const [batchId, uploadId, holderId] = [randomUUID(), randomUUID(), randomUUID()];
    await touchSite(connection, instanceId, now);
    const destination = { kind: 'inbox-media' } as const;
    await insertBatch(connection, instanceId, { batchId, destination, label: 'x', userId: 'dana', createdAt: now });
    const item = {
      uploadId,
      batchId,
      path: 'a',
      name: 'a',
      sizeInBytes: 1,
      lastModified: 1,
      mimeType: null,
      replaces: null,
    };
    await insertItems(connection, instanceId, [{ ...item, state: 'queued', userId: 'dana', createdAt: now }]);
    await insertTickets(connection, instanceId, [{ uploadId, fileId: 'file', folderId: null, issuedAt: now }]);
    const [row] = await findItems(connection, instanceId, [uploadId]);
    if (!row) expect.fail('the item is there');
    const accepted = {
      ...row,
      state: 'accepted',
      fileId: 'file',
      mediaType: 'IMAGE',
      verification: 'verified',
    } as const;
    await saveItems(connection, instanceId, [accepted]);
    const wish = { batchId, holderId, userId: 'dana', takeOver: false, now, expiresAt: later };
    const epoch = (await takeLease(connection, instanceId, wish)) ?? expect.fail('the lease is free');
    return { batchId, uploadId, holderId, epoch, row: accepted, wish };
  }

  async function everythingOf(instanceId: string, batchId: string, uploadId: string) {
    const { connection } = database();
    return {
      batch: await findBatch(connection, instanceId, batchId),
      items: await itemsOfSite(connection, instanceId, {}, page),
      tickets: await ticketsOf(connection, instanceId, [uploadId]),
    };
  }

  test('no query of another site finds or changes anything, although it names every id', async () => {
    const { connection } = database();
    const [owner, stranger] = [randomUUID(), randomUUID()];
    const { batchId, uploadId, holderId, epoch, row, wish } = await furnish(owner);
    await touchSite(connection, stranger, now);
    const proof = { batchId, epoch };
    const before = await everythingOf(owner, batchId, uploadId);
    expect(before).toMatchObject({ items: [{ item: { uploadId } }], tickets: [{ fileId: 'file' }] });

    const nothing = await Promise.all([
      findItems(connection, stranger, [uploadId]),
      itemsOfBatch(connection, stranger, batchId, page),
      itemsByPath(connection, stranger, batchId, ['a']),
      itemsOfSite(connection, stranger, {}, page),
      acceptedItems(connection, stranger, 10),
      ticketsOf(connection, stranger, [uploadId]),
      uploadsOfFiles(connection, stranger, ['file']),
      openBatches(connection, stranger),
      totalsOfBatches(connection, stranger, [batchId]),
      drivenBatches(connection, stranger, now),
      renewLeases(connection, stranger, { holderId, leases: [proof], expiresAt: later }),
      connection.transaction((transaction) => lockItems(transaction, stranger, [uploadId])),
    ]);
    expect(nothing).toEqual(nothing.map(() => []));
    expect(await comparableMediaTypes(connection, stranger, ['IMAGE'])).toEqual(new Set());
    expect(await comparableMediaTypes(connection, owner, ['VIDEO', 'IMAGE'])).toEqual(new Set(['IMAGE']));
    expect(await findBatch(connection, stranger, batchId)).toBeUndefined();
    expect(await takeLease(connection, stranger, { ...wish, takeOver: true })).toBeUndefined();
    expect(await holdsLease(connection, stranger, proof)).toBe(false);
    expect(await claimSettling(connection, stranger, { now, notSince: now })).toBe(true);
    expect(await claimSettling(connection, owner, { now, notSince: now })).toBe(true);

    await releaseLease(connection, stranger, proof);
    await closeBatch(connection, stranger, batchId, now);
    await cancelUnsent(connection, stranger, batchId, now);
    await touchItems(connection, stranger, [uploadId], later);
    await saveItems(connection, stranger, [{ ...row, state: 'failed' }]);
    await markTickets(connection, stranger, ['file'], { rejected: true });
    expect(await deleteItems(connection, stranger, { finishedOnly: false, keep: [] })).toBe(0);
    await deleteEmptyBatches(connection, stranger, []);
    expect(await everythingOf(owner, batchId, uploadId)).toEqual(before);
  });

  test('a webhook event’s id counts for its own site only', async () => {
    const { connection } = database();
    const event = fileEvent();
    const kept = new Set([event.eventId]);
    expect(await keepFileEvents(connection, 'one', [event])).toEqual(kept);
    expect(await keepFileEvents(connection, 'two', [event])).toEqual(kept);
    expect(await keepFileEvents(connection, 'one', [event])).toEqual(new Set());
  });

  test('a site that stayed removed is deleted with everything, and no other one', async () => {
    const { connection } = database();
    const [gone, stays] = [randomUUID(), randomUUID()];
    const [first, second] = [await furnish(gone), await furnish(stays)];
    await connection.execute(`update sites set removed_at = '2020-01-01' where instance_id = '${gone}'`);
    expect(await deleteSitesRemovedBefore(connection, now)).toEqual([gone]);
    expect(await everythingOf(gone, first.batchId, first.uploadId)).toEqual({
      batch: undefined,
      items: [],
      tickets: [],
    });
    expect((await everythingOf(stays, second.batchId, second.uploadId)).items).toHaveLength(1);
  });
});
