import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureCodes } from '#contracts';
import { csvRow, parseCsv } from '../../../src/upload-engine/ledger/csv.ts';
import {
  type FailureReportRow,
  failureReportRows,
  formatFailureReport,
  parseFailureReport,
} from '../../../src/upload-engine/ledger/failure-report.ts';
import { findReportedItems } from '../../../src/upload-engine/ledger/reported-items.ts';
import { createLedgerWorld, uploadIdOf } from './support/ledger-world.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', "'", ',', ';', '\r', '\n', '\t', '=', '+', '-', '@', 'é', 'א', '\uFEFF', ' '),
  }),
);
const row: fc.Arbitrary<FailureReportRow> = fc.record({
  path: text,
  sizeInBytes: fc.option(fc.nat(), { nil: undefined }),
  code: fc.constantFrom(...failureCodes),
  whatHappened: text,
  uploadId: fc.uuid(),
});

test('a report read back is the report, whatever names and words are in it', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(parseFailureReport(formatFailureReport(rows))).toEqual(rows);
    }),
    { numRuns: 1_000 },
  );
});

test('no cell begins as a formula does', () => {
  fc.assert(
    fc.property(row, (each) => {
      const cells = csvRow([each.path, each.whatHappened]).match(/("(?:[^"]|"")*"|[^,]*)(,|$)/gs) ?? [];
      for (const cell of cells) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

test('a report that a spreadsheet saved again still names its uploads', () => {
  const saved = `upload id;code;path\n${uploadIdOf(1).toUpperCase()};NETWORK;"a;b"\n\n;NETWORK;removed\n`;
  expect(parseFailureReport(saved)).toEqual([
    { uploadId: uploadIdOf(1), code: 'NETWORK', path: 'a;b', sizeInBytes: undefined, whatHappened: '' },
  ]);
});

test('other text is no report', () => {
  for (const other of ['', 'hello', 'name,size\r\na,1\r\n', '\u0000\u0001PNG'])
    expect(parseFailureReport(other)).toBeUndefined();
});

test('a report that comes back asks for exactly the files that failed still', () => {
  const world = createLedgerWorld();
  world.add(3);
  for (const index of [0, 1]) world.happen(index, { type: 'failed', failure: { code: 'NETWORK' } });
  const report = formatFailureReport(failureReportRows(world.items.values(), () => ''));
  world.happen(1, { type: 'retried' });
  const rows = parseFailureReport(report) ?? [];
  const other: FailureReportRow = { ...(rows[0] as FailureReportRow), uploadId: uploadIdOf(99) };
  expect(findReportedItems([...rows, ...rows, other], (id) => world.items.get(id))).toEqual({
    failed: [uploadIdOf(0)],
    settled: [uploadIdOf(1)],
    elsewhere: [other],
  });
});

test('quotes, line ends and a missing last line end are read as RFC 4180 has them', () => {
  expect(parseCsv('a,"b ""c"", d"\r\n"e\r\nf",g')).toEqual([
    ['a', 'b "c", d'],
    ['e\r\nf', 'g'],
  ]);
  expect(parseCsv('a,b,')).toEqual([['a', 'b', '']]);
  expect(parseCsv('a,"open')).toEqual([['a', 'open']]);
});

test('only failed items are reported, in the words given', () => {
  const world = createLedgerWorld();
  world.add(2);
  world.happen(1, { type: 'failed', failure: { code: 'ZERO_FILE_SIZE' } });
  expect(failureReportRows(world.items.values(), (item, code) => `${item.name}: ${code}`)).toEqual([
    {
      path: 'Wedding/1.jpg',
      sizeInBytes: 100,
      code: 'ZERO_FILE_SIZE',
      whatHappened: '1.jpg: ZERO_FILE_SIZE',
      uploadId: uploadIdOf(1),
    },
  ]);
});
