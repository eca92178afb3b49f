import { FILE_IDS_PER_CALL, type LiveEvent, type MediaFile } from '#contracts';
import type { Clock, ReadinessSource } from '#upload-engine';
import type { LiveEvents } from './live-events.ts';

/** Files of one batch become ready together: news is collected for so long before it is asked about. Milliseconds. */
const COLLECT_MS = 200;

/**
 * Asks for the state of files as before, and also at once when the site's live events say that one of them changed. The
 * answer alone counts, never the event. Live events are only listened to while a file is known to be in processing.
 */
export function createLiveReadiness(
  ask: ReadinessSource['getFileStates'],
  live: Pick<LiveEvents, 'subscribe'>,
  clock: Pick<Clock, 'setTimeout'>,
): ReadinessSource {
  /** Ids of files that were in processing when they were last asked about. */
  const inProcessing = new Set<string>();
  const changed = new Set<string>();
  const listeners = new Set<(file: MediaFile) => void>();
  let asking = new AbortController();
  let stopListening: (() => void) | undefined;
  let isCollecting = false;

  function take(files: readonly MediaFile[]): void {
    for (const { id, operationStatus } of files) {
      if (operationStatus === 'PENDING' && listeners.size > 0) inProcessing.add(id);
      else inProcessing.delete(id);
    }
    listen();
  }

  function listen(): void {
    if (inProcessing.size > 0) stopListening ??= live.subscribe(hear);
    else {
      stopListening?.();
      stopListening = undefined;
    }
  }

  function hear(event: LiveEvent): void {
    if (event.type === 'gap') for (const id of inProcessing) changed.add(id);
    if (event.type === 'file-changed' && event.fileId && inProcessing.has(event.fileId)) changed.add(event.fileId);
    if (changed.size === 0 || isCollecting) return;
    isCollecting = true;
    clock.setTimeout(() => void askAboutChanged(), COLLECT_MS);
  }

  async function askAboutChanged(): Promise<void> {
    isCollecting = false;
    const ids = [...changed].filter((id) => inProcessing.has(id));
    changed.clear();
    for (let start = 0; start < ids.length; start += FILE_IDS_PER_CALL) {
      const files = await ask(ids.slice(start, start + FILE_IDS_PER_CALL), asking.signal).catch(() => []);
      take(files);
      for (const file of files) {
        if (file.operationStatus !== 'PENDING') for (const listener of [...listeners]) listener(file);
      }
    }
  }

  return {
    async getFileStates(fileIds, signal) {
      const files = await ask(fileIds, signal);
      take(files);
      return files;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        asking.abort();
        asking = new AbortController();
        inProcessing.clear();
        changed.clear();
        listen();
      };
    },
  };
}
