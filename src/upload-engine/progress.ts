/** Half-life of the smoothing: what happened this long ago counts half. Milliseconds. */
export const SPEED_HALF_LIFE_MS = 2_000;
/** Nothing is claimed before this much measured time. Milliseconds. */
export const SPEED_STABLE_AFTER_MS = 3_000;

/** Smoothed speed, in bytes and in files: many small files are slow for another reason than one large one. */
export interface SpeedState {
  readonly bytesPerMs: number;
  readonly filesPerMs: number;
  /** Time measured so far, without pauses. Milliseconds. */
  readonly measuredMs: number;
}

export const noSpeed: SpeedState = { bytesPerMs: 0, filesPerMs: 0, measuredMs: 0 };

/** Takes in what moved during the last `elapsedMs`. Pure: the same moves in one step or in ten weigh the same. */
export function measureSpeed(
  state: SpeedState,
  moved: { bytes: number; files: number },
  elapsedMs: number,
): SpeedState {
  if (elapsedMs <= 0) return state;
  const keep = 0.5 ** (elapsedMs / SPEED_HALF_LIFE_MS);
  return {
    bytesPerMs: state.bytesPerMs * keep + (moved.bytes / elapsedMs) * (1 - keep),
    filesPerMs: state.filesPerMs * keep + (moved.files / elapsedMs) * (1 - keep),
    measuredMs: state.measuredMs + elapsedMs,
  };
}

/** Bytes a second; undefined until stable. The average starts from zero, so its share that nobody measured yet is taken out. */
export function bytesPerSecond(state: SpeedState): number | undefined {
  if (state.measuredMs < SPEED_STABLE_AFTER_MS) return undefined;
  return (state.bytesPerMs / measuredShare(state)) * 1_000;
}

/** Time left as the slower of both predictions, by bytes and by files. Undefined until stable, or when nothing moves. */
export function timeLeftMs(state: SpeedState, left: { bytes: number; files: number }): number | undefined {
  if (state.measuredMs < SPEED_STABLE_AFTER_MS) return undefined;
  const share = measuredShare(state);
  const byBytes = predict(left.bytes, state.bytesPerMs / share);
  const byFiles = predict(left.files, state.filesPerMs / share);
  if (byBytes === undefined) return undefined;
  // A file takes its time: until one has finished, only bytes can tell.
  return Math.round(Math.max(byBytes, byFiles ?? 0));
}

function measuredShare(state: SpeedState): number {
  return 1 - 0.5 ** (state.measuredMs / SPEED_HALF_LIFE_MS);
}

function predict(left: number, perMs: number): number | undefined {
  if (left <= 0) return 0;
  return perMs > 1e-9 ? left / perMs : undefined;
}
