import type { UploadItem } from '#upload-engine';

/**
 * How far the file got, where that says something: while bytes move, or where some have left and the rest is to come. As the
 * total counts it, so that the two tell one story: never past the end, and never back.
 */
export function movedBytes({ state, bytesReached = 0, sizeInBytes = 0 }: MovedItem): number | undefined {
  switch (state.status) {
    case 'sending':
      return Math.min(bytesReached, sizeInBytes);
    case 'queued':
    case 'checking':
    case 'ticketing':
    case 'paused':
    case 'waiting':
      return bytesReached > 0 ? Math.min(bytesReached, sizeInBytes) : undefined;
    default:
      return undefined;
  }
}

type MovedItem = Pick<UploadItem, 'state' | 'bytesReached' | 'sizeInBytes'>;
