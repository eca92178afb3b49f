import { createWixEvents, type LedgerServices, repeatTasks, type SiteNews, tidyUp } from '#backend';
import { type Database, touchSite } from '#database';
import {
  type AppDependencies,
  createLiveStreams,
  createWebhookVerifier,
  type Logger,
  type Metrics,
  type RunAsApp,
  type WixKeys,
} from '#server';

/** Between two looks for events that a stopped process left behind, or that could not be taken in. */
const DUE_EVENTS_INTERVAL_MS = 60_000;
/** A batch of thousands of files fills an empty database within a minute. */
const MAINTENANCE_INTERVAL_MS = 5_000;
const TIDY_UP_INTERVAL_MS = 6 * 60 * 60_000;

export interface EventsOptions {
  readonly keys: Pick<WixKeys, 'appId' | 'publicKey'>;
  readonly database: Database;
  readonly ledger: LedgerServices;
  readonly news: SiteNews;
  readonly runAsApp: RunAsApp;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** What happens on a site without a web method: what Wix tells, what open pages hear, and what has had its time. */
export interface Events extends Pick<AppDependencies, 'webhooks' | 'liveStreams'> {
  /** Ends the live streams, so that the server can close, and begins no housekeeping any more. */
  stop(): void;
  /** Waits for what is still being done after `stop`. The database is needed until then. */
  settled(): Promise<void>;
}

export function startEvents({ keys, database, ledger, news, runAsApp, metrics, log }: EventsOptions): Events {
  const { connection, siteEvents } = database;
  const reportBug = (error: unknown) => log.error({ err: error }, 'an event of Wix’s could not be taken in');
  const wixEvents = createWixEvents({ appId: keys.appId, ledger, runAsApp, reportBug });
  const liveStreams = createLiveStreams({
    metrics,
    async subscribe(instanceId, listener) {
      // Whoever opens the page has the app, whatever Wix said of the site before.
      await touchSite(connection, instanceId, ledger.now());
      return siteEvents.subscribe(instanceId, listener);
    },
  });
  const stopTasks = repeatTasks(
    [
      { everyMs: MAINTENANCE_INTERVAL_MS, run: () => database.maintain() },
      { everyMs: DUE_EVENTS_INTERVAL_MS, run: () => wixEvents.takeInDue() },
      {
        everyMs: TIDY_UP_INTERVAL_MS,
        async run() {
          const { deletedSites } = await tidyUp(connection, ledger.now());
          if (deletedSites > 0) log.info({ deletedSites }, 'deleted sites that removed the app 30 days ago');
        },
      },
    ],
    (error) => log.error({ err: error }, 'housekeeping failed; it is tried again later'),
  );
  let tasksStopped = Promise.resolve();
  return {
    liveStreams,
    webhooks: { verify: createWebhookVerifier(keys), receive: (event) => wixEvents.receive(event) },
    stop() {
      liveStreams.close();
      tasksStopped = stopTasks();
    },
    async settled() {
      await tasksStopped;
      await wixEvents.settled();
      await news.settled();
    },
  };
}
