import type { ItemState } from '#upload-engine';

/** How far the file got, where that says something: while bytes move, or where some have left and the rest waits. */
export function movedBytes(state: ItemState): number | undefined {
  if (state.status === 'sending') return state.bytesSent;
  if ((state.status === 'paused' || state.status === 'waiting') && state.bytesSent > 0) return state.bytesSent;
  return undefined;
}
