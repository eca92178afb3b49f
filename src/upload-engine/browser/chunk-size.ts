const MEBIBYTE = 1024 * 1024;
const MIN_CHUNK = 8 * MEBIBYTE;
const MAX_CHUNK = 64 * MEBIBYTE;

/**
 * How much of a resumable upload goes in one request. What the host has confirmed survives a cut, a pause and a reload;
 * whether it keeps part of a broken request nobody documents, so one chunk is the most that can be lost. Each chunk
 * costs a round trip: 8 MiB take 0.7 s on a line of 100 Mbit/s, where a round trip of 40 ms is 6%, and several files go
 * side by side. Files above 512 MiB take larger chunks (64 requests in all), up to 64 MiB. Multiples of 256 KiB,
 * because the storage behind Wix's host takes nothing else in the middle of a file.
 */
export function chunkSizeFor(sizeInBytes: number): number {
  const share = Math.ceil(sizeInBytes / 64 / MEBIBYTE) * MEBIBYTE;
  return Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, share));
}
