import { expect, test } from 'vitest';
import { movedBytes } from '../../../src/dashboard/queue/moved-bytes.ts';
import type { ItemState } from '../../../src/upload-engine/index.ts';

test.each<readonly [ItemState, number | undefined]>([
  [{ status: 'sending', bytesSent: 0, bytesAccepted: 0 }, 0],
  [{ status: 'paused', bytesSent: 8_400_000, bytesAccepted: 0 }, 8_400_000],
  [{ status: 'waiting', reason: 'offline', bytesSent: 8_400_000, bytesAccepted: 0 }, 8_400_000],
  [{ status: 'paused', bytesSent: 0, bytesAccepted: 0 }, undefined],
  [{ status: 'queued' }, undefined],
])('%j shows %s bytes', (state, bytes) => {
  expect(movedBytes(state)).toBe(bytes);
});
