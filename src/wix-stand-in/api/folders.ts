import { Hono } from 'hono';
import { toWireFolder } from '../library/descriptor.ts';
import { deleteFolderPermanently } from '../library/files.ts';
import {
  childrenOf,
  createFolder,
  findFolder,
  foldersOf,
  MEDIA_ROOT,
  restoreFolder,
  subtreeOf,
  trashFolder,
} from '../library/folders.ts';
import type { Folder } from '../state/model.ts';
import type { FileEvents, World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import { Fields, isObject } from './fields.ts';
import { assertPlace, folderNotFound } from './file-fields.ts';
import { isBelowRoot, type ListRequest, matchesText, pageOfItems, readListRequest, readQuery } from './list-fields.ts';
import { applicationError, ruleViolation, validationError } from './wix-error.ts';

const SORTABLE = ['displayName', 'updatedDate'];
const NAME_MAX_LENGTH = 1000;

function answer(folders: readonly Folder[], request: ListRequest) {
  const page = pageOfItems(folders, request);
  return { folders: page.items.map(toWireFolder), nextCursor: { cursors: { next: page.nextCursor } } };
}

function readIds(body: unknown) {
  const fields = new Fields(body);
  const ids = fields.strings('folderIds', { minSize: 1, maxSize: 100, maxLength: 100 }) ?? [];
  const permanent = fields.boolean('permanent') ?? false;
  fields.done();
  return { ids, permanent };
}

function createFoldersReadApi(world: World): Hono<ApiEnv> {
  const list = (url: string): ListRequest => {
    const source = readQuery(url, []);
    return readListRequest({ query: source, sort: source.sort, paging: source.paging }, SORTABLE);
  };
  return new Hono<ApiEnv>()
    .get('/folders', (c) => {
      const request = list(c.req.url);
      const parent = String(request.query.parentFolderId ?? MEDIA_ROOT);
      const { site } = c.get('caller');
      assertPlace(world, site, parent);
      return c.json(answer(childrenOf(world, site.id, parent), request));
    })
    .get('/trash-bin/folders', (c) => {
      const folders = foldersOf(world, c.get('caller').site.id).filter((folder) => folder.trashedWith !== undefined);
      return c.json(answer(folders, list(c.req.url)));
    })
    .post('/folders/search', async (c) => {
      const body: unknown = await c.req.json();
      const fields = new Fields(body);
      fields.string('search', { maxLength: 200 });
      fields.oneOf('rootFolder', ['MEDIA_ROOT', 'TRASH_ROOT', 'VISITOR_UPLOADS_ROOT']);
      fields.done();
      const source = isObject(body) ? body : {};
      const request = readListRequest({ query: source, sort: source.sort, paging: source.paging }, SORTABLE);
      const folders = foldersOf(world, c.get('caller').site.id).filter(
        (folder) => isBelowRoot(world, folder, request.query.rootFolder) && matchesText(folder, request.query.search),
      );
      return c.json(answer(folders, request));
    })
    .post('/folders/query', async (c) => {
      const body: unknown = await c.req.json();
      const source = isObject(body) && isObject(body.query) ? body.query : {};
      const sort = Array.isArray(source.sort) ? source.sort[0] : undefined;
      const request = readListRequest({ query: source, sort, paging: source.cursorPaging }, SORTABLE);
      const filter = isObject(request.query.filter) ? request.query.filter : {};
      const state = isObject(filter.state) ? filter.state.$eq : filter.state;
      const folders = foldersOf(world, c.get('caller').site.id).filter(
        (folder) => state === undefined || (folder.trashedWith === undefined ? 'OK' : 'DELETED') === state,
      );
      const page = pageOfItems(folders, request);
      return c.json({
        folders: page.items.map(toWireFolder),
        pagingMetadata: {
          count: page.items.length,
          cursors: { next: page.nextCursor },
          hasNext: page.nextCursor !== '',
        },
      });
    });
}

function createFoldersChangeApi(world: World, events: FileEvents): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .post('/folders', async (c) => {
      const fields = new Fields(await c.req.json());
      const displayName = fields.requiredString('displayName', NAME_MAX_LENGTH);
      const parentFolderId = fields.string('parentFolderId', { maxLength: 100 }) ?? MEDIA_ROOT;
      fields.done();
      const { site } = c.get('caller');
      assertPlace(world, site, parentFolderId);
      return c.json({ folder: toWireFolder(createFolder(world, { siteId: site.id, parentFolderId, displayName })) });
    })
    .patch('/folders/:folderId', async (c) => {
      const { site } = c.get('caller');
      const folder = findFolder(world, site.id, c.req.param('folderId'));
      if (!folder) throw folderNotFound(c.req.param('folderId'));
      const body: unknown = await c.req.json();
      const fields = new Fields(isObject(body) ? body.folder : undefined);
      const displayName = fields.string('displayName', { maxLength: NAME_MAX_LENGTH });
      const parentFolderId = fields.string('parentFolderId', { maxLength: 100 });
      fields.done();
      if (displayName === undefined && parentFolderId === undefined) {
        throw validationError([ruleViolation('folder', 'FIELD_MASK_IS_EMPTY_OR_MISSING', 'names nothing to change')]);
      }
      if (parentFolderId !== undefined) {
        assertPlace(world, site, parentFolderId);
        if (subtreeOf(world, site.id, folder.id).some(({ id }) => id === parentFolderId)) {
          throw applicationError(400, 'INVALID_PARENT_FOLDER', 'A folder cannot be moved into itself');
        }
      }
      const updated = world.store.folders.put({
        ...folder,
        displayName: displayName ?? folder.displayName,
        parentFolderId: parentFolderId ?? folder.parentFolderId,
        updatedAt: world.now(),
      });
      return c.json({ folder: toWireFolder(updated) });
    })
    .post('/bulk/folders/delete', async (c) => {
      const { ids, permanent } = readIds(await c.req.json());
      for (const id of ids) {
        const folder = world.store.folders.get(id);
        if (folder?.siteId !== c.get('caller').site.id) continue;
        if (permanent) await deleteFolderPermanently(world, folder.siteId, folder.id);
        else if (folder.trashedWith === undefined) trashFolder(world, folder);
      }
      return c.json({});
    })
    .post('/bulk/trash-bin/folders/restore', async (c) => {
      const { ids } = readIds(await c.req.json());
      for (const id of ids) {
        const folder = world.store.folders.get(id);
        if (folder?.siteId !== c.get('caller').site.id || folder.trashedWith === undefined) continue;
        for (const file of restoreFolder(world, folder)) events.fileReady(file, { triggeredByUndelete: true });
      }
      return c.json({});
    });
}

/** The folders API; `GET /folders/:id` stands last, as the SDK puts ids into the path unescaped. */
export function createFoldersApi(world: World, events: FileEvents): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .route('/', createFoldersReadApi(world))
    .route('/', createFoldersChangeApi(world, events))
    .get('/folders/:folderId', (c) => {
      const folder = findFolder(world, c.get('caller').site.id, c.req.param('folderId'));
      if (!folder) throw folderNotFound(c.req.param('folderId'));
      return c.json({ folder: toWireFolder(folder) });
    });
}
