import { setTimeout as sleep } from 'node:timers/promises';
import { uplift } from '../lab/contestants.ts';
import { findRenderer, type MemoryReading, peekMemory, readMemory } from '../lab/memory.ts';
import { pickSet, readAccount } from '../lab/send.ts';
import type { Turn } from '../lab/turn.ts';
import { atMost } from '../report/run-report.ts';
import type { Run } from './run.ts';

const GIBIBYTE = 1024 ** 3;
const MEBIBYTE = 1024 ** 2;
const SIZE_IN_BYTES = 10 * GIBIBYTE;
const SENT_IN_BYTES = 3 * GIBIBYTE;
const SAMPLE_MS = 500;
const SEND_TIMEOUT_MS = 300_000;
const BYTES_SENT = `Number(document.querySelector('[data-hook="summary"]')?.dataset.bytesSent ?? 0)`;

/** Samples the memory until enough has been sent; gives the highest of each. */
async function watchUntilSent(turn: Turn, processId: number): Promise<MemoryReading> {
  const deadline = performance.now() + SEND_TIMEOUT_MS;
  let heapInBytes = 0;
  let rendererInBytes = 0;
  while ((await turn.page.frame.evaluate<number>(BYTES_SENT)) < SENT_IN_BYTES) {
    const account = await readAccount(turn);
    if (account.failed > 0) throw new Error('the file was refused');
    if (performance.now() > deadline) throw new Error(`too slow: ${JSON.stringify(account)}`);
    const now = await peekMemory(turn.page, processId);
    heapInBytes = Math.max(heapInBytes, now.heapInBytes);
    rendererInBytes = Math.max(rendererInBytes, now.rendererInBytes);
    await sleep(SAMPLE_MS);
  }
  return { heapInBytes, rendererInBytes };
}

/** One file of 10 GiB. */
export const tenGibibytes: Run = {
  name: 'ten-gibibytes',
  title: 'One file of 10 GiB',
  setup:
    'A sparse file of 10 GiB is picked and sent by the resumable way; after 3 GiB the browser is closed. Memory is sampled every half second, without collecting garbage: the highest of all samples counts. The MD5 is computed meanwhile, as always.',
  ground: {},
  entries: [
    {
      name: uplift.name,
      contestant: uplift,
      async play(turn, sets) {
        const processId = await findRenderer(turn.page);
        const idle = await readMemory(turn.page, processId);
        await pickSet(turn, sets.sparseFilm(SIZE_IN_BYTES));
        const began = performance.now();
        const highest = await watchUntilSent(turn, processId);
        const seconds = (performance.now() - began) / 1000;
        return {
          figures: {
            heapMebibytes: (highest.heapInBytes - idle.heapInBytes) / MEBIBYTE,
            rendererMebibytes: (highest.rendererInBytes - idle.rendererInBytes) / MEBIBYTE,
            mebibytesPerSecond: SENT_IN_BYTES / MEBIBYTE / seconds,
          },
        };
      },
    },
  ],
  columns: [
    { key: 'heapMebibytes', title: 'highest JS heap over idle (MiB)', digits: 1 },
    { key: 'rendererMebibytes', title: 'highest process over idle (MiB)', digits: 0 },
    { key: 'mebibytesPerSecond', title: 'MiB/s', digits: 0 },
  ],
  judge: (results) => [
    atMost('heap within 50 MiB of idle', results.median(uplift.name, 'heapMebibytes'), 50, 'MiB', 1),
    atMost('process within 50 MiB of idle', results.median(uplift.name, 'rendererMebibytes'), 50, 'MiB', 1),
  ],
};
