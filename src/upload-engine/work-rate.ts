/** What happened this much work ago counts half. Milliseconds of work. */
const HALF_LIFE_MS = 5_000;

/**
 * How fast work goes, from what has lately been done. Time in which nothing could be done (a pause, Wix's quota) is not in
 * it. All sums fade alike, so that their ratios are of the same time.
 */
export interface WorkRate {
  /** Time worked so far, not faded. Milliseconds. */
  readonly workedMs: number;
  /** Faded: time worked, and what moved in it. */
  readonly ms: number;
  readonly bytes: number;
  /** Faded: time of all slots that small files could have taken while there were some. Milliseconds times slots. */
  readonly slotMs: number;
  /** Faded: of it, what they took. */
  readonly takenMs: number;
  /** Faded sums over the small files that arrived: their number, sizes, times in a slot, and products. */
  readonly small: SmallFiles;
}

interface SmallFiles {
  readonly count: number;
  readonly bytes: number;
  readonly ms: number;
  readonly bytesSquared: number;
  readonly bytesByMs: number;
}

export const noWork: WorkRate = {
  workedMs: 0,
  ms: 0,
  bytes: 0,
  slotMs: 0,
  takenMs: 0,
  small: { count: 0, bytes: 0, ms: 0, bytesSquared: 0, bytesByMs: 0 },
};

/** Takes in what moved during the last `elapsedMs` of work. Pure. */
export function measureWork(
  rate: WorkRate,
  moved: { readonly bytes: number; readonly smallSlots: number; readonly smallSending: number },
  elapsedMs: number,
): WorkRate {
  if (elapsedMs <= 0) return rate;
  const keep = 0.5 ** (elapsedMs / HALF_LIFE_MS);
  // While only large files are sent, nothing new is learnt of small ones.
  const keepSmall = moved.smallSlots > 0 ? keep : 1;
  const { small } = rate;
  return {
    workedMs: rate.workedMs + elapsedMs,
    ms: rate.ms * keep + elapsedMs,
    bytes: rate.bytes * keep + moved.bytes,
    slotMs: rate.slotMs * keepSmall + moved.smallSlots * elapsedMs,
    takenMs: rate.takenMs * keepSmall + moved.smallSending * elapsedMs,
    small: {
      count: small.count * keepSmall,
      bytes: small.bytes * keepSmall,
      ms: small.ms * keepSmall,
      bytesSquared: small.bytesSquared * keepSmall,
      bytesByMs: small.bytesByMs * keepSmall,
    },
  };
}

/** Takes in a small file that arrived after so long in its slot. Pure. */
export function noteSmallFile(rate: WorkRate, sizeInBytes: number, durationMs: number): WorkRate {
  const { small } = rate;
  return {
    ...rate,
    small: {
      count: small.count + 1,
      bytes: small.bytes + sizeInBytes,
      ms: small.ms + durationMs,
      bytesSquared: small.bytesSquared + sizeInBytes ** 2,
      bytesByMs: small.bytesByMs + sizeInBytes * durationMs,
    },
  };
}

export interface WorkLeft {
  /** `slots`: how many of them may go at once. */
  readonly small: { readonly files: number; readonly bytes: number; readonly slots: number };
  readonly large: { readonly files: number; readonly bytes: number };
}

/** How long the work takes when nothing holds it up. Undefined where nothing has moved that could tell. Milliseconds. */
export function workTimeMs(rate: WorkRate, { small, large }: WorkLeft): number | undefined {
  const smallMs = smallFilesMs(rate, small);
  const bytes = small.bytes + large.bytes;
  if (bytes === 0) return smallMs ?? 0;
  const bytesMs = rate.bytes > 0 ? (bytes * rate.ms) / rate.bytes : undefined;
  if (bytesMs === undefined || smallMs === undefined) return bytesMs ?? smallMs;
  // As long as large files are sent beside them the line is busy: then bytes tell how long it is.
  if (large.bytes > 0) return Math.max(bytesMs, smallMs);
  // The more a file's bytes cost, the more it is the line that takes the time, however many share it.
  const share = byteShare(rate.small, small);
  return share * bytesMs + (1 - share) * smallMs;
}

/** How much of what the files that are left will cost is due to their bytes. 0 to 1. */
function byteShare(small: SmallFiles, left: WorkLeft['small']): number {
  if (!isVaried(small)) return 1;
  const { perFile, perByte } = costOf(small);
  return (perByte * left.bytes) / (perFile * left.files + perByte * left.bytes);
}

/**
 * Small files go first, the smallest of them first: those to come cost more than those that arrived. What a file costs
 * is its time in a slot, a straight line over its size. Slots that stood empty lately, because tickets or leave to send were
 * slow to come, will do so again.
 */
export function smallFilesMs({ slotMs, takenMs, small }: WorkRate, left: WorkLeft['small']): number | undefined {
  if (left.files === 0) return 0;
  if (small.count < 0.5 || takenMs <= 0) return undefined;
  const { perFile, perByte } = costOf(small);
  const taken = Math.min(1, takenMs / slotMs);
  return (perFile * left.files + perByte * left.bytes) / (Math.max(1, left.slots) * taken);
}

/** Least squares, without negative costs: a file's own time, and that of each of its bytes. Milliseconds. */
function costOf({ count, bytes, ms, bytesSquared, bytesByMs }: SmallFiles): { perFile: number; perByte: number } {
  const spread = bytesSquared * count - bytes ** 2;
  const perByte = spread > 0 ? (bytesByMs * count - bytes * ms) / spread : 0;
  if (perByte <= 0) return { perFile: ms / count, perByte: 0 };
  const perFile = (ms - perByte * bytes) / count;
  return perFile >= 0 ? { perFile, perByte } : { perFile: 0, perByte: bytesByMs / bytesSquared };
}

/** Files of one size cannot tell a file's own cost from that of its bytes, and need not. */
function isVaried({ count, bytes, bytesSquared }: SmallFiles): boolean {
  return bytesSquared * count - bytes ** 2 > 0.01 * bytes ** 2;
}
