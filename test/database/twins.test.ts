import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findItems, insertBatch, insertItems, insertTickets, saveItems, twinsOfBatch } from '#database';
import { onBothEngines } from '../support/on-both-engines.ts';

const createdAt = new Date(1_700_000_000_000);
const siteMedia = { kind: 'site-media', folderId: 'F' } as const;
type Destination = Parameters<typeof insertBatch>[2]['destination'];

interface File {
  readonly path?: string;
  readonly name?: string;
  readonly sizeInBytes?: number;
  readonly lastModified?: number;
  readonly sampleHash?: string;
}

onBothEngines(({ database }) => {
  const site = randomUUID();
  async function open(destination: Destination = siteMedia): Promise<string> {
    const batchId = randomUUID();
    await insertBatch(database().connection, site, { batchId, destination, label: '', userId: 'dana', createdAt });
    return batchId;
  }
  async function add(
    batchId: string,
    state: 'queued' | 'failed' | 'skipped' | 'ready',
    { path = 'A/a.jpg', name = 'a.jpg', sizeInBytes = 1, lastModified = 7, sampleHash }: File = {},
  ): Promise<string> {
    const { connection } = database();
    const uploadId = randomUUID();
    const file = { path, name, sizeInBytes, lastModified, mimeType: null, replaces: null };
    await insertItems(connection, site, [{ uploadId, batchId, state: 'queued', userId: 'dana', createdAt, ...file }]);
    const [item] = await findItems(connection, site, [uploadId]);
    if (!item) throw new Error('the item is not there');
    const fileId = state === 'ready' ? `file of ${uploadId}` : null;
    await saveItems(connection, site, [{ ...item, state, fileId, sampleHash: sampleHash ?? null }]);
    if (fileId !== null) {
      await insertTickets(connection, site, [{ uploadId, fileId, folderId: 'F/A', issuedAt: createdAt }]);
    }
    return uploadId;
  }
  const twinsOf = (batchId: string) => twinsOfBatch(database().connection, site, batchId);

  test('what is unfinished has a twin in what another upload brought to its place later', async () => {
    const unfinished = await open({ ...siteMedia, folderPath: ['F'] });
    const uploadId = await add(unfinished, 'queued', { path: 'T/a.jpg' });
    await add(unfinished, 'skipped', { path: 'T/a.jpg', sizeInBytes: 2 });
    const failed = await add(unfinished, 'failed', { path: 'T/b.jpg', sampleHash: 'b' });
    const other = await open();
    const twin = await add(other, 'ready', { path: 'T/a.jpg' });
    await add(other, 'ready', { path: 'T/a.jpg', sizeInBytes: 2 });
    const second = await add(other, 'ready', { path: 'T/b.jpg', sampleHash: 'b' });
    const found = (await twinsOf(unfinished)).toSorted((one) => (one.uploadId === uploadId ? -1 : 1));
    expect(found).toEqual([
      { uploadId, fileId: `file of ${twin}`, folderId: 'F/A' },
      { uploadId: failed, fileId: `file of ${second}`, folderId: 'F/A' },
    ]);
    expect(await twinsOf(other)).toEqual([]);
  });

  test.each<[string, File, Destination?]>([
    ['of another path', { path: 'B/a.jpg' }],
    ['under another name', { name: 'a (2).jpg' }],
    ['of another size', { sizeInBytes: 2 }],
    ['of another time', { lastModified: 8 }],
    ['with another sample', { sampleHash: 'other' }],
    ['in another folder', {}, { kind: 'site-media', folderId: 'G' }],
    ['that is private', {}, { ...siteMedia, private: true }],
  ])('a file %s is no twin', async (_case, file, destination) => {
    const unfinished = await open();
    await add(unfinished, 'queued', { path: `${_case}/a.jpg`, sampleHash: 'own' });
    await add(await open(destination), 'ready', { path: `${_case}/a.jpg`, ...file });
    expect(await twinsOf(unfinished)).toEqual([]);
  });

  test('what was there before was decided about, and what is not ready may never come', async () => {
    await add(await open(), 'ready', { path: 'before/a.jpg' });
    const unfinished = await open();
    await add(unfinished, 'queued', { path: 'before/a.jpg' });
    await add(await open(), 'queued', { path: 'before/a.jpg' });
    expect(await twinsOf(unfinished)).toEqual([]);
  });

  test('Inbox media has no folder to look into', async () => {
    const inbox = await open({ kind: 'inbox-media' });
    await add(inbox, 'queued', { path: 'inbox.jpg' });
    await add(await open({ kind: 'inbox-media' }), 'ready', { path: 'inbox.jpg' });
    expect(await twinsOf(inbox)).toEqual([]);
  });
});
