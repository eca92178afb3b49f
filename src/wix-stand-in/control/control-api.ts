import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { Fields } from '../api/fields.ts';
import { answerError, applicationError } from '../api/wix-error.ts';
import type { Deliveries } from '../events/deliveries.ts';
import { toDescriptor } from '../library/descriptor.ts';
import { filesOf, foldersOf, pathOf } from '../library/folders.ts';
import type { Site } from '../state/model.ts';
import type { World } from '../world.ts';
import { type Faults, NO_FAULTS, parseFaults } from './faults.ts';
import { frameUrl } from './frame-url.ts';
import type { RequestLog } from './request-log.ts';
import { issueDashboardToken } from './tokens.ts';

type ControlEnv = { Bindings: HttpBindings };

function libraryOf(world: World, site: Site): object {
  return {
    folders: foldersOf(world, site.id).map((folder) => ({
      id: folder.id,
      displayName: folder.displayName,
      parentFolderId: folder.parentFolderId,
      path: pathOf(world, folder.id),
      trashed: folder.trashedWith !== undefined,
    })),
    files: filesOf(world, site.id).map((file) => ({
      id: file.id,
      displayName: file.displayName,
      parentFolderId: file.parentFolderId,
      path: pathOf(world, file.parentFolderId),
      md5: file.md5,
      sizeInBytes: file.sizeInBytes,
      operationStatus: file.operationStatus,
      mediaType: file.mediaType,
      mimeType: file.mimeType,
      private: file.private,
      labels: file.labels,
      destination: file.destination,
      externalInfo: file.externalInfo,
      addedBy: file.addedBy,
      trashed: file.trashedWith !== undefined,
      createdAt: file.createdAt,
      url: toDescriptor(world, file).url,
      thumbnailUrl: toDescriptor(world, file).thumbnailUrl,
    })),
  };
}

function createFaultsApi(world: World): Hono<ControlEnv> {
  const change = (base: Faults, changes: unknown): Faults => {
    const result = parseFaults(base, changes);
    if (!result.ok) throw applicationError(400, 'INVALID_ARGUMENT', result.problems.join('; '));
    world.faults.set(result.faults);
    return result.faults;
  };
  return new Hono<ControlEnv>()
    .get('/faults', (c) => c.json(world.faults.current))
    .put('/faults', async (c) => c.json(change(NO_FAULTS, await c.req.json())))
    .patch('/faults', async (c) => c.json(change(world.faults.current, await c.req.json())));
}

/** Tells the app that it was installed on, or removed from, a site. */
export function announceInstallation(world: World, deliveries: Deliveries, site: Site, installed: boolean): void {
  world.store.sites.put({ ...site, appInstalled: installed, installationAnnounced: true });
  deliveries.send(site, installed ? 'AppInstalled' : 'AppRemoved', { appId: world.app.id });
}

/**
 * `/_stand-in/…`: what the shell, tests and the person trying it steer the stand-in with. It is no part of Wix.
 * `PUT /faults` sets exactly what is named, all else back to normal; `PATCH` changes what is named.
 */
export function createControlApi(world: World, deliveries: Deliveries, requests: RequestLog): Hono<ControlEnv> {
  const siteOf = (siteId: string): Site => {
    const site = world.store.sites.get(siteId);
    if (!site) throw applicationError(404, 'NOT_FOUND', `There is no site ${siteId}`);
    return site;
  };
  return new Hono<ControlEnv>()
    .get('/sites', (c) =>
      c.json({
        appId: world.app.id,
        sites: [...world.store.sites.all()],
        users: [...world.store.users.all()],
      }),
    )
    .get('/sites/:siteId/library', (c) => c.json(libraryOf(world, siteOf(c.req.param('siteId')))))
    .put('/sites/:siteId/app', async (c) => {
      const site = siteOf(c.req.param('siteId'));
      const fields = new Fields(await c.req.json());
      const installed = fields.boolean('installed') ?? true;
      fields.done();
      if (installed !== site.appInstalled) announceInstallation(world, deliveries, site, installed);
      return c.json({ installed });
    })
    .get('/frame', (c) => {
      const site = siteOf(c.req.query('siteId') ?? '');
      const user = world.store.users.get(c.req.query('userId') ?? '');
      if (!user) throw applicationError(404, 'NOT_FOUND', 'There is no such user');
      if (world.app.pageUrl === undefined) throw applicationError(503, 'NOT_CONNECTED', 'The app has not started yet');
      return c.json({ url: frameUrl(world, world.app.pageUrl, site, user, c.req.query('language') ?? 'en') });
    })
    .post('/tokens', async (c) => c.json(issueDashboardToken(world, await c.req.json())))
    .get('/requests', (c) => c.json({ requests: requests.recent() }))
    .delete('/requests', (c) => {
      requests.clear();
      return c.json({});
    })
    .get('/deliveries', (c) => c.json({ deliveries: [...world.store.deliveries.all()] }))
    .route('/', createFaultsApi(world))
    .onError((error, c) =>
      answerError(
        c,
        error instanceof SyntaxError ? applicationError(400, 'INVALID_ARGUMENT', 'The body is no JSON') : error,
      ),
    );
}
