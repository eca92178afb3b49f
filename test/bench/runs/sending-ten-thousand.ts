import { bareXhr, type Contestant, uplift } from '../lab/contestants.ts';
import { keyAnswersMs, startTyping } from '../lab/keyboard.ts';
import { longestTaskMs } from '../lab/probe.ts';
import { conclude, pickSet, untilSettled } from '../lab/send.ts';
import { atMost, type Figures } from '../report/run-report.ts';
import { percentile } from '../report/statistics.ts';
import type { Entry, Run } from './run.ts';

const KIBIBYTE = 1024;
const MANY = 10_000;
const FEW = 1_000;
const WARM_UP_FILES = 1_500;
const few = `${uplift.name}, 1,000 files`;

function entry(name: string, contestant: Contestant, count: number): Entry {
  return {
    name,
    contestant,
    async play(turn, sets) {
      const set = sets.pictures(count, KIBIBYTE);
      await pickSet(turn, set);
      const typist = await startTyping(turn);
      const account = await untilSettled(turn, count).finally(() => typist.stop());
      const settledAt = Date.now();
      const pressed = await typist.stop();
      const { reading, sentMs, settledMs, integrity } = await conclude(turn, set, account, settledAt);
      const figures: Figures = {
        sentSeconds: sentMs / 1000,
        msPerFile: sentMs / count,
        settledSeconds: settledMs / 1000,
        longestTaskMs: longestTaskMs(reading),
        keyAnswerMs: percentile(keyAnswersMs(pressed, reading.slowKeyPresses), 0.95),
      };
      const long = reading.tasks
        .filter(({ durationMs }) => durationMs > 50)
        .map(({ durationMs, scripts }) => `${Math.round(durationMs)} ms (${scripts.join('; ')})`);
      return {
        figures,
        integrity,
        remarks: [
          `${pressed} keys pressed`,
          ...(long.length > 0 ? [`${long.length} long tasks, first ${long.slice(0, 3).join(', ')}`] : []),
        ],
      };
    },
  };
}

/** 10,000 files are sent while somebody uses the keyboard. */
export const sendingTenThousand: Run = {
  name: 'sending-10k',
  title: '10,000 × 1 KiB, sending',
  setup:
    'From `change` to the answer to the last PUT, adding included. Tab and Shift+Tab are pressed in turns all the while, eight a second; a key is answered when the next frame is painted (Event Timing, which tells nothing below 16 ms).',
  ground: { warmUpFiles: WARM_UP_FILES },
  entries: [entry(uplift.name, uplift, MANY), entry(bareXhr.name, bareXhr, MANY), entry(few, uplift, FEW)],
  columns: [
    { key: 'sentSeconds', title: 'sent (s)', digits: 1 },
    { key: 'msPerFile', title: 'ms a file', digits: 2 },
    { key: 'settledSeconds', title: 'page says done (s)', digits: 1 },
    { key: 'longestTaskMs', title: 'longest task (ms)', digits: 0 },
    { key: 'keyAnswerMs', title: 'key answered, p95 (ms)', digits: 0 },
  ],
  judge: (results) => {
    const cost = (name: string) => results.median(name, 'msPerFile');
    return [
      atMost('at most 1.3 times a bare loop', cost(uplift.name) / cost(bareXhr.name), 1.3, '×', 2),
      atMost('no task over 50 ms', results.median(uplift.name, 'longestTaskMs'), 50, 'ms'),
      atMost('key press answered within 50 ms (p95)', results.median(uplift.name, 'keyAnswerMs'), 50, 'ms'),
      atMost('cost of a file at most 1.1 times that at 1,000', cost(uplift.name) / cost(few), 1.1, '×', 2),
    ];
  },
};
