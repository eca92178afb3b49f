import { setTimeout as sleep } from 'node:timers/promises';
import { uplift } from '../lab/contestants.ts';
import { findRenderer, readMemory } from '../lab/memory.ts';
import { sendSet } from '../lab/send.ts';
import { atMost } from '../report/run-report.ts';
import type { Run } from './run.ts';

const COUNT = 10_000;
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;
/** After the last file, for timers and late answers to end. */
const REST_MS = 3_000;

/** Elements of all rows, and of what holds them. */
const LIST_ELEMENTS = `(() => {
  const row = document.querySelector('[data-hook="upload-row"]');
  return row === null ? 0 : row.parentElement.querySelectorAll('*').length + 1;
})()`;

/** What the page keeps after 10,000 files. */
export const memory: Run = {
  name: 'memory',
  title: 'Memory after sending 10,000 × 1 KiB',
  setup:
    'JS heap after collecting garbage, three seconds after the last file is ready, over the same page before files were picked. The process also holds what the browser keeps for 10,000 `File` objects.',
  ground: {},
  entries: [
    {
      name: uplift.name,
      contestant: uplift,
      async play(turn, sets) {
        const processId = await findRenderer(turn.page);
        const idle = await readMemory(turn.page, processId);
        const { integrity } = await sendSet(turn, sets.pictures(COUNT, KIBIBYTE));
        await sleep(REST_MS);
        const after = await readMemory(turn.page, processId);
        return {
          figures: {
            idleHeapMebibytes: idle.heapInBytes / MEBIBYTE,
            heapMebibytes: (after.heapInBytes - idle.heapInBytes) / MEBIBYTE,
            rendererMebibytes: (after.rendererInBytes - idle.rendererInBytes) / MEBIBYTE,
            listElements: await turn.page.frame.evaluate<number>(LIST_ELEMENTS),
          },
          integrity,
        };
      },
    },
  ],
  columns: [
    { key: 'idleHeapMebibytes', title: 'idle JS heap (MiB)', digits: 1 },
    { key: 'heapMebibytes', title: 'JS heap over idle (MiB)', digits: 1 },
    { key: 'rendererMebibytes', title: 'process over idle (MiB)', digits: 0 },
    { key: 'listElements', title: 'elements in the list', digits: 0 },
  ],
  judge: (results) => [
    atMost('at most 10 MiB of JS heap over the idle page', results.median(uplift.name, 'heapMebibytes'), 10, 'MiB', 1),
    atMost('at most 600 elements in the list', results.median(uplift.name, 'listElements'), 600, 'elements'),
  ],
};
