import { bareXhr, type Contestant, uplift, uppyXhr, uppyXhrBatch } from '../lab/contestants.ts';
import { sendSet } from '../lab/send.ts';
import { atLeast, type Column, type RunResults, type Verdict } from '../report/run-report.ts';
import type { Entry, Run } from './run.ts';

const COUNT = 1_000;
const SIZE_IN_BYTES = 20 * 1024;
const SIGNING_MS = 60;
const ROUND_TRIP_MS = 40;
const WARM_UP_FILES = 1_500;

function entry(contestant: Contestant): Entry {
  return {
    name: contestant.name,
    contestant,
    async play(turn, sets) {
      const { sentMs, settledMs, integrity } = await sendSet(turn, sets.pictures(COUNT, SIZE_IN_BYTES));
      const figures = { sentSeconds: sentMs / 1000, msPerFile: sentMs / COUNT, settledSeconds: settledMs / 1000 };
      return { figures, integrity };
    },
  };
}

const columns: readonly Column[] = [
  { key: 'sentSeconds', title: 'sent (s)', digits: 2 },
  { key: 'msPerFile', title: 'ms a file', digits: 2 },
  { key: 'settledSeconds', title: 'page says done (s)', digits: 2 },
];

function timesAsFastAs(results: RunResults, rival: Contestant, factor: number): Verdict {
  return atLeast(
    `at least ${factor} times as fast as ${rival.name}`,
    results.median(rival.name, 'sentSeconds') / results.median(uplift.name, 'sentSeconds'),
    factor,
    '×',
    2,
  );
}

/** 1,000 pictures of 20 KiB to a host on this machine. */
export const thousandPictures: Run = {
  name: 'thousand-pictures',
  title: '1,000 × 20 KiB, signing takes 60 ms',
  setup: 'From `change` to the answer to the last PUT, over HTTP/1.1 to a host on this machine.',
  ground: { signingDelayMs: SIGNING_MS, warmUpFiles: WARM_UP_FILES },
  entries: [uplift, uppyXhr, uppyXhrBatch, bareXhr].map(entry),
  columns,
  judge: (results) => [timesAsFastAs(results, uppyXhr, 4.5), timesAsFastAs(results, uppyXhrBatch, 1.5)],
};

/** The same to a host at the end of a long line. */
export const distantPictures: Run = {
  name: 'distant-pictures',
  title: '1,000 × 20 KiB, signing takes 60 ms, upload host 40 ms away over HTTP/2',
  setup:
    'As above, but the upload host is reached over TLS and HTTP/2 through a line that holds back every byte 20 ms in each direction; the page and the signing stay near. Preflights, one for every file, cross the line too and are answered at its end. For all contestants alike the ticket names this host instead of the stand-in.',
  ground: { signingDelayMs: SIGNING_MS, warmUpFiles: WARM_UP_FILES, roundTripMs: ROUND_TRIP_MS },
  entries: [uplift, uppyXhr, uppyXhrBatch, bareXhr].map(entry),
  columns,
  judge: (results) => [timesAsFastAs(results, uppyXhr, 4.5)],
};
