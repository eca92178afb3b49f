/** What happened this much work ago counts half. Milliseconds of work. */
const HALF_LIFE_MS = 5_000;
/** What is told must not hang on a single lump. */
const LUMPS = 4;

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

/** How a file was sent. */
export interface Sent {
  /** How long it was in its slot. Milliseconds. */
  readonly durationMs: number;
  /** How many files shared the line, itself among them. */
  readonly sharers: number;
}

/** Each file weighs as much as its time is certain: the longer it is thought to take, the less. */
interface SmallFiles {
  readonly weight: number;
  /** Sizes, each times the number of files that shared the line. */
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
  small: { weight: 0, bytes: 0, ms: 0, bytesSquared: 0, bytesByMs: 0 },
};

/** Takes in what moved during the last `elapsedMs` of work. Pure. */
export function measureWork(
  rate: WorkRate,
  moved: {
    readonly bytes: number;
    /** Called sent, but perhaps not gone yet. Bytes. */
    readonly inBuffers: number;
    readonly smallSlots: number;
    readonly smallSending: number;
  },
  elapsedMs: number,
): WorkRate {
  if (elapsedMs <= 0) return rate;
  const keep = 0.5 ** (elapsedMs / halfLifeMs(rate, moved.inBuffers));
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
      weight: small.weight * keepSmall,
      bytes: small.bytes * keepSmall,
      ms: small.ms * keepSmall,
      bytesSquared: small.bytesSquared * keepSmall,
      bytesByMs: small.bytesByMs * keepSmall,
    },
  };
}

/** What buffers hold arrives in lumps: the memory is long enough for several of them. */
function halfLifeMs(rate: WorkRate, inBuffers: number): number {
  if (inBuffers === 0) return HALF_LIFE_MS;
  return rate.bytes === 0
    ? Number.POSITIVE_INFINITY
    : Math.max(HALF_LIFE_MS, (LUMPS * inBuffers * rate.ms) / rate.bytes);
}

/** Takes in a small file that arrived. Pure. */
export function noteSmallFile(rate: WorkRate, sizeInBytes: number, { durationMs, sharers }: Sent): WorkRate {
  const { small } = rate;
  const bytes = sizeInBytes * sharers;
  const ms = durationMs;
  const { perFile, perByte } = small.weight > 0 ? costOf(small) : { perFile: ms, perByte: 0 };
  const weight = 1 / Math.max(1, perFile + perByte * bytes) ** 2;
  return {
    ...rate,
    small: {
      weight: small.weight + weight,
      bytes: small.bytes + weight * bytes,
      ms: small.ms + weight * ms,
      bytesSquared: small.bytesSquared + weight * bytes ** 2,
      bytesByMs: small.bytesByMs + weight * bytes * ms,
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
  const bytesMs = rate.bytes > 0 ? ((small.bytes + large.bytes) * rate.ms) / rate.bytes : undefined;
  if (bytesMs === undefined || smallMs === undefined) return smallMs ?? bytesMs;
  // As long as large files are sent beside small ones the line is busy: then bytes tell how long it is.
  return large.files === 0 ? smallMs : Math.max(bytesMs, smallMs);
}

/**
 * Small files go first, the smallest of them first: those to come cost more than those that arrived. Each costs a time of
 * its own, which passes beside that of the others in their slots, and the line's time for its bytes, which does not.
 * Slots that stood empty lately, because tickets or leave to send were slow to come, will do so again.
 */
export function smallFilesMs({ slotMs, takenMs, small }: WorkRate, left: WorkLeft['small']): number | undefined {
  if (left.files === 0) return 0;
  if (small.weight === 0 || takenMs <= 0) return undefined;
  const { perFile, perByte } = costOf(small);
  const sending = Math.max(1, left.slots) * Math.min(1, takenMs / slotMs);
  return (perFile * left.files) / sending + (perByte * left.bytes) / Math.min(1, sending);
}

/** Least squares, without negative costs: a file's own time, and that of each of its bytes. Milliseconds. */
function costOf({ weight, bytes, ms, bytesSquared, bytesByMs }: SmallFiles): { perFile: number; perByte: number } {
  const spread = bytesSquared * weight - bytes ** 2;
  // Files of one size cannot tell a file's own time from that of its bytes, and need not.
  if (spread < 0.01 * bytes ** 2) return { perFile: 0, perByte: ms / bytes };
  const perByte = (bytesByMs * weight - bytes * ms) / spread;
  if (perByte <= 0) return { perFile: ms / weight, perByte: 0 };
  const perFile = (ms - perByte * bytes) / weight;
  return perFile >= 0 ? { perFile, perByte } : { perFile: 0, perByte: bytesByMs / bytesSquared };
}
