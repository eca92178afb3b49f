import { type Failure, FILE_NAME_MAX_LENGTH } from '#contracts';
import { FailureError, type SourceFile } from './ports.ts';
import type { QueueEntry } from './queue-entry.ts';

/** What can be said of a file before any call. @returns the failure, or undefined when it may go on */
export function findObviousFailure(file: { readonly name: string; readonly sizeInBytes: number }): Failure | undefined {
  if (file.sizeInBytes === 0) return { code: 'ZERO_FILE_SIZE' };
  if (file.name.length > FILE_NAME_MAX_LENGTH) return { code: 'FILE_NAME_TOO_LONG' };
  return undefined;
}

/** Reads the size. @throws FailureError FILE_UNREADABLE */
export function readSize(source: SourceFile): number {
  try {
    return source.sizeInBytes();
  } catch (error) {
    throw unreadable(error);
  }
}

/**
 * Looks at the file on the disk again: can it be read, and is it still what was picked?
 * Browsers report both as a network error of the upload, which would send people looking at their router.
 */
export async function findDiskFailure(entry: QueueEntry): Promise<Failure | undefined> {
  const { source } = entry;
  try {
    source.letGo?.();
    await source.readHead(1, entry.bytesReached > 0);
    const size = source.sizeInBytes();
    return size === entry.item.sizeInBytes && source.lastModified === entry.lastModified
      ? undefined
      : { code: 'FILE_CHANGED' };
  } catch (error) {
    return unreadable(error).failure;
  }
}

/** A source may say itself that the file changed; whatever else it throws means that it cannot be read. */
export function unreadable(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new FailureError({ code: 'FILE_UNREADABLE', message: message.slice(0, 1_000) }, { cause: error });
}
