/** What a list is sorted and cut by. It travels inside the cursor, so that a page never changes its order midway. */
export interface ListOrder {
  readonly fieldName: string;
  readonly descending: boolean;
  readonly limit: number;
}

type SortValue = string | number;

interface CursorContent extends ListOrder {
  readonly query: unknown;
  readonly after: readonly [SortValue, string];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty on the last page. */
  readonly nextCursor: string;
}

function compare(a: readonly [SortValue, string], b: readonly [SortValue, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
}

/** @returns undefined when it is not a cursor that `pageOf` made. */
export function readCursor(cursor: string): CursorContent | undefined {
  try {
    const content = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as CursorContent;
    return Array.isArray(content.after) && typeof content.limit === 'number' ? content : undefined;
  } catch {
    return undefined;
  }
}

/** One page in order; the cursor holds the last item's place, so that changes between two pages neither repeat nor drop the others. */
export function pageOf<T extends { readonly id: string }>(
  items: readonly T[],
  options: {
    readonly order: ListOrder;
    readonly query: unknown;
    readonly after: readonly [SortValue, string] | undefined;
    readonly sortValueOf: (item: T, fieldName: string) => SortValue;
  },
): Page<T> {
  const { order, after, sortValueOf } = options;
  const direction = order.descending ? -1 : 1;
  const keyed = items.map((item) => ({ item, key: [sortValueOf(item, order.fieldName), item.id] as const }));
  keyed.sort((a, b) => direction * compare(a.key, b.key));
  const rest = after ? keyed.filter(({ key }) => direction * compare(key, after) > 0) : keyed;
  const taken = rest.slice(0, order.limit);
  const last = taken.at(-1);
  const content: CursorContent | undefined =
    last && rest.length > taken.length ? { ...order, query: options.query, after: last.key } : undefined;
  return {
    items: taken.map(({ item }) => item),
    nextCursor: content ? Buffer.from(JSON.stringify(content)).toString('base64url') : '',
  };
}
