import { expect, test } from 'vitest';
import type { HistoryEntry } from '../../../src/contracts/index.ts';
import { formatHistory, formatLinks } from '../../../src/dashboard/history/format-history.ts';
import { wordsIn } from '../words-in.ts';

const english = wordsIn('en');

const entry = (fields: Partial<HistoryEntry>): HistoryEntry => ({
  uploadId: 'id',
  name: 'a.png',
  path: 'Wedding/a.png',
  state: 'ready',
  bytesAccepted: 0,
  userId: 'me',
  createdAt: Date.UTC(2026, 10, 21, 10, 22, 31),
  ...fields,
});

test('each file is a row with its name and its address, as RFC 4180 has it', () => {
  const text = formatHistory(english, [
    entry({ url: 'https://static.wixstatic.com/media/a.png', sizeInBytes: 12, fileId: 'f', verification: 'verified' }),
  ]);
  expect(text).toBe(
    '\uFEFFfile name,Wix URL,state,path,size in bytes,Wix file id,uploaded at,verification,Wix folder\r\n' +
      'a.png,https://static.wixstatic.com/media/a.png,ready,Wedding/a.png,12,f,2026-11-21T10:22:31.000Z,verified,\r\n',
  );
});

test('no name runs as a formula, and no name breaks a row', () => {
  const names = ['=1+1.png', '+x.png', '-x.png', '@x.png', 'a "b", c.png', 'two\nlines.png'];
  const rows = formatHistory(
    english,
    names.map((name) => entry({ name, path: 'p' })),
  ).split('\r\n');
  expect(rows.slice(1, -1).map((row) => row.slice(0, row.indexOf(',,ready')))).toEqual([
    "'=1+1.png",
    "'+x.png",
    "'-x.png",
    "'@x.png",
    '"a ""b"", c.png"',
    '"two\nlines.png"',
  ]);
});

test('links are one a line, of those files that have one', () => {
  expect(formatLinks([entry({ url: 'https://a' }), entry({ state: 'failed' }), entry({ url: 'https://b' })])).toBe(
    'https://a\nhttps://b',
  );
});

test('a replaced file keeps its row in the table, with a state of its own and no address', () => {
  const [, row = ''] = formatHistory(english, [entry({ state: 'replaced', fileId: 'f', path: 'a.png' })]).split('\r\n');
  expect(row).toBe('a.png,,replaced,a.png,,f,2026-11-21T10:22:31.000Z,,');
});

test('each file says in which folder of Wix it lies, as far as that was written down', () => {
  const folderOf = (fields: Partial<HistoryEntry>) =>
    formatHistory(english, [entry(fields)])
      .trimEnd()
      .split(',')
      .at(-1);
  const summer: HistoryEntry['destination'] = { kind: 'site-media', folderId: 'f', folderPath: ['Summer', '2026'] };
  expect(folderOf({ destination: summer })).toBe('Site Files / Summer / 2026 / Wedding');
  expect(folderOf({ destination: summer, path: 'a.png' })).toBe('Site Files / Summer / 2026');
  expect(folderOf({ destination: { kind: 'inbox-media' }, path: 'a.png' })).toBe('Inbox media');
  expect(folderOf({ destination: { kind: 'site-media', folderId: 'f' } })).toBe('');
  expect(folderOf({})).toBe('');
});
