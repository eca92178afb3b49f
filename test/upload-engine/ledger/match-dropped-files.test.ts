import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerItem, LedgerState } from '#contracts';
import {
  alignDroppedFiles,
  countMatch,
  type DroppedFile,
  type DroppedFilesMatch,
  matchDroppedFiles,
} from '../../../src/upload-engine/ledger/match-dropped-files.ts';
import { uploadIdOf } from './support/ledger-world.ts';

/** A file on a disk: `content` stands for its bytes. */
interface DiskFile extends DroppedFile {
  readonly content: string;
}

const hashOf = (content: string) => Buffer.from(content.padEnd(32, '.')).toString('hex').slice(0, 64);

const file = (path: string, content = path, lastModified = 1_000, sizeInBytes: number | undefined = 10): DiskFile => ({
  path,
  content,
  lastModified,
  sizeInBytes,
});

const itemFor = (index: number, { path, content, ...rest }: DiskFile, state: LedgerState = 'queued'): LedgerItem => ({
  uploadId: uploadIdOf(index),
  name: path.split('/').at(-1) ?? path,
  path,
  lastModified: rest.lastModified,
  ...(rest.sizeInBytes === undefined ? {} : { sizeInBytes: rest.sizeInBytes }),
  sampleHash: hashOf(content),
  state,
  bytesAccepted: 0,
});
const itemsFor = (files: readonly DiskFile[], state?: LedgerState) =>
  files.map((each, index) => itemFor(index, each, state));

function drop(items: readonly LedgerItem[], files: readonly DiskFile[]): DroppedFilesMatch<DiskFile> {
  const alignment = alignDroppedFiles(items, files);
  return matchDroppedFiles(alignment, new Map(alignment.toSample.map((each) => [each, hashOf(each.content)])));
}
const pairsOf = (match: DroppedFilesMatch<DiskFile>) =>
  match.known.map(({ item, file: dropped }) => [item.path, dropped.path]);

test('the same folder again: done is not sent again, the rest goes on, what is new joins, what is not there is missing', () => {
  const disk = ['A/1', 'A/2', 'A/3', 'A/4', 'A/5', 'A/6'].map((path) => file(path));
  const states: readonly LedgerState[] = ['ready', 'accepted', 'sending', 'queued', 'failed', 'cancelled'];
  const items = disk.map((each, index) => itemFor(index, each, states[index]));
  const match = drop(items, [...disk.filter(({ path }) => path !== 'A/4'), file('A/7')]);
  expect(countMatch(items, match)).toEqual({
    total: 6,
    known: 5,
    done: 2,
    toSend: 1,
    failed: 1,
    leftOut: 1,
    changed: 0,
    added: 1,
    missing: 1,
  });
  expect(match.missing.map(({ path }) => path)).toEqual(['A/4']);
});

test('a failure that was dismissed is neither missing nor to be sent; other content in its place is a new file', () => {
  const [there, gone, changed] = ['A/1', 'A/2', 'A/3'].map((path, index) => ({
    ...itemFor(index, file(path), 'failed'),
    dismissed: true as const,
  }));
  if (!there || !gone || !changed) return expect.unreachable();
  const items = [there, gone, changed, itemFor(3, file('A/4'))];
  const match = drop(items, [file('A/1'), file('A/3', 'new', 1_000, 11), file('A/4')]);
  expect(countMatch(items, match)).toMatchObject({
    known: 2,
    toSend: 1,
    failed: 0,
    leftOut: 3,
    changed: 1,
    missing: 0,
  });
});

test('other content in the same place counts as a new file, whether size, time or only the bytes tell', () => {
  const items = itemsFor([file('a'), file('b'), file('c')]);
  const match = drop(items, [file('a', 'new', 1_000, 11), file('b', 'new', 2_000), file('c', 'new', 1_000)]);
  expect(match.known).toEqual([]);
  expect(match.changed.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  expect(match.missing).toEqual([]);
});

test('the same bytes with another time are the same file', () => {
  expect(pairsOf(drop(itemsFor([file('a')]), [file('a', 'a', 9_999)]))).toEqual([['a', 'a']]);
});

test('a name and a size alone prove nothing', () => {
  const { sampleHash: _, ...withoutHash } = itemFor(0, file('a'));
  expect(drop([withoutHash], [file('a', 'a', 2_000)]).known).toEqual([]);
  expect(pairsOf(drop([withoutHash], [file('a')]))).toEqual([['a', 'a']]);
});

test('a file whose size cannot be read is never taken for a known one', () => {
  expect(drop(itemsFor([file('a')]), [{ ...file('a'), sizeInBytes: undefined }]).known).toEqual([]);
});

test('a file that cannot be sampled is known by size and time', () => {
  const alignment = alignDroppedFiles(itemsFor([file('a'), file('b')]), [file('a'), file('b', 'b', 2_000)]);
  expect(pairsOf(matchDroppedFiles(alignment, new Map()))).toEqual([['a', 'a']]);
});

test('only files in the place of an item of the same size are read', () => {
  const alignment = alignDroppedFiles(itemsFor([file('a'), file('b')]), [file('a'), file('b', 'b', 1, 11), file('c')]);
  expect(alignment.toSample.map(({ path }) => path)).toEqual(['a']);
});

test('a parent folder: its other files join the batch beside the known ones', () => {
  const match = drop(itemsFor([file('Wedding/Church/1'), file('Wedding/2')]), [
    file('Photos/Wedding/Church/1', 'Wedding/Church/1'),
    file('Photos/Wedding/2', 'Wedding/2'),
    file('Photos/Other/3'),
  ]);
  expect(match.known).toHaveLength(2);
  expect(match.added.map(({ path }) => path)).toEqual(['Other/3']);
});

test('a child folder: a new file in it goes where its neighbours are', () => {
  const items = itemsFor([file('Wedding/Church/1'), file('Wedding/Party/1')]);
  const match = drop(items, [file('Church/1', 'Wedding/Church/1'), file('Church/2')]);
  expect(pairsOf(match)).toEqual([['Wedding/Church/1', 'Church/1']]);
  expect(match.added.map(({ path }) => path)).toEqual(['Wedding/Church/2']);
  expect(match.missing.map(({ path }) => path)).toEqual(['Wedding/Party/1']);
});

test('files picked out of a sub folder without their folder', () => {
  const items = itemsFor([file('W/Church/1', 'x', 5), file('W/Party/1', 'y', 6), file('W/Party/2', 'z', 7)]);
  expect(pairsOf(drop(items, [file('1', 'y', 6), file('2', 'z', 7)]))).toEqual([
    ['W/Party/1', '1'],
    ['W/Party/2', '2'],
  ]);
});

test('another folder with the same file in it is not the same folder', () => {
  expect(drop(itemsFor([file('2023/logo.png', 'logo')]), [file('2024/logo.png', 'logo')]).known).toEqual([]);
});

test('two files of one path and different content find their own items', () => {
  const items = [itemFor(0, file('image.png', 'first')), itemFor(1, file('image.png', 'second'))];
  const match = drop(items, [file('image.png', 'second'), file('image.png', 'first')]);
  expect(new Map(match.known.map(({ item, file: { content } }) => [item.uploadId, content]))).toEqual(
    new Map([
      [uploadIdOf(0), 'first'],
      [uploadIdOf(1), 'second'],
    ]),
  );
});

test('a changed file takes the place of an unfinished item before that of a finished one', () => {
  const items = [itemFor(0, file('image.png', 'done'), 'ready'), itemFor(1, file('image.png', 'open'))];
  expect(drop(items, [file('image.png', 'new', 2_000)]).changed.map(({ item }) => item.uploadId)).toEqual([
    uploadIdOf(1),
  ]);
});

const part = fc.constantFrom('a', 'b', 'é', 'ü', 'Å', 'image.jpg');
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
/** Distinct paths of files; times are distinct, contents and sizes are not. */
const disk = fc
  .uniqueArray(path, { minLength: 1, maxLength: 30, selector: (each) => each.normalize('NFC') })
  .chain((paths) =>
    fc.tuple(
      fc.constant(paths),
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: paths.length, maxLength: paths.length }),
    ),
  )
  .map(([paths, sizes]) =>
    paths.map((each, index) =>
      file(`Top/${each}/${index % 3}.jpg`, `content-${index}`, 1_000 + index, sizes[index] ?? 1),
    ),
  );
const form = fc.constantFrom<'NFC' | 'NFD'>('NFC', 'NFD');
const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: 1 });

test('in any order, in either Unicode form, of the folder, its parent or its child: each file finds its own item', () => {
  fc.assert(
    fc.property(
      disk.chain((files) =>
        fc.tuple(fc.constant(files), shuffled(files), form, form, fc.constantFrom('same', 'parent', 'child'), fc.nat()),
      ),
      ([files, picked, formThen, formNow, how, seed]) => {
        const items = itemsFor(files).map((item) => ({ ...item, path: item.path.normalize(formThen) }));
        const folders = [...new Set(picked.map((each) => each.path.split('/').slice(0, -1).join('/')))];
        const child = folders[seed % folders.length] ?? 'Top';
        const below = child.split('/').slice(0, -1).join('/');
        const dropped = picked
          .filter((each) => how !== 'child' || each.path.startsWith(`${child}/`))
          .map((each) => {
            const now =
              how === 'parent'
                ? `Disk/${each.path}`
                : how === 'child'
                  ? each.path.slice(below ? below.length + 1 : 0)
                  : each.path;
            return { ...each, path: now.normalize(formNow) };
          });
        const match = drop(items, dropped);
        expect(match.changed).toEqual([]);
        expect(match.added).toEqual([]);
        expect(match.known).toHaveLength(dropped.length);
        for (const { item, file: found } of match.known) expect(item.sampleHash).toBe(hashOf(found.content));
        expect(match.missing).toHaveLength(files.length - dropped.length);
      },
    ),
    { numRuns: 500 },
  );
});

test('every dropped file is accounted for once, and every item at most once, whatever is dropped', () => {
  const anyFile = fc
    .tuple(path, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 }), fc.constantFrom('x', 'y'))
    .map(([where, size, time, content]) => file(where, content, time, size));
  const state = fc.constantFrom<LedgerState>(
    'queued',
    'sending',
    'accepted',
    'ready',
    'failed',
    'skipped',
    'cancelled',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyFile, state), { maxLength: 20 }),
      fc.array(anyFile, { maxLength: 20 }),
      (before, files) => {
        const items = before.map(([each, itemState], index) => itemFor(index, each, itemState));
        const match = drop(items, files);
        const accounted = [...match.known, ...match.changed, ...match.added].map(({ file: each }) => each);
        expect(accounted).toHaveLength(files.length);
        expect(new Set(accounted)).toEqual(new Set(files));
        const used = [...match.known, ...match.changed]
          .map(({ item }) => item.uploadId)
          .concat(match.missing.map(({ uploadId }) => uploadId));
        expect(new Set(used).size).toBe(used.length);
        for (const { item, file: found } of match.known) {
          expect(item.sizeInBytes).toBe(found.sizeInBytes);
          expect(item.sampleHash).toBe(hashOf(found.content));
        }
        const open = items.filter((item) => ['queued', 'sending', 'failed'].includes(item.state));
        for (const item of open) expect(used).toContain(item.uploadId);
      },
    ),
    { numRuns: 500 },
  );
});
