import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { HistoryRequest, Lease, MediaFile } from '#contracts';
import { createSecretBox, findItems, insertTickets, recordInstallation, sitesWithDueReplacements } from '#database';
import { forgetLedgerBatch, openLedgerBatch } from '../../src/backend/ledger-batches.ts';
import { recordDescriptions } from '../../src/backend/ledger-files.ts';
import { readHistory } from '../../src/backend/ledger-history.ts';
import { loadLedgerBatch, recordLedgerChanges, recordLedgerItems } from '../../src/backend/ledger-records.ts';
import type { LedgerServices } from '../../src/backend/ledger-services.ts';
import { leftReplacements, trashLeftReplaced, trashReplaced } from '../../src/backend/trash-replaced.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

const file = (id: string, more: Partial<MediaFile> = {}): MediaFile => ({
  id,
  displayName: 'a.jpg',
  url: '',
  hash: '',
  mediaType: 'IMAGE',
  operationStatus: 'READY',
  parentFolderId: 'folder',
  ...more,
});

/** What Wix has, what it was asked, and what was trashed of it, call by call. */
function library(...there: MediaFile[]) {
  const asked: (readonly string[])[] = [];
  const trashed: string[][] = [];
  return {
    there,
    asked,
    trashed,
    read: async (ids: readonly string[]) => {
      asked.push(ids);
      return there.filter(({ id }) => ids.includes(id));
    },
    trash: async (ids: readonly string[]) => {
      trashed.push([...ids]);
    },
  };
}

onBothEngines(({ database }) => {
  let now: number;
  let ledger: LedgerServices;
  beforeEach(() => {
    now = 1_700_000_000_000;
    ledger = {
      connection: database().connection,
      secretBox: createSecretBox('secret'),
      now: () => new Date(now),
    };
  });

  const newSite = () => ({ instanceId: randomUUID(), userId: 'dana' });
  type Site = ReturnType<typeof newSite>;

  /** Uploads that have yet to be sent, each in place of another file. */
  async function queued(site: Site, ...oldFileIds: readonly string[]) {
    const { lease } = await openLedgerBatch(ledger, site, {
      batchId: randomUUID(),
      holderId: randomUUID(),
      label: 'x',
      destination: { kind: 'site-media', folderId: 'folder' },
    });
    const items = oldFileIds.map((replaces) => ({
      uploadId: randomUUID(),
      name: 'a.jpg',
      path: 'a.jpg',
      lastModified: 0,
      replaces,
    }));
    const uploadIds = items.map(({ uploadId }) => uploadId);
    await recordLedgerItems(ledger, site, { lease, items });
    return { uploadIds, lease };
  }
  /** Uploads that Wix has taken, each in place of another file. */
  async function accepted(site: Site, ...pairs: readonly [newFileId: string, oldFileId: string][]) {
    const { uploadIds, lease } = await queued(site, ...pairs.map(([, oldFileId]) => oldFileId));
    await recordLedgerChanges(ledger, site, {
      lease,
      changes: pairs.map(([fileId], index) => ({ type: 'accepted', uploadId: uploadIds[index] ?? '', fileId })),
    });
    return { uploadIds, lease };
  }
  async function ready(site: Site, ...pairs: readonly [newFileId: string, oldFileId: string][]) {
    const { uploadIds } = await accepted(site, ...pairs);
    await recordDescriptions(
      ledger,
      site.instanceId,
      pairs.map(([newFileId]) => file(newFileId)),
    );
    return uploadIds;
  }
  const anything = () => ({
    readyBefore: new Date(now + 1),
    uncomparedReadyBefore: new Date(now + 1),
    askedBefore: new Date(now + 1),
  });
  const md5 = 'a'.repeat(32);
  const left = () => leftReplacements(ledger.now());
  const look = (site: Site, files: Parameters<typeof trashReplaced>[2]) =>
    trashReplaced(ledger, site.instanceId, files, left());
  async function outcomes(site: Site, uploadIds: readonly string[]) {
    const rows = await findItems(ledger.connection, site.instanceId, uploadIds);
    return uploadIds.map((id) => rows.find(({ uploadId }) => uploadId === id)?.replacement);
  }

  test('what a file replaces is kept from the first page to the next one', async () => {
    const site = newSite();
    const { lease } = await accepted(site, ['new', 'old']);
    expect((await loadLedgerBatch(ledger, site, { batchId: lease.batchId })).items).toMatchObject([
      { replaces: 'old' },
    ]);
  });

  test('an old file goes to the trash when the new one is ready in the same folder: all in one call, and once', async () => {
    const site = newSite();
    const files = library(file('new 1'), file('old 1'), file('new 2'), file('old 2'));
    const uploadIds = await ready(site, ['new 1', 'old 1'], ['new 2', 'old 2']);
    await trashReplaced(ledger, site.instanceId, files, anything());
    await trashReplaced(ledger, site.instanceId, files, { uploadIds });
    expect(files.trashed).toEqual([['old 1', 'old 2']]);
    expect(await outcomes(site, uploadIds)).toEqual(['trashed', 'trashed']);
  });

  test('the history tells a replaced file from the one that took its place, as soon as it lies in the trash', async () => {
    const site = newSite();
    const told = async (request: HistoryRequest = {}) =>
      (await readHistory(ledger, site, request)).entries.map(({ fileId, state, url }) => [fileId, state, url]);
    const there = ['first', 'second', 'third', 'beside'].map((id) => file(id, { url: `https://static.example/${id}` }));
    const send = async (newFileId: string, oldFileId: string) => {
      const { uploadIds } = await accepted(site, [newFileId, oldFileId]);
      await recordDescriptions(ledger, site.instanceId, there);
      return uploadIds;
    };
    await send('first', 'unknown');
    await send('second', 'first');
    expect(await told({ state: 'replaced' })).toEqual([]);
    await trashReplaced(ledger, site.instanceId, library(...there), anything());
    const uploadIds = await send('third', 'second');
    await trashReplaced(ledger, site.instanceId, library(...there), { uploadIds });
    // In another folder than what it was to replace: both stay.
    const kept = await send('beside', 'third');
    const elsewhere = [...there.slice(0, 3), file('beside', { parentFolderId: 'another' })];
    await trashReplaced(ledger, site.instanceId, library(...elsewhere), { uploadIds: kept });

    const living = ['beside', 'third'].map((id) => [id, 'ready', `https://static.example/${id}`]);
    const replaced = ['second', 'first'].map((id) => [id, 'replaced', undefined]);
    expect(await told()).toEqual([...living, ...replaced]);
    expect(await told({ state: 'ready' })).toEqual(living);
    expect(await told({ state: 'replaced' })).toEqual(replaced);
  });

  test("another site's uploads replace nothing in this one's history", async () => {
    const site = newSite();
    const stranger = newSite();
    await ready(site, ['theirs', 'before']);
    const uploadIds = await ready(stranger, ['new', 'theirs']);
    await trashReplaced(ledger, stranger.instanceId, library(file('new'), file('theirs')), { uploadIds });
    expect((await readHistory(ledger, site, {})).entries).toMatchObject([{ fileId: 'theirs', state: 'ready' }]);
  });

  test('without a word from the page only what has been ready for a while is trashed', async () => {
    const site = newSite();
    const files = library(file('new'), file('old'));
    const { uploadIds, lease } = await accepted(site, ['new', 'old']);
    await recordLedgerChanges(ledger, site, {
      lease,
      changes: [{ type: 'hashed', uploadId: uploadIds[0] ?? '', md5 }],
    });
    await recordDescriptions(ledger, site.instanceId, [file('new', { hash: md5 })]);
    expect(await look(site, files)).toBe(0);
    now += 5001;
    expect(await look(site, files)).toBe(1);
    expect(files.trashed).toEqual([['old']]);
  });

  test('without a word from the page an old file stays until the bytes are compared; with none for five minutes', async () => {
    const site = newSite();
    const files = library(file('new'), file('old'));
    const { lease, uploadIds } = await accepted(site, ['new', 'old'], ['new 2', 'old 2']);
    await recordDescriptions(ledger, site.instanceId, [file('new', { hash: md5 }), file('new 2', { hash: md5 })]);
    now += 5 * 60_000;
    expect(await look(site, files)).toBe(0);
    await recordLedgerChanges(ledger, site, {
      lease,
      changes: [{ type: 'hashed', uploadId: uploadIds[0] ?? '', md5 }],
    });
    await look(site, files);
    expect(await outcomes(site, uploadIds)).toEqual(['trashed', null]);
    now += 1;
    files.there.push(file('new 2'), file('old 2'));
    await look(site, files);
    expect(await outcomes(site, uploadIds)).toEqual(['trashed', 'trashed']);
  });

  test('a copy that differs from the bytes on the disk replaces nothing, although Wix called it ready long before', async () => {
    const site = newSite();
    const files = library(file('new'), file('old'));
    const { uploadIds, lease } = await accepted(site, ['proof', 'other'], ['new', 'old']);
    const [proof = '', uploadId = ''] = uploadIds;
    const described = ['proof', 'new'].map((id) => file(id, { hash: md5 }));
    await recordLedgerChanges(ledger, site, { lease, changes: [{ type: 'hashed', uploadId: proof, md5 }] });
    await recordDescriptions(ledger, site.instanceId, described);
    now += 60_000;
    await look(site, files);
    const differing = { type: 'hashed', uploadId, md5: 'b'.repeat(32) } as const;
    await recordLedgerChanges(ledger, site, { lease, changes: [differing] });
    now += 10 * 60_000;
    await look(site, files);
    expect(files.trashed.flat()).not.toContain('old');
    expect((await outcomes(site, uploadIds))[1]).toBeNull();
  });

  test('a site with something to trash is found as long as it has the app', async () => {
    const site = newSite();
    await ready(site, ['new', 'old']);
    const isFound = async () => (await sitesWithDueReplacements(ledger.connection)).includes(site.instanceId);
    expect(await isFound()).toBe(true);
    await recordInstallation(ledger.connection, site.instanceId, {
      isInstalled: false,
      toldAt: new Date(now),
      now: new Date(now),
    });
    expect(await isFound()).toBe(false);
  });

  test('nothing is trashed while the new file is only accepted, whatever Wix says of it', async () => {
    const site = newSite();
    const files = library(file('new'), file('old'));
    const { uploadIds } = await accepted(site, ['new', 'old']);
    await trashReplaced(ledger, site.instanceId, files, { uploadIds });
    expect(files.trashed).toEqual([]);
    expect(await outcomes(site, uploadIds)).toEqual([null]);
  });

  const giveUps: [string, (site: Site, lease: Lease, uploadId: string) => Promise<unknown>][] = [
    [
      'the upload',
      (site, lease, uploadId) =>
        recordLedgerChanges(ledger, site, { lease, changes: [{ type: 'cancelled', uploadId }] }),
    ],
    ['its batch', (site, lease) => forgetLedgerBatch(ledger, site, { lease })],
    [
      'its batch after it had failed',
      async (site, lease, uploadId) => {
        const failure = { code: 'NETWORK' } as const;
        await recordLedgerChanges(ledger, site, { lease, changes: [{ type: 'failed', uploadId, failure }] });
        await forgetLedgerBatch(ledger, site, { lease });
      },
    ],
  ];
  test.each(giveUps)('who gave up %s keeps the old file, although the new one had arrived', async (_what, giveUp) => {
    const site = newSite();
    const files = library(file('new'), file('old'));
    const { uploadIds, lease } = await queued(site, 'old');
    const [uploadId = ''] = uploadIds;
    const ticket = { uploadId, fileId: 'new', folderId: 'folder', issuedAt: new Date(now) };
    await insertTickets(ledger.connection, site.instanceId, [ticket]);
    await giveUp(site, lease, uploadId);
    await recordDescriptions(ledger, site.instanceId, [file('new')]);
    await trashReplaced(ledger, site.instanceId, files, anything());
    await trashReplaced(ledger, site.instanceId, files, { uploadIds });
    const rows = await findItems(ledger.connection, site.instanceId, uploadIds);
    expect(rows).toMatchObject([{ state: 'ready', replacement: 'kept' }]);
    expect(files.trashed).toEqual([]);
  });

  test.each([
    ['lies in another folder', file('new', { parentFolderId: 'elsewhere' })],
    ['lies in the trash itself', file('new', { parentFolderId: 'trash-root' })],
  ])('an old file is kept when the new one %s', async (_why, newFile) => {
    const site = newSite();
    const files = library(newFile, file('old'));
    const uploadIds = await ready(site, ['new', 'old']);
    await trashReplaced(ledger, site.instanceId, files, anything());
    expect(files.trashed).toEqual([]);
    expect(await outcomes(site, uploadIds)).toEqual(['kept']);
  });

  test.each([
    ['still tells of the time before', [file('new', { operationStatus: 'PENDING' })]],
    ['does not know the new file', []],
  ])('while Wix %s, the old file waits, and after ten minutes it stays for good', async (_why, there) => {
    const site = newSite();
    const files = library(file('old'), ...there);
    const uploadIds = await ready(site, ['new', 'old']);
    await trashReplaced(ledger, site.instanceId, files, anything());
    expect(await outcomes(site, uploadIds)).toEqual([null]);
    now += 11 * 60_000;
    await trashReplaced(ledger, site.instanceId, files, anything());
    expect(await outcomes(site, uploadIds)).toEqual(['kept']);
    expect(files.trashed).toEqual([]);
  });

  test('about one that waits, or of which Wix gives no answer, Wix is asked twice a minute, unless its page asks', async () => {
    const site = newSite();
    const files = library(file('new', { operationStatus: 'PENDING' }), file('old'));
    const silent = { ...files, read: () => Promise.reject(new Error('not now')) };
    const uploadIds = await ready(site, ['new', 'old']);
    now += 5 * 60_000 + 1;
    await look(site, files);
    await look(site, files);
    expect(files.asked).toEqual([['new', 'old']]);
    await trashReplaced(ledger, site.instanceId, files, { uploadIds });
    expect(files.asked).toHaveLength(2);
    now += 30_001;
    await expect(look(site, silent)).rejects.toThrow('not now');
    await look(site, files);
    expect(files.asked).toHaveLength(2);
    now += 30_001;
    await look(site, files);
    expect(files.asked).toHaveLength(3);
  });

  const many = Array.from({ length: 120 }, (_, index): [string, string] => [`new ${index}`, `old ${index}`]);
  const trashLeft = (site: Site, files: Parameters<typeof trashReplaced>[2]) =>
    trashLeftReplaced(ledger, site.instanceId, files);

  test('however many have to wait, all others are trashed, 50 a call', async () => {
    const site = newSite();
    const waiting = many.slice(0, 60).map(([id]) => file(id, { operationStatus: 'PENDING' }));
    const files = library(...waiting, ...many.slice(60).flatMap((ids) => ids.map((id) => file(id))));
    await ready(site, ...many);
    now += 5 * 60_000 + 1;
    await trashLeft(site, files);
    expect(files.trashed.flat()).toEqual(many.slice(60).map(([, oldFileId]) => oldFileId));
    expect(files.asked.map(({ length }) => length)).toEqual([100, 100, 40]);
  });

  test('what Wix refused comes after what it was never asked about', async () => {
    const site = newSite();
    const files = library(...many.flatMap((ids) => ids.map((id) => file(id))));
    const refusing = {
      ...files,
      async trash(ids: readonly string[]) {
        if (ids.includes('old 0')) throw new Error('not that one');
        await files.trash(ids);
      },
    };
    await ready(site, ...many);
    now += 5 * 60_000 + 1;
    await expect(trashLeft(site, refusing)).rejects.toThrow('not that one');
    now += 60_000;
    await expect(trashLeft(site, refusing)).rejects.toThrow('not that one');
    expect(files.trashed.flat()).toEqual(many.slice(50, 100).map(([, oldFileId]) => oldFileId));
  });

  test.each([
    ['lies in the trash already', [file('old', { parentFolderId: 'trash-root' })]],
    ['is gone', []],
  ])('an old file that %s needs no call', async (_why, there) => {
    const site = newSite();
    const files = library(file('new'), ...there);
    const uploadIds = await ready(site, ['new', 'old']);
    await trashReplaced(ledger, site.instanceId, files, anything());
    expect(files.trashed).toEqual([]);
    expect(await outcomes(site, uploadIds)).toEqual(['trashed']);
  });

  test('a file that was found in the place of the new one is not trashed for its own sake', async () => {
    const site = newSite();
    const files = library(file('same'));
    const uploadIds = await ready(site, ['same', 'same']);
    await trashReplaced(ledger, site.instanceId, files, anything());
    expect(files.trashed).toEqual([]);
    expect(await outcomes(site, uploadIds)).toEqual(['kept']);
  });

  test('what Wix refuses is due again, and holds up no other site', async () => {
    const [site, other] = [newSite(), newSite()];
    const uploadIds = await ready(site, ['new', 'old']);
    const files = library(file('new'), file('old'));
    const refusing = { ...files, trash: () => Promise.reject(new Error('not now')) };
    await expect(trashReplaced(ledger, site.instanceId, refusing, anything())).rejects.toThrow('not now');
    await trashReplaced(ledger, other.instanceId, files, anything());
    expect(files.trashed).toEqual([]);
    await trashReplaced(ledger, site.instanceId, files, { uploadIds });
    expect(files.trashed).toEqual([['old']]);
  });
});
