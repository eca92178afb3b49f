/** Where a spreadsheet would take a cell for a formula. */
const FORMULA_START = /^['=+\-@\t\r\n＝＋－＠]/;

/**
 * One row of CSV (RFC 4180), without its line end. A cell that a spreadsheet would run as a formula gets an apostrophe in
 * front, and so does one that has an apostrophe there already: `parseCsv` takes exactly one off again.
 */
export function csvRow(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

/** A whole table: RFC 4180, UTF-8 with a byte order mark (without it spreadsheets misread names). */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${csvRow(row)}\r\n`).join('')}`;
}

function csvCell(text: string): string {
  const harmless = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Rows of cells. Takes what spreadsheets make of a file as well: a byte order mark, `;` or tabs between cells, and any
 * line end.
 */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const body = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(body);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < body.length) {
    const cell = body[at] === '"' ? readQuoted(body, at + 1) : readPlain(body, at, separator);
    row.push(cell.text.replace(/^'/, ''));
    at = cell.end;
    if (body[at] === separator) {
      at += 1;
      if (at === body.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
    if (body.startsWith('\r\n', at)) at += 2;
    else at += 1;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function separatorOf(body: string): string {
  const firstLine = body.split(/[\r\n]/, 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: firstLine.split(separator).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator;
}

interface Cell {
  readonly text: string;
  /** Where the separator or the line end is. */
  readonly end: number;
}

function readQuoted(body: string, start: number): Cell {
  let text = '';
  let at = start;
  for (;;) {
    const quote = body.indexOf('"', at);
    if (quote === -1) return { text: text + body.slice(at), end: body.length };
    text += body.slice(at, quote);
    if (body[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}

function readPlain(body: string, start: number, separator: string): Cell {
  let end = start;
  while (end < body.length && body[end] !== separator && body[end] !== '\n' && body[end] !== '\r') end += 1;
  return { text: body.slice(start, end), end };
}
