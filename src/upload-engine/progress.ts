/** Half-life of the smoothing: what happened this long ago counts half. Milliseconds. */
export const SPEED_HALF_LIFE_MS = 2_000;
/** Nothing is claimed before this much measured time. Milliseconds. */
export const SPEED_STABLE_AFTER_MS = 3_000;

/** Smoothed speed. */
export interface SpeedState {
  readonly bytesPerMs: number;
  /** Time measured so far, without pauses. Milliseconds. */
  readonly measuredMs: number;
}

export const noSpeed: SpeedState = { bytesPerMs: 0, measuredMs: 0 };

/** Takes in what moved during the last `elapsedMs`. Pure: the same moves in one step or in ten weigh the same. */
export function measureSpeed(state: SpeedState, bytes: number, elapsedMs: number): SpeedState {
  if (elapsedMs <= 0) return state;
  const keep = 0.5 ** (elapsedMs / SPEED_HALF_LIFE_MS);
  return {
    bytesPerMs: state.bytesPerMs * keep + (bytes / elapsedMs) * (1 - keep),
    measuredMs: state.measuredMs + elapsedMs,
  };
}

/** Bytes a second; undefined until stable. The average starts from zero, so its share that nobody measured yet is taken out. */
export function bytesPerSecond(state: SpeedState): number | undefined {
  if (state.measuredMs < SPEED_STABLE_AFTER_MS) return undefined;
  return (state.bytesPerMs / measuredShare(state)) * 1_000;
}

function measuredShare(state: SpeedState): number {
  return 1 - 0.5 ** (state.measuredMs / SPEED_HALF_LIFE_MS);
}
