import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { AppError, type LeaseProof, type MediaFile, type TicketOutcome, type UploadTicket } from '#contracts';
import { createSecretBox, findItems } from '#database';
import type { FileSearch, TicketFiles, TicketWish } from '../../src/backend/ledger-arrivals.ts';
import { acquireLedgerLease, openLedgerBatch } from '../../src/backend/ledger-batches.ts';
import { deleteExtras, lookForDoubtfulCopies } from '../../src/backend/ledger-extras.ts';
import { recordDescriptions, settleAccepted } from '../../src/backend/ledger-files.ts';
import { readHistory } from '../../src/backend/ledger-history.ts';
import { recordLedgerChanges, recordLedgerItems } from '../../src/backend/ledger-records.ts';
import type { LedgerServices } from '../../src/backend/ledger-services.ts';
import { ticketsThroughLedger } from '../../src/backend/ledger-tickets.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

const md5 = 'a'.repeat(32);
const HOUR_MS = 3_600_000;

/** A library of one site that gives tickets as Wix does: the future file's id is in the token. */
function fakeLibrary() {
  const library = new Map<string, MediaFile>();
  const created = new Map<string, Date>();
  const searches: FileSearch[] = [];
  const deleted: string[] = [];
  let questions = 0;
  let issued = 0;
  let isDown = false;
  let areIdsReadable = true;

  const token = (fileId: string) => {
    const claims = Buffer.from(JSON.stringify({ path: `media/${fileId}` })).toString('base64url');
    return areIdsReadable ? `e30.${claims}.signature` : `opaque-${fileId}`;
  };
  const ticket = (wish: TicketWish): UploadTicket => {
    issued += 1;
    const fileId = `file-${issued}`;
    return wish.sizeInBytes > 10_000_000
      ? { protocol: 'tus', uploadUrl: 'https://upload.example/upload/tus', uploadToken: token(fileId) }
      : { protocol: 'put', uploadUrl: `https://upload.example/upload/${token(fileId)}` };
  };
  const answer = <Value>(value: Value): Promise<Value> =>
    isDown ? Promise.reject(new AppError({ code: 'WIX_UNAVAILABLE' })) : Promise.resolve(value);
  const siteFiles: TicketFiles = {
    read(fileIds) {
      questions += 1;
      return answer(fileIds.flatMap((id) => library.get(id) ?? []));
    },
    find(search) {
      searches.push(search);
      return answer(
        [...library.values()].filter(
          (file) =>
            file.displayName === search.fileName &&
            file.sizeInBytes === search.sizeInBytes &&
            (created.get(file.id) ?? new Date(0)) >= search.notBefore,
        ),
      );
    },
    async delete(fileIds) {
      for (const id of fileIds) library.delete(id);
      deleted.push(...fileIds);
    },
  };
  return {
    library,
    searches,
    deleted,
    siteFiles,
    questions: () => questions,
    issued: () => issued,
    down: (is: boolean) => {
      isDown = is;
    },
    hideIds: () => {
      areIdsReadable = false;
    },
    requestTickets: async (wishes: readonly TicketWish[]): Promise<readonly TicketOutcome[]> =>
      wishes.map((wish) => ({ uploadId: wish.uploadId, ticket: ticket(wish) })),
    /** The bytes arrived under this id. */
    arrive(id: string, overrides: Partial<MediaFile> = {}, at = new Date(0)) {
      created.set(id, at);
      library.set(id, {
        id,
        displayName: 'a.jpg',
        url: `https://static.example/${id}`,
        hash: md5,
        sizeInBytes: 1000,
        mediaType: 'IMAGE',
        operationStatus: 'READY',
        ...overrides,
      });
    },
  };
}

onBothEngines(({ database }) => {
  let ledger: LedgerServices;
  let now: number;
  let caller: { instanceId: string; userId: string };
  let wix: ReturnType<typeof fakeLibrary>;

  beforeEach(() => {
    now = 1_700_000_000_000;
    ledger = {
      connection: database().connection,
      secretBox: createSecretBox('the app secret'),
      now: () => new Date(now),
    };
    caller = { instanceId: randomUUID(), userId: 'dana' };
    wix = fakeLibrary();
  });

  const wishFor = (overrides: Partial<TicketWish> = {}): TicketWish => ({
    uploadId: randomUUID(),
    fileName: 'a.jpg',
    mimeType: 'image/jpeg',
    sizeInBytes: 1000,
    parentFolderId: 'media-root',
    ...overrides,
  });
  const ask = (wishes: readonly TicketWish[], lease?: LeaseProof) =>
    ticketsThroughLedger(ledger, {
      caller,
      wishes,
      lease,
      siteFiles: wix.siteFiles,
      requestTickets: wix.requestTickets,
    });
  const askOne = async (wish: TicketWish) => (await ask([wish]))[0];
  const state = async () => (await readHistory(ledger, caller, {})).entries;

  async function openBatch(): Promise<LeaseProof> {
    const { lease } = await openLedgerBatch(ledger, caller, {
      batchId: randomUUID(),
      holderId: randomUUID(),
      label: 'x',
      destination: { kind: 'inbox-media' },
    });
    return { batchId: lease.batchId, epoch: lease.epoch };
  }

  test('new uploads get tickets in the order asked, without a question to Wix', async () => {
    const wishes = [wishFor(), wishFor({ sizeInBytes: 20_000_000 }), wishFor({ fileName: 'b.jpg' })];
    const outcomes = await ask(wishes);
    expect(outcomes.map(({ uploadId }) => uploadId)).toEqual(wishes.map(({ uploadId }) => uploadId));
    expect(outcomes.every((outcome) => 'ticket' in outcome)).toBe(true);
    expect(wix.questions()).toBe(0);
    expect((await state()).map((entry) => [entry.path, entry.state])).toEqual([
      ['b.jpg', 'sending'],
      ['a.jpg', 'sending'],
      ['a.jpg', 'sending'],
    ]);
  });

  test('an upload that is asked for twice in one call gets one ticket', async () => {
    const wish = wishFor();
    const outcomes = await ask([wish, wish]);
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(wix.issued()).toBe(1);
  });

  test('a file whose answer was lost is found by the ticket’s own id and not sent again', async () => {
    const [lost, fresh] = [wishFor(), wishFor()];
    await ask([lost]);
    wix.arrive('file-1');
    const outcomes = await ask([lost, fresh]);
    expect(outcomes[0]).toMatchObject({ uploadId: lost.uploadId, file: { id: 'file-1' } });
    expect(outcomes[1]).toMatchObject({ ticket: { protocol: 'put' } });
    expect(wix.issued()).toBe(2);
    expect((await state()).find(({ uploadId }) => uploadId === lost.uploadId)).toMatchObject({
      state: 'ready',
      fileId: 'file-1',
      url: 'https://static.example/file-1',
    });
  });

  test('fifty lost answers are found with one question', async () => {
    const wishes = Array.from({ length: 50 }, () => wishFor());
    await ask(wishes);
    for (let id = 1; id <= 50; id += 1) wix.arrive(`file-${id}`);
    const outcomes = await ask(wishes);
    expect(outcomes.filter((outcome) => 'file' in outcome)).toHaveLength(50);
    expect(wix.questions()).toBe(1);
    expect(wix.issued()).toBe(50);
  });

  test('any of several tries counts, and one that did not arrive gets a new ticket', async () => {
    const wish = wishFor();
    await ask([wish]);
    await ask([wish]);
    expect(await askOne(wish)).toMatchObject({ ticket: { protocol: 'put' } });
    wix.arrive('file-2');
    expect(await askOne(wish)).toMatchObject({ file: { id: 'file-2' } });
  });

  test('half a file, a failed one and one proven to differ are not taken for the upload', async () => {
    const lease = await openBatch();
    const wishes = [wishFor(), wishFor(), wishFor(), wishFor()];
    await recordLedgerItems(ledger, caller, {
      lease,
      items: wishes.map(({ uploadId }) => ({ uploadId, name: 'a.jpg', path: 'a.jpg', lastModified: 0 })),
    });
    await ask(wishes, lease);
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [
        { type: 'hashed', uploadId: wishes[2]?.uploadId ?? '', md5: 'b'.repeat(32) },
        { type: 'accepted', uploadId: wishes[3]?.uploadId ?? '', fileId: 'file-4', md5 },
      ],
    });
    wix.arrive('file-4');
    await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()]);
    wix.arrive('file-1', { sizeInBytes: 999 });
    wix.arrive('file-2', { operationStatus: 'FAILED' });
    wix.arrive('file-3');
    const outcomes = await ask(wishes.slice(0, 3), lease);
    expect(outcomes.map((outcome) => 'ticket' in outcome)).toEqual([true, true, true]);
  });

  test('a copy that the page sends again because it differs is not found as arrived', async () => {
    const lease = await openBatch();
    const wish = wishFor();
    const { uploadId } = wish;
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId, name: 'a.jpg', path: 'a.jpg', lastModified: 0 }],
    });
    await ask([wish], lease);
    wix.arrive('file-1');
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [
        { type: 'accepted', uploadId, fileId: 'file-1' },
        { type: 'requeued', uploadId },
      ],
    });
    expect((await ask([wish], lease))[0]).toMatchObject({ ticket: { protocol: 'put' } });
  });

  test('while Wix does not say whether an earlier try arrived, the upload waits and the others go on', async () => {
    const [earlier, fresh] = [wishFor(), wishFor()];
    await ask([earlier]);
    wix.down(true);
    const outcomes = await ask([earlier, fresh]);
    expect(outcomes[0]).toMatchObject({ failure: { code: 'WIX_UNAVAILABLE' } });
    expect(outcomes[1]).toMatchObject({ ticket: { protocol: 'put' } });
    expect(wix.issued()).toBe(2);
  });

  test('where tickets hide the id, the file is looked for in its folder by name, size and time', async () => {
    wix.hideIds();
    const wish = wishFor();
    await ask([wish]);
    // Lay there long before.
    wix.arrive('old-file', {}, new Date(now - HOUR_MS));
    expect(await askOne(wish)).toMatchObject({ ticket: { protocol: 'put' } });
    wix.arrive('new-file', {}, new Date(now));
    expect(await askOne(wish)).toMatchObject({ file: { id: 'new-file' } });
    expect(wix.searches[0]).toMatchObject({ fileName: 'a.jpg', sizeInBytes: 1000, folderId: 'media-root' });
  });

  test('a found file that another upload brought is not taken', async () => {
    wix.hideIds();
    const [mine, other] = [wishFor(), wishFor()];
    await ask([mine]);
    wix.arrive('file-of-mine', {}, new Date(now));
    await ask([mine]);
    await ask([other]);
    expect(await askOne(other)).toHaveProperty('ticket');
  });

  test('what a file replaces is known from its first ticket on, also when the page never gets to say it', async () => {
    const [replacing, other] = [wishFor({ replaces: 'old' }), wishFor()];
    await ask([replacing, other]);
    const rows = await findItems(ledger.connection, caller.instanceId, [replacing.uploadId, other.uploadId]);
    const replaces = new Map(rows.map((row) => [row.uploadId, row.replaces]));
    expect([replaces.get(replacing.uploadId), replaces.get(other.uploadId)]).toEqual(['old', null]);
  });

  test('a resumable upload goes on where it was, from any page, with its address sealed in the database', async () => {
    const lease = await openBatch();
    const wish = wishFor({ sizeInBytes: 20_000_000 });
    const { uploadId } = wish;
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId, name: 'a.mp4', path: 'a.mp4', lastModified: 0 }],
    });
    const first = (await ask([wish], lease))[0];
    const resumeUrl = 'https://upload.example/upload/tus/secret-address';
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [{ type: 'progressed', uploadId, bytesAccepted: 5_000_000, resumeUrl }],
    });
    const ticket = first && 'ticket' in first ? first.ticket : expect.fail('a ticket');
    expect((await ask([wish], lease))[0]).toEqual({ uploadId, ticket: { ...ticket, resumeUrl } });
    expect(wix.issued()).toBe(1);

    const [row] = await findItems(ledger.connection, caller.instanceId, [uploadId]);
    expect(JSON.stringify(row)).not.toContain('secret-address');
    expect(JSON.stringify(row)).not.toContain('e30.');
    const withOtherSecret = { ...ledger, secretBox: createSecretBox('another app secret') };
    const anew = await ticketsThroughLedger(withOtherSecret, {
      caller,
      wishes: [wish],
      lease,
      siteFiles: wix.siteFiles,
      requestTickets: wix.requestTickets,
    });
    expect(anew[0]).not.toHaveProperty('ticket.resumeUrl');
  });

  test('an address that leads nowhere, or an old one, is given up for a new ticket', async () => {
    const lease = await openBatch();
    const wish = wishFor({ sizeInBytes: 20_000_000 });
    const { uploadId } = wish;
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId, name: 'a.mp4', path: 'a.mp4', lastModified: 0 }],
    });
    const resumeUrl = 'https://upload.example/upload/tus/1';
    const isOffered = async () => {
      const [outcome] = await ask([wish], lease);
      return outcome !== undefined && 'ticket' in outcome && 'resumeUrl' in outcome.ticket;
    };
    const progress = (bytesAccepted: number) =>
      recordLedgerChanges(ledger, caller, {
        lease,
        changes: [{ type: 'progressed', uploadId, bytesAccepted, resumeUrl }],
      });
    await isOffered();
    await progress(1);
    expect([await isOffered(), await isOffered(), await isOffered()]).toEqual([true, true, false]);
    // The new ticket's upload has an address of its own; while bytes move it is offered again and again.
    for (let bytes = 2; bytes < 6; bytes += 1) {
      await progress(bytes);
      expect(await isOffered()).toBe(true);
    }
    now += 12 * HOUR_MS;
    expect(await isOffered()).toBe(false);
  });

  test('an address on another host than the ticket’s is not kept', async () => {
    const lease = await openBatch();
    const wish = wishFor({ sizeInBytes: 20_000_000 });
    const { uploadId } = wish;
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId, name: 'a.mp4', path: 'a.mp4', lastModified: 0 }],
    });
    await ask([wish], lease);
    const resumeUrl = 'https://somewhere-else.example/upload/tus/1';
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [{ type: 'progressed', uploadId, bytesAccepted: 1, resumeUrl }],
    });
    expect((await ask([wish], lease))[0]).not.toHaveProperty('ticket.resumeUrl');
  });

  test('when both of two tries arrive, the one that does not count is deleted for good', async () => {
    const wish = wishFor();
    await ask([wish]);
    await ask([wish]);
    wix.arrive('file-2');
    const described = await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()]);
    expect(described.extraIds).toEqual(['file-1']);
    wix.arrive('file-1');
    await deleteExtras(ledger, caller.instanceId, wix.siteFiles, described.extraIds);
    expect(wix.deleted).toEqual(['file-1']);
    expect([...wix.library.keys()]).toEqual(['file-2']);
    const again = await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()]);
    expect(again.extraIds).toEqual([]);
  });

  test('a second copy that shows up later, by its own event, is known as one', async () => {
    const wish = wishFor();
    await ask([wish]);
    await ask([wish]);
    wix.arrive('file-2');
    await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()]);
    wix.arrive('file-1');
    const late = await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()].slice(1));
    expect(late.extraIds).toEqual(['file-1']);
    expect(await state()).toMatchObject([{ state: 'ready', fileId: 'file-2' }]);
  });

  test('a copy that could not be looked for when the other one was ready is deleted a minute later', async () => {
    const wish = wishFor();
    await ask([wish]);
    await ask([wish]);
    wix.arrive('file-2');
    const { extraIds } = await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()]);
    wix.down(true);
    await expect(deleteExtras(ledger, caller.instanceId, wix.siteFiles, extraIds)).rejects.toThrow();
    wix.down(false);
    wix.arrive('file-1');
    await lookForDoubtfulCopies(ledger, caller.instanceId, wix.siteFiles);
    expect(wix.deleted).toEqual([]);
    now += 60_000;
    await lookForDoubtfulCopies(ledger, caller.instanceId, wix.siteFiles);
    expect(wix.deleted).toEqual(['file-1']);
    const asked = wix.questions();
    now += 60_000;
    await lookForDoubtfulCopies(ledger, caller.instanceId, wix.siteFiles);
    expect(wix.questions()).toBe(asked);
  });

  test('a copy that counts by the time it is looked for is not deleted', async () => {
    const lease = await openBatch();
    const wish = wishFor();
    const { uploadId } = wish;
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId, name: 'a.jpg', path: 'a.jpg', lastModified: 0 }],
    });
    await ask([wish], lease);
    await ask([wish], lease);
    wix.arrive('file-2', { mediaType: 'AUDIO' });
    const { extraIds } = await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()]);
    expect(extraIds).toEqual(['file-1']);
    // Another file proves that hashes can be compared, and then this one is proven to differ.
    const proof = wishFor();
    await ask([proof]);
    wix.arrive('file-3', { mediaType: 'AUDIO' });
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId: proof.uploadId, name: 'b', path: 'b', lastModified: 0 }],
    });
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [{ type: 'accepted', uploadId: proof.uploadId, fileId: 'file-3', md5 }],
    });
    await recordDescriptions(ledger, caller.instanceId, [...wix.library.values()].slice(1));
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [
        { type: 'hashed', uploadId, md5: 'b'.repeat(32) },
        { type: 'requeued', uploadId },
      ],
    });
    wix.arrive('file-1', { mediaType: 'AUDIO', hash: 'b'.repeat(32) });
    expect((await ask([wish], lease))[0]).toMatchObject({ file: { id: 'file-1' } });
    await deleteExtras(ledger, caller.instanceId, wix.siteFiles, extraIds);
    expect(wix.deleted).not.toContain('file-1');
    expect([...wix.library.keys()]).toContain('file-1');
  });

  test('files that a closed page left accepted are settled, at most once in five seconds', async () => {
    const lease = await openBatch();
    const wish = wishFor();
    await recordLedgerItems(ledger, caller, {
      lease,
      items: [{ uploadId: wish.uploadId, name: 'a', path: 'a', sizeInBytes: 1000, lastModified: 0 }],
    });
    await recordLedgerChanges(ledger, caller, {
      lease,
      changes: [{ type: 'accepted', uploadId: wish.uploadId, fileId: 'file-9' }],
    });
    await settleAccepted(ledger, caller.instanceId, wix.siteFiles);
    await settleAccepted(ledger, caller.instanceId, wix.siteFiles);
    expect(wix.questions()).toBe(1);
    wix.arrive('file-9');
    now += 5001;
    await settleAccepted(ledger, caller.instanceId, wix.siteFiles);
    expect(await state()).toMatchObject([{ state: 'ready', fileId: 'file-9' }]);
    now += 5001;
    await settleAccepted(ledger, caller.instanceId, wix.siteFiles);
    expect(wix.questions()).toBe(2);
  });

  test('who lost the batch gets no tickets, and Wix is not asked for any', async () => {
    const lease = await openBatch();
    await acquireLedgerLease(ledger, caller, { batchId: lease.batchId, holderId: randomUUID(), takeOver: true });
    await expect(ask([wishFor()], lease)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(wix.issued()).toBe(0);
  });

  test('another site with the same upload id is told nothing of what this one brought', async () => {
    const wish = wishFor();
    await ask([wish]);
    wix.arrive('file-1');
    caller = { instanceId: randomUUID(), userId: 'eli' };
    expect(await askOne(wish)).toMatchObject({ ticket: { protocol: 'put' } });
    expect(wix.questions()).toBe(0);
  });
});
