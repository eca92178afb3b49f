import type { Session } from '#contracts';
import {
  createFolderResolver,
  createPlanner,
  createReplacer,
  type LedgerSession,
  type Planner,
  type UploadEngine,
} from '#upload-engine';
import { contentTypeOf, createBrowserClock, createContentHasher } from '#upload-engine/browser';
import { getSession } from '../../backend/session.web.ts';
import { createPageEngine } from './create-page-engine.ts';
import { takeFirstLook } from './first-look.ts';
import { createLiveEvents, documentVisibility } from './live-events.ts';
import { folderMaker, replacedFilesTrash, targetReader } from './plan-backend.ts';

/** The queue with our server behind it. One a page: it outlives every component. */
export interface PageQueue {
  readonly engine: UploadEngine;
  readonly planner: Planner;
  readonly ledger: LedgerSession;
  /** For whom the page works; rejects when the server did not say. */
  readonly session: Promise<Session>;
  /** Resolves when it is known which batches are unfinished, or that this cannot be known now. */
  readonly firstLook: Promise<void>;
  /** Old files that could not be taken away after others had taken their places. */
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
  const { engine, ledger } = createPageEngine({ clock, folders, live, siteId });
  const firstLook = takeFirstLook(ledger, clock);
  const stopHearing = live.subscribe(ledger.hear);
  const hasher = createContentHasher();
  const listeners = new Set<(count: number) => void>();
  const replacer = createReplacer({
    engine,
    clock,
    trash: replacedFilesTrash,
    onKept: (count) => {
      for (const listener of listeners) listener(count);
    },
  });
  const planner = createPlanner({
    engine,
    folders,
    replacer,
    ports: { clock, target: targetReader, md5: hasher.md5, contentType: contentTypeOf },
  });
  return {
    engine,
    planner,
    ledger,
    session,
    firstLook: firstLook.done,
    onKept(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      planner.dispose();
      hasher.dispose();
      stopHearing();
      firstLook.stop();
      engine.dispose();
      void ledger.dispose();
    },
  };
}
