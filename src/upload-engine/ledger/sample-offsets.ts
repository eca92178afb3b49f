/** Bytes of one sample. */
export const SAMPLE_IN_BYTES = 64 * 1024;
/** The samples of a file up to this are the whole file. */
export const SAMPLED_WHOLE_IN_BYTES = 3 * SAMPLE_IN_BYTES;

/**
 * Where a file's samples begin: start, middle and end, enough to tell two photographs of equal size apart at the price of
 * one or three small reads. A file of up to three samples is read whole.
 */
export function sampleOffsets(sizeInBytes: number): readonly number[] {
  if (sizeInBytes <= SAMPLED_WHOLE_IN_BYTES) {
    return [0, 1, 2].map((index) => index * SAMPLE_IN_BYTES).filter((offset) => offset === 0 || offset < sizeInBytes);
  }
  return [0, Math.floor((sizeInBytes - SAMPLE_IN_BYTES) / 2), sizeInBytes - SAMPLE_IN_BYTES];
}
