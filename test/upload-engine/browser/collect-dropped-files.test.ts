import { expect, test } from 'vitest';
import { collectDroppedFiles } from '../../../src/upload-engine/browser/collect-dropped-files.ts';

/** What a browser's entries do, as far as the collector uses them; the real ones are dropped in `engine.test.ts`. */
interface FakeEntry {
  readonly name: string;
  readonly fullPath: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

function fileEntry(fullPath: string, error?: Error): FakeEntry {
  const name = fullPath.split('/').at(-1) ?? '';
  return Object.assign(
    { name, fullPath, isFile: true, isDirectory: false },
    {
      file(resolve: (file: File) => void, reject: (error: Error) => void) {
        if (error) reject(error);
        else resolve(new File(['x'], name));
      },
    },
  );
}

function folderEntry(fullPath: string, pages: readonly (readonly FakeEntry[] | Error)[]): FakeEntry {
  const createReader = () => {
    let page = 0;
    return {
      readEntries(resolve: (entries: readonly FakeEntry[]) => void, reject: (error: Error) => void) {
        const answer = pages[page] ?? [];
        page += 1;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      },
    };
  };
  const name = fullPath.split('/').at(-1) ?? '';
  return Object.assign({ name, fullPath, isFile: false, isDirectory: true }, { createReader });
}

interface FakeItem {
  readonly entry: FakeEntry | null;
  readonly file: File | null;
  readonly kind?: string;
}

/** Gives its things only until the drop event is over, as browsers do. */
function fakeDrop(...items: FakeItem[]) {
  let isOver = false;
  const transfer = {
    get items() {
      return isOver
        ? []
        : items.map(({ entry, file, kind = 'file' }) => ({
            kind,
            webkitGetAsEntry: () => (isOver ? null : entry),
            getAsFile: () => (isOver ? null : file),
          }));
    },
  };
  const collected = collectDroppedFiles(transfer as unknown as DataTransfer);
  isOver = true;
  return collected.then(({ files, found, problems }) => ({
    paths: files.map((file) => file.path),
    found,
    problems: problems.map(({ path, failure }) => `${path}: ${failure.code}`),
  }));
}

const unreadable = new DOMException('no right', 'NotReadableError');

test('one file that cannot be read is named, and the others are taken', async () => {
  const folder = folderEntry('/trip', [
    [fileEntry('/trip/a.jpg'), fileEntry('/trip/bad.jpg', unreadable)],
    [fileEntry('/trip/b.jpg')],
  ]);
  expect(await fakeDrop({ entry: folder, file: null })).toEqual({
    paths: ['trip/a.jpg', 'trip/b.jpg'],
    found: 3,
    problems: ['trip/bad.jpg: FILE_UNREADABLE'],
  });
});

test('a folder that cannot be listed is named, with what had been listed before', async () => {
  const inner = folderEntry('/trip/secret', [unreadable]);
  const folder = folderEntry('/trip', [[fileEntry('/trip/a.jpg'), inner], unreadable]);
  expect(await fakeDrop({ entry: folder, file: null })).toEqual({
    paths: ['trip/a.jpg'],
    found: 3,
    problems: ['trip: FOLDER_UNREADABLE', 'trip/secret: FOLDER_UNREADABLE'],
  });
});

test('the plain file is taken where its entry fails', async () => {
  const link = fileEntry('/link.jpg', unreadable);
  expect(await fakeDrop({ entry: link, file: new File(['x'], 'link.jpg') })).toEqual({
    paths: ['link.jpg'],
    found: 1,
    problems: [],
  });
});

test('without an entry a file is taken, and a folder that looks like a file is named', async () => {
  const pseudo = new File(['x'], 'folder');
  Object.defineProperty(pseudo, 'slice', { value: () => ({ arrayBuffer: () => Promise.reject(unreadable) }) });
  expect(
    await fakeDrop(
      { entry: null, file: new File(['x'], 'a.jpg') },
      { entry: null, file: pseudo },
      { entry: null, file: null },
    ),
  ).toEqual({ paths: ['a.jpg'], found: 3, problems: ['folder: FOLDER_UNREADABLE', ': FILE_UNREADABLE'] });
});

test('half of a surrogate pair in a name becomes U+FFFD, in files and problems', async () => {
  const folder = folderEntry('/trip\ud800', [
    [fileEntry('/trip\ud800/a\udfff.jpg'), fileEntry('/trip\ud800/bad\ud800.jpg', unreadable)],
  ]);
  expect(await fakeDrop({ entry: folder, file: null })).toEqual({
    paths: ['trip\ufffd/a\ufffd.jpg'],
    found: 2,
    problems: ['trip\ufffd/bad\ufffd.jpg: FILE_UNREADABLE'],
  });
});

test('text that is dropped is no file', async () => {
  expect(await fakeDrop({ entry: null, file: null, kind: 'string' })).toEqual({ paths: [], found: 0, problems: [] });
});

test('folders with nothing in them are named, those with only empty folders inside are not', async () => {
  const inner = folderEntry('/trip/later', []);
  const folder = folderEntry('/trip', [[inner, folderEntry('/trip/full', [[fileEntry('/trip/full/a.jpg')]])]]);
  const item = {
    kind: 'file',
    webkitGetAsEntry: () => folder,
    getAsFile: () => null,
  };
  const { emptyFolders, files, found } = await collectDroppedFiles({ items: [item] } as unknown as DataTransfer);
  expect(emptyFolders).toEqual(['trip/later']);
  expect([files.length, found]).toEqual([1, 1]);
});
