import type { Verification } from '#contracts';

const md5Shape = /^[0-9a-f]{32}$/;

/**
 * Compares the MD5 of the bytes on the user's disk with Wix's hash of the stored ones. Wix does not document its algorithm:
 * equality proves it for this kind of media on this site (`comparable`), and only then does a difference prove anything.
 * @returns undefined as long as one of the two is not known.
 */
export function compareHashes(
  md5: string | null,
  wixHash: string | null,
  comparable: boolean,
): Verification | undefined {
  if (!md5 || !wixHash) return undefined;
  const stored = wixHash.toLowerCase();
  if (stored === md5) return 'verified';
  return comparable && md5Shape.test(stored) ? 'different' : 'not-comparable';
}
