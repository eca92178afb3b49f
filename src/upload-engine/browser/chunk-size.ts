const MEBIBYTE = 1024 * 1024;
const MIN_CHUNK = 8 * MEBIBYTE;
const MAX_CHUNK = 64 * MEBIBYTE;
/** What the line moves in this time goes in one request: beside it a round trip of 100 ms is 5%. Milliseconds. */
const CHUNK_MS = 2_000;

/** A chunk that the host has confirmed, and the time from its first byte to the answer. */
export interface SentChunk {
  readonly sizeInBytes: number;
  readonly durationMs: number;
}

/**
 * How much of a resumable upload goes in the next request. What the host has confirmed survives a cut, a pause and a reload;
 * whether it keeps part of a broken request nobody documents, so one chunk is the most that can be lost: on a weak line
 * little, on a good one two seconds' worth. Multiples of 256 KiB, because the storage behind Wix's host takes nothing else
 * in the middle of a file.
 * @param last of the same upload; undefined for the first one
 * @returns bytes, 8 to 64 MiB
 */
export function nextChunkSize(last: SentChunk | undefined): number {
  if (!last) return MIN_CHUNK;
  const bytes = (last.sizeInBytes / Math.max(1, last.durationMs)) * CHUNK_MS;
  return Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, Math.floor(bytes / MEBIBYTE) * MEBIBYTE));
}
