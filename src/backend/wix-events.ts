import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#contracts';
import {
  isDataError,
  keepFileEvents,
  type NewFileEvent,
  recordInstallation,
  sitesWithDueFileEvents,
  sitesWithDueReplacements,
} from '#database';
import { trashReplacedForCaller } from './current-ledger.ts';
import { takeInFileEvents } from './file-event-intake.ts';
import { createGatherer } from './gather.ts';
import type { LedgerServices } from './ledger-services.ts';
import { readAppEvent, readFileEvent, wixEventTypes } from './wix-event-payloads.ts';
import { wixSiteFiles } from './wix-site-files.ts';

/** An event of Wix's, verified: whoever made it holds Wix's own key of this app. */
export interface WixEvent {
  readonly instanceId: string;
  readonly eventType: string;
  readonly payload: unknown;
  /** When Wix sent it. */
  readonly toldAt: Date;
}

/**
 * kept: it is in the database. repeated: it, or a later one, is there without it. ignored: of a type that nobody handles here.
 * foreign: about another app. unreadable: of a known type, and yet not what Wix documents.
 */
export type WixEventOutcome = 'kept' | 'repeated' | 'ignored' | 'foreign' | 'unreadable';

/** Files of one batch end together, and Wix waits 1,250 ms for an answer: their events are kept together. */
const GATHER_MS = 250;
const MOST_EVENTS_AT_ONCE = 200;
/** Between two takings-in for one site: while files end one after the other, each would cost as much as a hundred together. */
const TAKE_IN_PAUSE_MS = 1_000;

export interface WixEventsOptions {
  readonly appId: string;
  readonly ledger: LedgerServices;
  /** Runs work with the app's own authority on a site. */
  readonly runAsApp: <Result>(instanceId: string, work: () => Promise<Result>) => Promise<Result>;
  readonly reportBug: (error: unknown) => void;
}

export interface WixEvents {
  /**
   * Keeps an event, so that Wix can be answered; the ledger takes it in afterwards.
   * @throws when the database does not take it: then Wix must send it again.
   */
  receive(event: WixEvent): Promise<WixEventOutcome>;
  /** Takes in what is due on all sites, and trashes what was replaced: what a stopped process left behind, and what failed. */
  takeInDue(): Promise<void>;
  /** Resolves when nothing is being taken in. */
  settled(): Promise<void>;
}

interface RunningSite {
  isMoreDue: boolean;
  done: Promise<void>;
}

export function createWixEvents({ appId, ledger, runAsApp, reportBug }: WixEventsOptions): WixEvents {
  const { connection } = ledger;
  /** Sites whose events are being taken in, and whether more came meanwhile: many files of one site end together. */
  const running = new Map<string, RunningSite>();
  /** Sites whose events were taken in a moment ago. */
  const resting = new Set<string>();

  const incoming = createGatherer<NewFileEvent, WixEventOutcome>({
    gatherMs: GATHER_MS,
    mostItems: MOST_EVENTS_AT_ONCE,
    // With the database down, a try for each would end long after Wix has stopped waiting.
    liesInItem: isDataError,
    async work(instanceId, fileEvents) {
      const kept = new Set(await keepFileEvents(connection, instanceId, fileEvents));
      if (kept.size > 0) void takeInSoon(instanceId);
      // Told twice at once, an event counts the first time.
      return fileEvents.map(({ eventId }) => (kept.delete(eventId) ? 'kept' : 'repeated'));
    },
  });

  async function receiveFileEvent(event: WixEvent, hasFailed: boolean): Promise<WixEventOutcome> {
    const { instanceId, payload } = event;
    const receivedAt = ledger.now();
    const fileEvent = readFileEvent(payload, { hasFailed, receivedAt });
    if (!fileEvent) return 'unreadable';
    return incoming.add(instanceId, fileEvent);
  }

  async function receiveAppEvent(event: WixEvent, isInstalled: boolean): Promise<WixEventOutcome> {
    const namedApp = readAppEvent(event.payload);
    if (namedApp === undefined) return 'unreadable';
    if (namedApp !== appId) return 'foreign';
    const { instanceId, toldAt } = event;
    const isKept = await recordInstallation(connection, instanceId, { isInstalled, toldAt, now: ledger.now() });
    return isKept ? 'kept' : 'repeated';
  }

  function takeInSoon(instanceId: string): Promise<void> {
    const known = running.get(instanceId);
    if (known) {
      known.isMoreDue = true;
      return known.done;
    }
    const site = { isMoreDue: false, done: Promise.resolve() };
    running.set(instanceId, site);
    site.done = takeInWhileDue(instanceId, site);
    return site.done;
  }

  async function takeInWhileDue(instanceId: string, site: RunningSite): Promise<void> {
    do {
      if (resting.has(instanceId)) await delay(TAKE_IN_PAUSE_MS);
      site.isMoreDue = false;
      await takeIn(instanceId);
      resting.add(instanceId);
    } while (site.isMoreDue);
    running.delete(instanceId);
    setTimeout(() => resting.delete(instanceId), TAKE_IN_PAUSE_MS).unref();
  }

  function takeIn(instanceId: string): Promise<void> {
    return asApp(instanceId, () => takeInFileEvents(ledger, instanceId, wixSiteFiles('settling')));
  }

  /** What fails here is in the database and due again; only bugs need somebody's attention. */
  async function asApp(instanceId: string, work: () => Promise<void>): Promise<void> {
    try {
      await runAsApp(instanceId, work);
    } catch (error) {
      if (!(error instanceof AppError)) reportBug(error);
    }
  }

  return {
    async receive(event) {
      switch (event.eventType) {
        case wixEventTypes.fileReady:
          return receiveFileEvent(event, false);
        case wixEventTypes.fileFailed:
          return receiveFileEvent(event, true);
        case wixEventTypes.appInstalled:
          return receiveAppEvent(event, true);
        case wixEventTypes.appRemoved:
          return receiveAppEvent(event, false);
        default:
          return 'ignored';
      }
    },
    async takeInDue() {
      for (const instanceId of await sitesWithDueFileEvents(connection, ledger.now())) await takeInSoon(instanceId);
      for (const instanceId of await sitesWithDueReplacements(connection)) {
        await asApp(instanceId, () => trashReplacedForCaller());
      }
    },
    async settled() {
      await incoming.settled();
      while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
