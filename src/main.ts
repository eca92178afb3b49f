import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  createDatabaseSiteLocks,
  createGovernor,
  createLocalSiteLocks,
  createSiteNews,
  databaseQuota,
  quotaRules,
  webMethods,
} from '#backend';
import { createSecretBox, openDatabase } from '#database';
import {
  type Config,
  createApp,
  createLogger,
  createMetrics,
  createTokenCheck,
  explainPort,
  type Listening,
  listen,
  loadPageFiles,
  readConfig,
} from '#server';
import { chooseWix } from './choose-wix.ts';
import { createRunAs } from './create-run-as.ts';
import { startEvents } from './start-events.ts';

/** The folder with `wix.config.json`: above this file, wherever it was built to, else where the process was started. */
function findProjectRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'wix.config.json'))) {
    const parent = dirname(directory);
    if (parent === directory) return process.cwd();
    directory = parent;
  }
  return directory;
}

/** Where a browser on this computer finds the app: an address of all interfaces is none that one can open. */
function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}/`;
}

interface Running {
  /** The address that a person opens. */
  readonly address: string;
  close(): Promise<void>;
}

async function start(config: Config, projectRoot: string): Promise<Running> {
  const wix = await chooseWix(config, projectRoot);
  const { keys, standIn } = wix;
  const database = await openDatabase(config);
  const log = createLogger(config.logLevel, [keys.appSecret]);
  const metrics = createMetrics();
  const news = createSiteNews(database.siteEvents.publish, (error) => log.warn({ err: error }, 'pages were not told'));
  const callsPerMinute = config.wixCallsPerMinute;
  const services = {
    wix: createGovernor(databaseQuota(database.connection, quotaRules(callsPerMinute)), { callsPerMinute }),
    callsPerMinute,
    ledger: {
      connection: database.connection,
      secretBox: createSecretBox(keys.appSecret),
      now: () => new Date(),
      tell: news.tell,
    },
    siteLocks: database.kind === 'postgresql' ? createDatabaseSiteLocks(database.connection) : createLocalSiteLocks(),
    reportBug: (error: unknown) => log.error({ err: error }, 'one file of a batch failed unexpectedly'),
  };
  const { runAs, runAsApp } = createRunAs(keys, metrics, services);
  const events = startEvents({ keys, database, ledger: services.ledger, news, runAsApp, metrics, log });
  let listening: Listening | undefined;
  const origins = standIn && { dashboard: new URL(standIn.dashboardUrl).origin, api: standIn.origin };
  const servesPage = config.pageUrl === undefined;
  const app = createApp({
    webMethods,
    checkToken: createTokenCheck({ appId: keys.appId, metrics }),
    runAs,
    liveStreams: events.liveStreams,
    webhooks: events.webhooks,
    metrics,
    log,
    isReady: () =>
      listening !== undefined &&
      database.ping().then(
        () => true,
        () => false,
      ),
    ...(servesPage ? { page: loadPageFiles(join(projectRoot, 'dist/dashboard'), origins?.dashboard) } : {}),
    ...(origins ? { standIn: origins } : {}),
  });
  const opened = await listen(app, config.host, config.port).catch(explainPort('PORT', config.port));
  listening = opened;
  const ownUrl = localUrl(config.host, opened.port);
  standIn?.connectApp({ pageUrl: config.pageUrl ?? ownUrl, webhookUrl: new URL('webhooks', ownUrl).href });
  return {
    address: standIn?.dashboardUrl ?? ownUrl,
    async close() {
      listening = undefined;
      events.stop();
      await opened.close();
      await events.settled();
      await database.close();
      await wix.close();
    },
  };
}

async function main(): Promise<void> {
  // Variables that are set already win over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const projectRoot = findProjectRoot();
  const publicIdentity: unknown = JSON.parse(readFileSync(join(projectRoot, 'wix.config.json'), 'utf8'));
  const config = readConfig(process.env, publicIdentity);
  const running = await start({ ...config, dataDir: resolve(config.dataDir) }, projectRoot);
  process.stdout.write(`Uplift is running: open ${running.address}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void running.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
