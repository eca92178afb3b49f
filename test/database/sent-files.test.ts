import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findItems, insertItems, insertTickets, readyFilesNamed, saveItems } from '#database';
import { onBothEngines } from '../support/on-both-engines.ts';

const now = new Date(1_700_000_000_000);

interface Sent {
  readonly name: string;
  readonly fileId: string;
  readonly folderId: string;
  readonly state?: 'ready' | 'accepted';
  /** Tickets that it took. */
  readonly tries?: number;
}

onBothEngines(({ database }) => {
  async function send(site: string, { name, fileId, folderId, state = 'ready', tries = 1 }: Sent): Promise<void> {
    const { connection } = database();
    const uploadId = randomUUID();
    const file = { name, path: name, sizeInBytes: 1, lastModified: 0, mimeType: null, replaces: null };
    const row = { uploadId, batchId: null, state: 'queued' as const, userId: 'dana', createdAt: now, ...file };
    await insertItems(connection, site, [row]);
    const ticket = { uploadId, fileId: null, folderId, issuedAt: now };
    await insertTickets(connection, site, Array(tries).fill(ticket));
    const [item] = await findItems(connection, site, [uploadId]);
    if (item) await saveItems(connection, site, [{ ...item, fileId, state }]);
  }

  test('of each name in each folder the ready file that was sent last is found, once', async () => {
    const [site, other] = [randomUUID(), randomUUID()];
    await send(site, { name: 'a', fileId: 'old', folderId: 'X', tries: 3 });
    await send(site, { name: 'a', fileId: 'new', folderId: 'X' });
    await send(site, { name: 'a', fileId: 'under way', folderId: 'X', state: 'accepted' });
    await send(site, { name: 'a', fileId: 'elsewhere', folderId: 'Y', tries: 2 });
    await send(site, { name: 'b', fileId: 'second', folderId: 'X' });
    await send(other, { name: 'a', fileId: 'of another site', folderId: 'X' });
    const find = async (...pairs: readonly (readonly [string, string])[]) => {
      const wanted = pairs.map(([folderId, name]) => ({ folderId, name }));
      return [...(await readyFilesNamed(database().connection, site, wanted))].sort();
    };
    expect(await find(['X', 'a'])).toEqual(['new']);
    expect(await find(['Y', 'a'], ['X', 'b'], ['Y', 'b'], ['Z', 'a'])).toEqual(['elsewhere', 'second']);
    expect(await find(['X', 'a'], ['X', 'a'], ['Y', 'a'])).toEqual(['elsewhere', 'new']);
    expect(await find()).toEqual([]);
  });
});
