import { AppError } from '#contracts';

/** Items in one page of a list. */
export const LEDGER_PAGE_SIZE = 500;

/** @throws AppError 400 when the cursor is none that `nextCursor` made. */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const position = Number(cursor);
  if (Number.isSafeInteger(position) && position > 0) return position;
  throw new AppError({ code: 'INVALID_ARGUMENT', field: 'cursor' }, 400);
}

/** Where the next page begins; nothing after a page that was not full. */
export function nextCursor(rows: readonly { readonly position: number }[]): { nextCursor?: string } {
  const last = rows.at(-1);
  return last && rows.length === LEDGER_PAGE_SIZE ? { nextCursor: String(last.position) } : {};
}
