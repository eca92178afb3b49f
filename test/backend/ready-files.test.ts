import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { MediaFile } from '#contracts';
import { createSecretBox } from '#database';
import { openLedgerBatch } from '../../src/backend/ledger-batches.ts';
import { recordDescriptions } from '../../src/backend/ledger-files.ts';
import { recordLedgerChanges, recordLedgerItems } from '../../src/backend/ledger-records.ts';
import type { LedgerServices } from '../../src/backend/ledger-services.ts';
import { readyFiles } from '../../src/backend/ready-files.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

const MD5 = 'a'.repeat(32);
const OTHER_MD5 = 'b'.repeat(32);

const described = (id: string, hash: string): MediaFile => ({
  id,
  displayName: 'a.jpg',
  url: `https://static.example/${id}`,
  hash,
  mediaType: 'IMAGE',
  operationStatus: 'READY',
});

onBothEngines(({ database }) => {
  let ledger: LedgerServices;
  let site: { instanceId: string; userId: string };
  beforeEach(() => {
    ledger = {
      connection: database().connection,
      secretBox: createSecretBox('secret'),
      now: () => new Date(1_700_000_000_000),
    };
    site = { instanceId: randomUUID(), userId: 'dana' };
  });

  /** An upload that Wix has described as ready, and whose MD5 on the disk is known. */
  async function ready(fileId: string, { md5, hash }: { md5: string; hash: string }) {
    const { lease } = await openLedgerBatch(ledger, site, {
      batchId: randomUUID(),
      holderId: randomUUID(),
      label: 'x',
      destination: { kind: 'site-media', folderId: 'folder' },
    });
    const uploadId = randomUUID();
    const item = { uploadId, name: 'a.jpg', path: 'a.jpg', lastModified: 0 };
    await recordLedgerItems(ledger, site, { lease, items: [item] });
    await recordLedgerChanges(ledger, site, { lease, changes: [{ type: 'accepted', uploadId, fileId, md5 }] });
    await recordDescriptions(ledger, site.instanceId, [described(fileId, hash)]);
  }
  const answered = async (...fileIds: string[]) =>
    (await readyFiles(ledger, site.instanceId, fileIds)).map(({ id, verification }) => [id, verification]);

  test('what Wix said of a ready file is answered without Wix', async () => {
    await ready('file', { md5: MD5, hash: MD5 });
    expect(await readyFiles(ledger, site.instanceId, ['file', 'another'])).toEqual([
      { ...described('file', MD5), displayName: 'a.jpg', verification: 'verified' },
    ]);
  });

  test('a file whose hashes another one has made comparable is asked about, and judged again', async () => {
    await ready('early', { md5: OTHER_MD5, hash: MD5 });
    expect(await answered('early')).toEqual([['early', 'not-comparable']]);
    await ready('proof', { md5: MD5, hash: MD5 });
    expect(await answered('early', 'proof')).toEqual([['proof', 'verified']]);
    const { files } = await recordDescriptions(ledger, site.instanceId, [described('early', MD5)]);
    expect(files).toMatchObject([{ id: 'early', verification: 'different' }]);
  });

  test('a file whose hash is no MD5 stays not comparable, and is not asked about again', async () => {
    await ready('odd', { md5: MD5, hash: 'no md5' });
    await ready('proof', { md5: MD5, hash: MD5 });
    expect(await answered('odd')).toEqual([['odd', 'not-comparable']]);
  });
});
