import type { Session } from '#contracts';
import {
  createFolderResolver,
  createPlanner,
  type LedgerSession,
  type Planner,
  type UploadEngine,
} from '#upload-engine';
import { contentTypeOf, createBrowserClock, createContentHasher } from '#upload-engine/browser';
import { getSession } from '../../backend/session.web.ts';
import { createPageEngine } from './create-page-engine.ts';
import { takeFirstLook } from './first-look.ts';
import { createIntakeAccount, type IntakeAccount } from './intake-account.ts';
import { createLiveEvents, documentVisibility } from './live-events.ts';
import { folderMaker, targetReader } from './plan-backend.ts';

/** The queue with our server behind it. One a page: it outlives every component. */
export interface PageQueue {
  readonly engine: UploadEngine;
  readonly planner: Planner;
  readonly ledger: LedgerSession;
  readonly account: IntakeAccount;
  /** For whom the page works; rejects when the server did not say. */
  readonly session: Promise<Session>;
  /** Resolves when it is known which batches are unfinished, or that this cannot be known now. */
  readonly firstLook: Promise<void>;
  /** Hears of old files that lie beside those that were to take their places. */
  onKept(listener: (count: number) => void): () => void;
  /** Writes down the end of everything as far as there is time. */
  dispose(): void;
}

/** @param fetchWithAuth for our own server, with the dashboard's token */
export function createPageQueue(fetchWithAuth: typeof fetch): PageQueue {
  const clock = createBrowserClock();
  const live = createLiveEvents({
    fetch: fetchWithAuth,
    clock,
    visibility: documentVisibility(document),
    random: Math.random,
  });
  const folders = createFolderResolver(folderMaker, clock);
  const session = getSession();
  const siteId = session.then(({ instanceId }) => instanceId);
  let callsPerMinute: number | undefined;
  session.then(
    (known) => {
      callsPerMinute = known.callsPerMinute;
    },
    // Who shows the session says so.
    () => undefined,
  );
  const listeners = new Set<(count: number) => void>();
  const onKept = (count: number) => {
    for (const listener of listeners) listener(count);
  };
  const { engine, ledger } = createPageEngine({ clock, folders, live, siteId, onKept });
  const firstLook = takeFirstLook(ledger, clock);
  const stopHearing = live.subscribe(ledger.hear);
  const stopTelling = engine.subscribeSummary(live.watchSending(() => engine.getSummary().isBusy));
  const hasher = createContentHasher();
  const planner = createPlanner({
    engine,
    folders,
    callsPerMinute: () => callsPerMinute,
    ports: { clock, target: targetReader, md5: hasher.md5, contentType: contentTypeOf },
  });
  return {
    engine,
    planner,
    ledger,
    account: createIntakeAccount(),
    session,
    firstLook: firstLook.done,
    onKept(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      planner.dispose();
      hasher.dispose();
      stopTelling();
      stopHearing();
      firstLook.stop();
      engine.dispose();
      void ledger.dispose();
    },
  };
}
