import { expect, test } from 'vitest';
import { collectPickedFiles } from '../../../src/upload-engine/browser/collect-picked-files.ts';

/** As the browser's: it shrinks when the input is emptied. */
function listOf(files: readonly File[]): FileList & File[] {
  const list: File[] = [...files];
  return Object.assign(list, { item: (index: number) => list[index] ?? null });
}

function fileAt(path: string): File {
  const file = new File([], path.slice(path.lastIndexOf('/') + 1));
  return Object.assign(file, { webkitRelativePath: path.includes('/') ? path : '' });
}

const noTime = { now: () => 0, yield: async () => {} };

test('files keep their order, and the path below the chosen folder', async () => {
  const paths = ['Album/b.jpg', 'Album/Church/a.jpg', 'plain.jpg'];
  const { files, found } = await collectPickedFiles(listOf(paths.map(fileAt)), noTime);
  expect(files.map(({ name, path }) => [name, path])).toEqual([
    ['b.jpg', 'Album/b.jpg'],
    ['a.jpg', 'Album/Church/a.jpg'],
    ['plain.jpg', 'plain.jpg'],
  ]);
  expect(found).toBe(3);
});

test('a long list is taken out in slices below 9 ms', async () => {
  let now = 0;
  let sliceStartedAt = 0;
  let slices = 0;
  let longestMs = 0;
  const dear = Array.from({ length: 10_000 }, (_, index) => {
    const file = fileAt(`${index}.jpg`);
    return Object.defineProperty(file, 'webkitRelativePath', {
      get() {
        now += 0.005;
        return '';
      },
    });
  });
  const clock = {
    now: () => now,
    async yield() {
      slices += 1;
      longestMs = Math.max(longestMs, now - sliceStartedAt);
      sliceStartedAt = now;
    },
  };
  const { files } = await collectPickedFiles(listOf(dear), clock);
  expect(files).toHaveLength(10_000);
  expect(slices).toBeGreaterThan(4);
  expect(longestMs).toBeLessThan(9);
});

test('what the browser takes back meanwhile is counted as found', async () => {
  const list = listOf(Array.from({ length: 100 }, (_, index) => fileAt(`${index}.jpg`)));
  let now = 0;
  const clock = {
    now: () => {
      now += 10;
      return now;
    },
    async yield() {
      list.length = 50;
    },
  };
  const { files, found } = await collectPickedFiles(list, clock);
  expect(files).toHaveLength(50);
  expect(found).toBe(100);
});
