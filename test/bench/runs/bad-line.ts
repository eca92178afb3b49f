import { setTimeout as sleep } from 'node:timers/promises';
import { compareWithStored } from '../../support/integrity.ts';
import { bareXhr, type Contestant, uplift, uppyXhr, uppyXhrBatch } from '../lab/contestants.ts';
import type { SampleSet } from '../lab/sample-sets.ts';
import { pickSet, readAccount, untilSettled } from '../lab/send.ts';
import type { Turn } from '../lab/turn.ts';
import { atMost, type TurnResult } from '../report/run-report.ts';
import type { Entry, Run } from './run.ts';

const COUNT = 300;
const SIZE_IN_BYTES = 200 * 1024;
const BREAK_AFTER_DONE = 60;
const BREAK_MS = 4_000;
const POLL_MS = 20;
const SETTLE_TIMEOUT_MS = 300_000;

/** Waits until a fifth of the files is done, then breaks both lines. */
async function breakLinesMidway(turn: Turn): Promise<void> {
  for (;;) {
    const { done, failed } = await readAccount(turn);
    if (done + failed >= COUNT) throw new Error('everything was over before the lines were broken');
    if (done + failed >= BREAK_AFTER_DONE) break;
    await sleep(POLL_MS);
  }
  turn.breakLines(BREAK_MS);
}

async function sendOverBadLine(turn: Turn, set: SampleSet): Promise<TurnResult> {
  const began = performance.now();
  await pickSet(turn, set);
  await breakLinesMidway(turn);
  const account = await untilSettled(turn, COUNT, SETTLE_TIMEOUT_MS).catch(() => readAccount(turn));
  const seconds = (performance.now() - began) / 1000;
  const integrity = compareWithStored(set, await turn.site.storedFiles());
  const { arrived, lost, doubled, damaged } = integrity;
  return {
    figures: {
      arrived,
      lost,
      doubled,
      damaged,
      calledDone: account.done,
      calledFailed: account.failed,
      unaccounted: COUNT - account.done - account.failed,
      // Called done although not stored: what nobody would ever look for again.
      falselyDone: Math.max(0, account.done - arrived),
      seconds,
    },
    integrity,
  };
}

function entry(contestant: Contestant): Entry {
  return {
    name: contestant.name,
    contestant,
    play: (turn, sets) => sendOverBadLine(turn, sets.pictures(COUNT, SIZE_IN_BYTES)),
  };
}

/** What a bad line does to 300 files. */
export const badLine: Run = {
  name: 'bad-line',
  title: '300 × 200 KiB over a bad line',
  setup:
    'The upload host answers 5% of requests with 500, cuts 5% in the middle and loses the answer of 3% after storing the file (the same seed for all). When 60 files are done, the lines to the upload host and to the page’s server are cut for 4 s; the browser is not told. Nobody touches the page. What is stored afterwards is compared with what was chosen and with what the page says.',
  ground: { uploadErrorRate: 0.05, cutUploadRate: 0.05, lostUploadAnswerRate: 0.03, breakable: true },
  entries: [uplift, uppyXhr, uppyXhrBatch, bareXhr].map(entry),
  columns: [
    { key: 'arrived', title: 'arrived', digits: 0 },
    { key: 'lost', title: 'lost', digits: 0 },
    { key: 'doubled', title: 'stored twice', digits: 0 },
    { key: 'calledDone', title: 'page says done', digits: 0 },
    { key: 'calledFailed', title: 'page says failed', digits: 0 },
    { key: 'unaccounted', title: 'neither', digits: 0 },
    { key: 'falselyDone', title: 'said done, not stored', digits: 0 },
    { key: 'seconds', title: 'time (s)', digits: 1 },
  ],
  countsLosses: true,
  judge: (results) => {
    const worst = (key: string) => Math.max(...results.values(uplift.name, key));
    return [
      atMost('all 300 arrive, in every turn', worst('lost'), 0, 'lost'),
      atMost('each once', worst('doubled') + worst('damaged'), 0, 'stored twice or damaged'),
      atMost('none unaccounted', worst('unaccounted'), 0, 'unaccounted'),
      atMost('nobody acts: none is left as failed', worst('calledFailed'), 0, 'failed'),
    ];
  },
};
