import { SAMPLE_IN_BYTES, sampleOffsets } from '../ledger/sample-offsets.ts';

/**
 * A hash by which a file is known again after a reload. It proves that the sampled bytes are the same, not that all are.
 * @returns 64 lower-case hex digits (SHA-256 over the samples).
 * @throws NotFoundError or NotReadableError of the browser when the file cannot be read.
 */
export async function sampleHash(body: Blob): Promise<string> {
  const samples = new Blob(sampleOffsets(body.size).map((offset) => body.slice(offset, offset + SAMPLE_IN_BYTES)));
  return sampleHashOf(await samples.arrayBuffer());
}

/** The same where the samples have been read: of a file up to `SAMPLED_WHOLE_IN_BYTES` that is the file. */
export async function sampleHashOf(samples: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', samples);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
