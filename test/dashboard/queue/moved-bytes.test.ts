import { expect, test } from 'vitest';
import { movedBytes } from '../../../src/dashboard/queue/moved-bytes.ts';
import type { ItemState } from '../../../src/upload-engine/index.ts';

const sending = (bytesSent: number): ItemState => ({ status: 'sending', bytesSent, bytesAccepted: 0 });

test.each<readonly [ItemState, number | undefined, number | undefined]>([
  [sending(0), undefined, 0],
  [sending(8_400_000), 8_400_000, 8_400_000],
  // Bytes go a second time.
  [sending(100_000), 8_400_000, 8_400_000],
  [sending(8_400_000), 12_000_000, 10_000_000],
  [{ status: 'paused', bytesSent: 8_400_000, bytesAccepted: 0 }, 8_400_000, 8_400_000],
  [{ status: 'waiting', reason: 'offline', bytesSent: 0, bytesAccepted: 0 }, 8_400_000, 8_400_000],
  [{ status: 'paused', bytesSent: 0, bytesAccepted: 0 }, undefined, undefined],
  [{ status: 'queued' }, undefined, undefined],
  [{ status: 'ticketing' }, 8_400_000, 8_400_000],
  [{ status: 'failed', failure: { code: 'NETWORK' } }, 8_400_000, undefined],
  [{ status: 'accepted', file: { id: 'a', url: '' } }, 10_000_000, undefined],
])('%j that got to %s shows %s bytes', (state, bytesReached, shown) => {
  const item = { state, sizeInBytes: 10_000_000, ...(bytesReached === undefined ? {} : { bytesReached }) };
  expect(movedBytes(item)).toBe(shown);
});
