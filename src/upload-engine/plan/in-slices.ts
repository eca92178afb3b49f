import type { Clock } from '../ports.ts';

/** The longest that the thread is kept at a stretch. Milliseconds. */
const SLICE_MS = 8;

export interface SliceOptions<Progress> {
  readonly signal?: AbortSignal;
  /** Called between two slices with what the work said last. */
  readonly onSlice?: (progress: Progress) => void;
}

/**
 * Runs work that pauses often without keeping the thread longer than a slice.
 * @throws the signal's reason when it is aborted between two slices
 */
export async function inSlices<Progress, Result>(
  steps: Generator<Progress, Result>,
  clock: Pick<Clock, 'now' | 'yield'>,
  { signal, onSlice }: SliceOptions<Progress> = {},
): Promise<Result> {
  let startedAt = clock.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (clock.now() - startedAt < SLICE_MS) continue;
    onSlice?.(step.value);
    await clock.yield();
    signal?.throwIfAborted();
    startedAt = clock.now();
  }
}
