import type { MediaFile } from '../state/model.ts';
import type { FileEvents, World } from '../world.ts';

/** What happens to a file after its bytes are there: at once for images and documents, after a while for video and audio. */
export interface Processing {
  /** Takes over a file that was just entered; it is READY or PENDING by its kind. */
  begin(file: MediaFile): void;
  /** Ends an import that could not be fetched. */
  fail(file: MediaFile, code: string, description: string): void;
  close(): void;
}

export function createProcessing(world: World, events: FileEvents): Processing {
  const timers = new Set<NodeJS.Timeout>();

  const fail = (file: MediaFile, code: string, description: string): void => {
    const failed = world.store.files.put({ ...file, operationStatus: 'FAILED', updatedAt: world.now() });
    events.fileFailed(failed, { code, description });
  };

  const finish = (fileId: string): void => {
    const file = world.store.files.get(fileId);
    if (file?.operationStatus !== 'PENDING') return;
    if (world.faults.happens('processing', world.faults.current.processingFailureRate)) {
      fail(file, 'FILE_PROCESSING_FAILED', 'The file could not be processed');
      return;
    }
    const { processedAt: _processedAt, ...rest } = file;
    events.fileReady(world.store.files.put({ ...rest, operationStatus: 'READY', updatedAt: world.now() }));
  };

  const schedule = (file: MediaFile): void => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        finish(file.id);
      },
      Math.max(0, (file.processedAt ?? 0) - world.now()),
    );
    timers.add(timer);
  };

  return {
    fail,
    begin(file) {
      if (file.operationStatus === 'READY') events.fileReady(file);
      else schedule(file);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
