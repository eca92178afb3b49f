import { MEDIA_ROOT, rootOf, TRASH_ROOT, VISITOR_UPLOADS } from '../library/folders.ts';
import { type ListOrder, type Page, pageOf, readCursor } from '../library/paging.ts';
import type { Folder, MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';
import { Fields, isObject, type JsonObject } from './fields.ts';
import { ruleViolation, validationError } from './wix-error.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
const ROOT_FOLDERS: Readonly<Record<string, string>> = {
  MEDIA_ROOT,
  VISITOR_UPLOADS_ROOT: VISITOR_UPLOADS,
  TRASH_ROOT,
};

/** `?a.b=1&a.c=2&d=3&d=4` as `{a:{b:'1',c:'2'},d:['3','4']}`: how the SDK writes options into a GET. */
export function readQuery(url: string, arrays: readonly string[]): JsonObject {
  const result: Record<string, unknown> = {};
  const parameters = new URL(url).searchParams;
  for (const key of new Set(parameters.keys())) {
    const [head = key, tail] = key.split('.');
    const value = arrays.includes(key) ? parameters.getAll(key) : parameters.get(key);
    if (tail === undefined) result[head] = value;
    else result[head] = { ...(isObject(result[head]) ? result[head] : {}), [tail]: value };
  }
  return result;
}

/** What a list call wants: what is left out is sorted by the date of change, newest first. */
export interface ListRequest {
  readonly order: ListOrder;
  readonly after?: readonly [string | number, string];
  /** The request's filters; on a later page those of the first. */
  readonly query: JsonObject;
}

function refuseSort(fieldName: unknown, allowed: readonly string[]): never {
  throw validationError([
    ruleViolation('sort.fieldName', 'UNSUPPORTED_SORT_VALUE', `must be one of ${allowed.join(', ')}`, {
      allowedValues: allowed,
      requestValue: String(fieldName),
    }),
  ]);
}

/** @throws WixError 400 for a limit above 100, a field that cannot be sorted by, a cursor that is none. */
export function readListRequest(
  source: { readonly query: JsonObject; readonly sort: unknown; readonly paging: unknown },
  sortable: readonly string[],
): ListRequest {
  const paging = new Fields(source.paging ?? {});
  const limit = paging.integer('limit', { min: 1, max: MAX_LIMIT, fallback: DEFAULT_LIMIT });
  const cursor = paging.string('cursor', { maxLength: 16_000 });
  paging.done();
  if (cursor !== undefined) {
    const content = readCursor(cursor);
    if (!content || !isObject(content.query)) {
      throw validationError([
        { field: 'paging.cursor', description: 'is no cursor', violatedRule: 'FORMAT', data: {} },
      ]);
    }
    const { fieldName, descending, after, query } = content;
    return { order: { fieldName, descending, limit }, after, query };
  }
  const sort: JsonObject = isObject(source.sort) ? source.sort : {};
  const fieldName = sort.fieldName ?? 'updatedDate';
  const known = sortable.find((entry) => entry === fieldName) ?? refuseSort(fieldName, sortable);
  const descending = sort.order === 'DESC' || (sort.order === undefined && known === 'updatedDate');
  return { order: { fieldName: known, descending, limit }, query: source.query };
}

function sortValueOf(item: MediaFile | Folder, fieldName: string): string | number {
  if (fieldName === 'displayName') return item.displayName.toLowerCase();
  if (fieldName === 'sizeInBytes') return 'sizeInBytes' in item ? item.sizeInBytes : 0;
  return item.updatedAt;
}

export function pageOfItems<T extends MediaFile | Folder>(items: readonly T[], request: ListRequest): Page<T> {
  return pageOf(items, { order: request.order, query: request.query, after: request.after, sortValueOf });
}

/** Whether an item lies anywhere below the root that a search names; without a name below Site Files. */
export function isBelowRoot(world: World, item: MediaFile | Folder, rootFolder: unknown): boolean {
  const root = ROOT_FOLDERS[String(rootFolder ?? 'MEDIA_ROOT')] ?? MEDIA_ROOT;
  if (root === TRASH_ROOT) return item.trashedWith !== undefined;
  return item.trashedWith === undefined && rootOf(world, item.parentFolderId) === root;
}

export function matchesText(item: MediaFile | Folder, search: unknown): boolean {
  return typeof search !== 'string' || item.displayName.toLowerCase().includes(search.toLowerCase());
}
