import { bareTus, type Contestant, uplift, uppyTus } from '../lab/contestants.ts';
import { sendSet } from '../lab/send.ts';
import { atMost } from '../report/run-report.ts';
import type { Entry, Run } from './run.ts';

const GIBIBYTE = 1024 ** 3;

function entry(contestant: Contestant): Entry {
  return {
    name: contestant.name,
    contestant,
    async play(turn, sets) {
      const { sentMs, settledMs, integrity } = await sendSet(turn, sets.film(GIBIBYTE));
      const sentSeconds = sentMs / 1000;
      return {
        figures: { sentSeconds, mebibytesPerSecond: 1024 / sentSeconds, settledSeconds: settledMs / 1000 },
        integrity,
      };
    },
  };
}

/** One file of 1 GiB, resumable. */
export const largeFile: Run = {
  name: 'large-file',
  title: 'One file of 1 GiB, resumable',
  setup:
    'A film of random bytes. From `change` to the answer to the finalising PUT. Uplift computes the MD5 of the file in a worker meanwhile; the others compute none.',
  ground: { processingDelayMs: 0 },
  entries: [uplift, bareTus, uppyTus].map(entry),
  columns: [
    { key: 'sentSeconds', title: 'sent (s)', digits: 2 },
    { key: 'mebibytesPerSecond', title: 'MiB/s', digits: 0 },
    { key: 'settledSeconds', title: 'page says done (s)', digits: 2 },
  ],
  judge: (results) => [
    atMost(
      'within 1.15 of bare tus-js-client',
      results.median(uplift.name, 'sentSeconds') / results.median(bareTus.name, 'sentSeconds'),
      1.15,
      '×',
      2,
    ),
  ],
};
