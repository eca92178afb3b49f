import { Hono } from 'hono';
import { toDescriptor } from '../library/descriptor.ts';
import { findFile } from '../library/files.ts';
import { filesOf, MEDIA_ROOT } from '../library/folders.ts';
import type { MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import { Fields, isObject, type JsonObject } from './fields.ts';
import { isBelowRoot, type ListRequest, matchesText, pageOfItems, readListRequest, readQuery } from './list-fields.ts';
import { ruleViolation, validationError } from './wix-error.ts';

const SORTABLE = ['displayName', 'updatedDate', 'sizeInBytes'];
const MEDIA_TYPES = ['IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT', 'VECTOR', 'ARCHIVE', 'MODEL3D', 'OTHER', 'UNKNOWN'];

export const fileNotFound = (field: string, id: string) =>
  validationError([ruleViolation(field, 'RESOURCE_NOT_FOUND', `File not found: ${id}`)], 404);

/** An id may come as a `wix:image://v1/<id>/<name>#…` address (SDK typings). */
function bareId(id: string): string {
  return /^wix:\w+:\/\/v1\/([^/#]+)/.exec(id)?.[1] ?? id;
}

function assertMediaTypes(mediaTypes: unknown): void {
  for (const requestValue of Array.isArray(mediaTypes) ? mediaTypes : []) {
    if (MEDIA_TYPES.includes(String(requestValue))) continue;
    throw validationError([
      ruleViolation('mediaTypes', 'UNSUPPORTED_MEDIA_TYPE', `must be of ${MEDIA_TYPES.join(', ')}`, {
        allowedValues: MEDIA_TYPES,
        requestValue: String(requestValue),
      }),
    ]);
  }
}

function matchesFilters(file: MediaFile, query: JsonObject): boolean {
  const { mediaTypes } = query;
  if (Array.isArray(mediaTypes) && mediaTypes.length > 0 && !mediaTypes.includes(file.mediaType)) return false;
  return query.private === undefined || String(query.private) === String(file.private);
}

/** The conditions of a query: `{a:1}`, `{a:{$eq:1}}`, `{a:{$in:[1,2]}}`, all of `$and`. */
function matchesCondition(file: MediaFile, filter: unknown): boolean {
  if (!isObject(filter)) return true;
  return Object.entries(filter).every(([field, condition]) => {
    if (field === '$and') return Array.isArray(condition) && condition.every((part) => matchesCondition(file, part));
    const value = new Map<string, unknown>([
      ['mediaType', file.mediaType],
      ['private', file.private],
      ['state', file.trashedWith === undefined ? 'OK' : 'DELETED'],
    ]);
    if (!value.has(field)) {
      throw validationError([
        { field: `filter.${field}`, description: 'cannot be filtered by', violatedRule: 'FORMAT', data: {} },
      ]);
    }
    if (!isObject(condition)) return value.get(field) === condition;
    const wanted = condition.$in ?? [condition.$eq];
    return Array.isArray(wanted) && wanted.includes(value.get(field));
  });
}

export function createFilesReadApi(world: World): Hono<ApiEnv> {
  const get = (siteId: string, id: string): { file: JsonObject } => {
    const file = findFile(world, siteId, bareId(id));
    if (!file) throw fileNotFound('fileId', id);
    return { file: toDescriptor(world, file) };
  };
  const answer = (files: readonly MediaFile[], request: ListRequest) => {
    const page = pageOfItems(files, request);
    return {
      files: page.items.map((file) => toDescriptor(world, file)),
      nextCursor: { cursors: { next: page.nextCursor } },
    };
  };
  const list = (url: string): { request: ListRequest; query: JsonObject } => {
    const source = readQuery(url, ['mediaTypes']);
    const request = readListRequest({ query: source, sort: source.sort, paging: source.paging }, SORTABLE);
    assertMediaTypes(request.query.mediaTypes);
    return { request, query: request.query };
  };

  return new Hono<ApiEnv>()
    .get('/files/get-file-by-id', (c) => c.json(get(c.get('caller').site.id, c.req.query('fileId') ?? '')))
    .get('/files', (c) => {
      const { request, query } = list(c.req.url);
      const folderId = query.parentFolderId ?? MEDIA_ROOT;
      const files = filesOf(world, c.get('caller').site.id).filter(
        (file) => file.trashedWith === undefined && file.parentFolderId === folderId && matchesFilters(file, query),
      );
      return c.json(answer(files, request));
    })
    .get('/trash-bin/files', (c) => {
      const { request, query } = list(c.req.url);
      const files = filesOf(world, c.get('caller').site.id).filter(
        (file) => file.trashedWith !== undefined && matchesFilters(file, query),
      );
      return c.json(answer(files, request));
    })
    .get('/files/:fileId', (c) => c.json(get(c.get('caller').site.id, c.req.param('fileId'))))
    .post('/files/get-files', async (c) => {
      const fields = new Fields(await c.req.json());
      const ids = fields.strings('fileIds', { minSize: 1, maxSize: 100, maxLength: 1000 }) ?? [];
      fields.done();
      const found = ids.flatMap((id) => findFile(world, c.get('caller').site.id, bareId(id)) ?? []);
      if (found.length === 0) throw fileNotFound('fileIds', ids.join(', '));
      return c.json({ files: found.map((file) => toDescriptor(world, file)) });
    })
    .post('/files/search', async (c) => {
      const body: unknown = await c.req.json();
      const fields = new Fields(body);
      fields.string('search', { maxLength: 200 });
      fields.oneOf('rootFolder', ['MEDIA_ROOT', 'TRASH_ROOT', 'VISITOR_UPLOADS_ROOT']);
      fields.strings('mediaTypes', { maxSize: 30, maxLength: 100 });
      fields.done();
      const source = isObject(body) ? body : {};
      const request = readListRequest({ query: source, sort: source.sort, paging: source.paging }, SORTABLE);
      const { query } = request;
      assertMediaTypes(query.mediaTypes);
      const files = filesOf(world, c.get('caller').site.id).filter(
        (file) =>
          isBelowRoot(world, file, query.rootFolder) && matchesText(file, query.search) && matchesFilters(file, query),
      );
      return c.json(answer(files, request));
    })
    .post('/files/query', async (c) => {
      const body: unknown = await c.req.json();
      const source = isObject(body) && isObject(body.query) ? body.query : {};
      const sort = Array.isArray(source.sort) ? source.sort[0] : undefined;
      const request = readListRequest({ query: source, sort, paging: source.cursorPaging }, SORTABLE);
      const files = filesOf(world, c.get('caller').site.id).filter((file) =>
        matchesCondition(file, request.query.filter),
      );
      const page = pageOfItems(files, request);
      return c.json({
        files: page.items.map((file) => toDescriptor(world, file)),
        pagingMetadata: {
          count: page.items.length,
          cursors: { next: page.nextCursor },
          hasNext: page.nextCursor !== '',
        },
      });
    });
}
