import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  claimFilesForUploads,
  findItems,
  insertItems,
  insertTickets,
  keepFileEvents,
  type NewFileEvent,
  saveItems,
  ticketsOf,
  touchSite,
} from '#database';
import { fileEvents } from '../../src/database/schema.ts';
import { fileEvent } from '../support/file-event.ts';
import { onBothEngines } from '../support/on-both-engines.ts';
import { seededRandom } from '../support/seeded-random.ts';

const now = new Date(1_700_000_000_000);

onBothEngines(({ database }) => {
  const keep = (site: string, events: readonly NewFileEvent[]) => keepFileEvents(database().connection, site, events);
  async function wordsOf(site: string) {
    const rows = await database().connection.select().from(fileEvents);
    return rows.filter(({ instanceId }) => instanceId === site);
  }
  const sequencesOf = async (site: string) =>
    new Map((await wordsOf(site)).map(({ fileId, sequence }) => [fileId, sequence]));

  test('a word is kept as it was told, and due when it came', async () => {
    const site = randomUUID();
    const event = fileEvent({ uploadId: randomUUID(), sequence: 7, happenedAt: now, receivedAt: now });
    await keep(site, [event]);
    expect(await wordsOf(site)).toEqual([{ instanceId: site, ...event, dueAt: now }]);
  });

  test('of a file told of several times at once the latest word is kept, in whatever order they come', async () => {
    const site = randomUUID();
    const [first, second] = [randomUUID(), randomUUID()];
    const told = [2, 3, 1].map((sequence) => fileEvent({ fileId: first, sequence }));
    const timed = [2, 3, 1].map((day) => fileEvent({ fileId: second, happenedAt: new Date(day), receivedAt: now }));
    expect(await keep(site, [...told, ...timed])).toEqual(new Set([told[1]?.eventId, timed[1]?.eventId]));
    expect(await sequencesOf(site)).toEqual(
      new Map([
        [first, 3],
        [second, null],
      ]),
    );
  });

  test('an outdated word among new ones is not kept, and none of them counts when it is told again', async () => {
    const site = randomUUID();
    const fileId = randomUUID();
    const [old, late, other] = [fileEvent({ fileId, sequence: 5 }), fileEvent({ fileId, sequence: 4 }), fileEvent()];
    await keep(site, [old]);
    expect(await keep(site, [late, other, other])).toEqual(new Set([other.eventId]));
    expect(await keep(site, [late, other, old])).toEqual(new Set());
    expect((await sequencesOf(site)).get(fileId)).toBe(5);
  });

  test('however words are grouped, doubled and mixed up, the latest of each file is kept in the end', async () => {
    const random = seededRandom(7);
    for (let run = 0; run < 20; run += 1) {
      const site = randomUUID();
      const fileIds = Array.from({ length: 5 }, () => randomUUID());
      const words = fileIds.flatMap((fileId) => [1, 2, 3, 4].map((sequence) => fileEvent({ fileId, sequence })));
      const told = [...words, ...words].sort(() => random() - 0.5);
      const kept: string[] = [];
      while (told.length > 0) kept.push(...(await keep(site, told.splice(0, 1 + Math.floor(random() * 8)))));
      expect(new Set(kept).size).toBe(kept.length);
      expect(await sequencesOf(site)).toEqual(new Map(fileIds.map((fileId) => [fileId, 4])));
    }
  });

  test('two processes that are told the same at once keep it once', async () => {
    const site = randomUUID();
    const events = Array.from({ length: 50 }, () => fileEvent());
    const kept = await Promise.all([keep(site, events), keep(site, [...events].reverse()), keep(site, events)]);
    expect(kept.reduce((sum, { size }) => sum + size, 0)).toBe(50);
    expect(await wordsOf(site)).toHaveLength(50);
  });

  /** An upload with tickets, the oldest first. */
  async function upload(site: string, ticketFileIds: readonly (string | null)[], fileId: string | null = null) {
    const { connection } = database();
    const uploadId = randomUUID();
    await touchSite(connection, site, now);
    const item = {
      uploadId,
      batchId: null,
      path: 'a',
      name: 'a',
      lastModified: null,
      mimeType: null,
      sizeInBytes: 1,
      replaces: null,
    };
    await insertItems(connection, site, [{ ...item, state: 'sending', userId: 'dana', createdAt: now }]);
    for (const ticketFileId of ticketFileIds) {
      await insertTickets(connection, site, [{ uploadId, fileId: ticketFileId, folderId: null, issuedAt: now }]);
    }
    const [row] = await findItems(connection, site, [uploadId]);
    if (row && fileId !== null) await saveItems(connection, site, [{ ...row, fileId }]);
    return uploadId;
  }
  const claimedBy = async (site: string, uploadId: string) =>
    (await ticketsOf(database().connection, site, [uploadId])).map(({ fileId }) => fileId);

  test('each upload’s latest ticket that did not tell gets the file that Wix told, in one go', async () => {
    const site = randomUUID();
    const uploads = [await upload(site, [null, null]), await upload(site, [null]), await upload(site, [null, 'told'])];
    const claims = uploads.map((uploadId, index) => ({ uploadId, fileId: `file-${index}` }));
    await claimFilesForUploads(database().connection, site, claims);
    expect(await Promise.all(uploads.map((uploadId) => claimedBy(site, uploadId)))).toEqual([
      [null, 'file-0'],
      ['file-1'],
      ['file-2', 'told'],
    ]);
    await claimFilesForUploads(database().connection, site, claims);
    expect(await claimedBy(site, uploads[0] ?? '')).toEqual([null, 'file-0']);
  });

  test('an upload that has its file, one whose ticket told it, and one of another site claim nothing', async () => {
    const [site, other] = [randomUUID(), randomUUID()];
    const [done, known, foreign] = [
      await upload(site, [null], 'file'),
      await upload(site, [null, 'file-1']),
      await upload(other, [null]),
    ];
    const claims = [done, known, foreign].map((uploadId, index) => ({ uploadId, fileId: `file-${index}` }));
    await claimFilesForUploads(database().connection, site, claims);
    expect(await claimedBy(site, done)).toEqual([null]);
    expect(await claimedBy(site, known)).toEqual([null, 'file-1']);
    expect(await claimedBy(other, foreign)).toEqual([null]);
  });
});
