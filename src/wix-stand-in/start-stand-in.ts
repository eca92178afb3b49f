import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { ApiEnv } from './api/api-env.ts';
import { createWixApi } from './api/wix-api.ts';
import { answerError } from './api/wix-error.ts';
import { announceInstallation, createControlApi } from './control/control-api.ts';
import { createFaultBox } from './control/fault-box.ts';
import { createRequestLog } from './control/request-log.ts';
import { createShellFiles } from './control/shell-files.ts';
import { createStaticMedia } from './control/static-media.ts';
import { createDeliveries } from './events/deliveries.ts';
import { createFileEvents } from './events/file-events.ts';
import { createImporter } from './events/importer.ts';
import { createProcessing } from './events/processing.ts';
import { openBlobs } from './state/blobs.ts';
import { cleanUp } from './state/clean-up.ts';
import { addSampleFiles } from './state/sample-files.ts';
import { loadSecrets } from './state/secrets.ts';
import { seedSitesAndUsers } from './state/seed.ts';
import { openStore } from './state/store.ts';
import { createUploadHost, isUploadHostPath } from './upload-host/upload-host.ts';
import type { RegisteredApp, World } from './world.ts';

export interface StandInOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Everything is kept here: secrets, library, bytes. Made when it does not exist. */
  readonly dataDir: string;
  readonly appId: string;
  /** The built shell. */
  readonly shellDir: string;
  readonly log?: World['log'];
}

/** A running local Wix. */
export interface StandIn {
  /** `http://127.0.0.1:PORT`: stands for `https://www.wixapis.com` and for the upload host. */
  readonly origin: string;
  /** `http://localhost:PORT/`: the dashboard. To a browser this is another site than the origin above. */
  readonly dashboardUrl: string;
  readonly credentials: { readonly appId: string; readonly appSecret: string; readonly publicKey: string };
  /** Registers the app's addresses; sites that were not told before are told that the app is installed. */
  connectApp(addresses: { readonly pageUrl: string; readonly webhookUrl: string }): void;
  /** Ends all connections; what was accepted is on the disk. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Calls that real Wix would never see are not recorded. */
const OWN_PATHS = /^\/(_stand-in|_shell)\//;
/** The calls that come by the thousand go to the API at once, without a look at the pages. */
const API_PATHS = /^\/(site-media|communication-channels-media|apps|oauth2)\//;
const LOOPBACK_NAMES = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The server's address, asked for once: it stands in every answer. */
function originOf(server: Server): () => string {
  let origin: string | undefined;
  return () => {
    origin ??= `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
    return origin;
  };
}

async function openWorld(options: StandInOptions, server: Server): Promise<World> {
  const store = openStore(options.dataDir);
  const blobs = await openBlobs(options.dataDir, new Set([...store.files.all()].map(({ id }) => id)));
  const app: RegisteredApp = { id: options.appId };
  const world: World = {
    store,
    blobs,
    app,
    secrets: loadSecrets(options.dataDir),
    faults: createFaultBox(),
    origin: originOf(server),
    now: () => Date.now(),
    log: options.log ?? (() => undefined),
  };
  await cleanUp(world);
  seedSitesAndUsers(store);
  await addSampleFiles(world);
  return world;
}

/** Starts the local Wix. It listens on loopback only. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const server = createServer();
  const world = await openWorld(options, server);
  const requests = createRequestLog();
  const deliveries = createDeliveries(world);
  const events = createFileEvents(world, deliveries);
  const processing = createProcessing(world, events);
  const importer = createImporter(world, processing);

  const api = createWixApi(world, { events, importer, requests });
  const site = new Hono<Pick<ApiEnv, 'Bindings'>>()
    .route('/_stand-in', createControlApi(world, deliveries, requests))
    .route('/', createShellFiles(options.shellDir))
    .route('/', createStaticMedia(world))
    .notFound((c) => api.fetch(c.req.raw, c.env))
    .onError((error, c) => answerError(c, error));
  const answerPage = getRequestListener(site.fetch);
  const answerApi = getRequestListener((request, env) => api.fetch(request, env));
  const uploadHost = createUploadHost(world, processing, requests);

  server.on('request', (request, response) => {
    // A name that is not loopback's means that some other page made the browser come here.
    if (!LOOPBACK_NAMES.test(request.headers.host ?? '')) return void response.writeHead(421).end();
    const path = request.url ?? '';
    if (!OWN_PATHS.test(path)) requests.begin(request, response);
    if (isUploadHostPath(path)) void uploadHost(request, response);
    else void (API_PATHS.test(path) ? answerApi : answerPage)(request, response);
  });
  server.requestTimeout = 0;
  await listen(server, options.port);
  for (const file of world.store.files.all()) {
    if (file.operationStatus !== 'PENDING') continue;
    if (file.processedAt === undefined) importer.begin(file);
    else processing.begin(file);
  }

  return {
    origin: world.origin(),
    dashboardUrl: `http://localhost:${(server.address() as AddressInfo).port}/`,
    credentials: { appId: options.appId, appSecret: world.secrets.appSecret, publicKey: world.secrets.publicKey },
    connectApp({ pageUrl, webhookUrl }) {
      world.app.pageUrl = pageUrl;
      world.app.webhookUrl = webhookUrl;
      for (const entry of world.store.sites.all()) {
        if (!entry.installationAnnounced && entry.appInstalled) announceInstallation(world, deliveries, entry, true);
      }
      deliveries.resume();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      processing.close();
      await Promise.all([closed, importer.close(), deliveries.close()]);
      world.store.close();
    },
  };
}
