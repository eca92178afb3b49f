import { setTimeout as sleep } from 'node:timers/promises';
import { type Contestant, uplift, uppyXhr } from '../lab/contestants.ts';
import { findRenderer, readMemory } from '../lab/memory.ts';
import { longestTaskMs, type ProbeReading, readProbe } from '../lab/probe.ts';
import type { SampleSet } from '../lab/sample-sets.ts';
import { pickSet, readAccount } from '../lab/send.ts';
import type { Turn } from '../lab/turn.ts';
import { atMost, type TurnResult } from '../report/run-report.ts';
import type { Entry, Run } from './run.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;
const POLL_MS = 200;
const ADD_TIMEOUT_MS = 300_000;

function sizesKnownAfterMs({ sizesRead }: ProbeReading, count: number): number | undefined {
  return sizesRead.find(([read]) => read === count)?.[1];
}

/** Waits until the list is shown and every size was read. */
async function untilAdded(turn: Turn, count: number): Promise<ProbeReading> {
  const deadline = performance.now() + ADD_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const reading = await readProbe(turn.page.frame);
    if (reading.listedAfterMs !== undefined && sizesKnownAfterMs(reading, count) !== undefined) return reading;
    await sleep(POLL_MS);
  }
  throw new Error(`${turn.contestant.name} did not take all files: ${JSON.stringify(await readAccount(turn))}`);
}

/** What held the thread longest, for whoever wants to make it shorter. */
function remarksOf(reading: ProbeReading): string[] {
  return reading.tasks
    .filter(({ startedAt, durationMs }) => startedAt + durationMs - Math.max(startedAt, reading.changeAt) > 50)
    .slice(0, 3)
    .map(({ startedAt, durationMs, scripts }) => {
      const at = Math.round(startedAt - reading.changeAt);
      return `task of ${Math.round(durationMs)} ms at ${at} ms after change (${scripts.join('; ')})`;
    });
}

async function addFiles(turn: Turn, set: SampleSet): Promise<TurnResult> {
  const count = set.paths.length;
  const processId = await findRenderer(turn.page);
  const idle = await readMemory(turn.page, processId);
  await pickSet(turn, set, true);
  const reading = await untilAdded(turn, count);
  const sizesKnownMs = sizesKnownAfterMs(reading, count) ?? Number.NaN;
  const { chosen } = await readAccount(turn);
  if (chosen !== count) throw new Error(`${chosen} of ${count} files are in the list`);
  const full = await readMemory(turn.page, processId);
  return {
    figures: {
      listedMs: reading.listedAfterMs ?? Number.NaN,
      longestTaskMs: longestTaskMs(reading),
      sizesKnownSeconds: sizesKnownMs / 1000,
      heapMebibytes: (full.heapInBytes - idle.heapInBytes) / MEBIBYTE,
      rendererMebibytes: (full.rendererInBytes - idle.rendererInBytes) / MEBIBYTE,
    },
    remarks: remarksOf(reading),
  };
}

function entry(contestant: Contestant, count: number): Entry {
  return {
    name: contestant.name,
    contestant,
    play: (turn, sets) => addFiles(turn, sets.pictures(count, KIBIBYTE)),
  };
}

const columns = [
  { key: 'listedMs', title: 'list shown (ms)', digits: 0 },
  { key: 'longestTaskMs', title: 'longest task (ms)', digits: 0 },
  { key: 'sizesKnownSeconds', title: 'all sizes known (s)', digits: 1 },
  { key: 'heapMebibytes', title: 'JS heap over idle (MiB)', digits: 1 },
  { key: 'rendererMebibytes', title: 'process over idle (MiB)', digits: 0 },
];

const howMeasured =
  'From `change` (before it, the browser makes its own list of the files) to the frame that shows rows and the full count. Sending begins by itself meanwhile, as it does for a user. Of the task in which `change` fires only the part after it counts.';

/** 10,000 files are added. */
export const addingTenThousand: Run = {
  name: 'adding-10k',
  title: '10,000 × 1 KiB, adding',
  setup: howMeasured,
  ground: {},
  entries: [entry(uplift, 10_000), entry(uppyXhr, 10_000)],
  columns,
  judge: (results) => [
    atMost('list shown and usable within 200 ms of `change`', results.median(uplift.name, 'listedMs'), 200, 'ms'),
    atMost('no task over 50 ms', results.median(uplift.name, 'longestTaskMs'), 50, 'ms'),
    atMost('all sizes known within 6 s', results.median(uplift.name, 'sizesKnownSeconds'), 6, 's', 1),
  ],
};

/** 100,000 files are added. */
export const addingHundredThousand: Run = {
  name: 'adding-100k',
  title: '100,000 × 1 KiB, adding',
  setup: `${howMeasured} Memory is read when the last size is known, after collecting garbage.`,
  ground: {},
  entries: [entry(uplift, 100_000)],
  columns,
  judge: (results) => [
    atMost('usable within 3 s of `change`', results.median(uplift.name, 'listedMs'), 3_000, 'ms'),
    atMost('no task over 50 ms', results.median(uplift.name, 'longestTaskMs'), 50, 'ms'),
    atMost('JS heap at most 150 MiB over idle', results.median(uplift.name, 'heapMebibytes'), 150, 'MiB', 1),
  ],
};
