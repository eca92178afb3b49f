import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, uplift } from '../lab/contestants.ts';
import { pickSet, readAccount } from '../lab/send.ts';
import type { Turn } from '../lab/turn.ts';
import { atLeast } from '../report/run-report.ts';
import type { Run } from './run.ts';

const COUNT = 10_000;
const KIBIBYTE = 1024;
const START_TIMEOUT_MS = 120_000;
/** So many files are done before the scrolling begins: the plan is over and files are on their way. */
const DONE_BEFORE = 60;
const SCROLL_MS = 5_000;
/** Pixels a frame: a fast wheel, 6,000 pixels a second at 60 frames. */
const STEP_IN_PIXELS = 100;
const SCROLLER = `(() => {
  let element = document.querySelector('[data-hook="upload-row"]')?.parentElement ?? null;
  const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight + 1;
  while (element !== null && !scrolls(element)) element = element.parentElement;
  return element ?? document.scrollingElement;
})()`;

/** Scrolls by a fixed step in every frame, back from the end, and counts the frames. */
const scrollAndCount = (step: number) => `new Promise((resolve) => {
  const scroller = ${SCROLLER};
  const began = performance.now();
  let frames = 0, direction = 1, moved = 0, longest = 0, last = began;
  const next = () => {
    const now = performance.now();
    frames += 1;
    longest = Math.max(longest, now - last);
    last = now;
    if (now - began >= ${SCROLL_MS}) return resolve({ framesPerSecond: frames / (now - began) * 1000, moved, longest });
    const before = scroller.scrollTop;
    scroller.scrollTop += direction * ${step};
    moved += Math.abs(scroller.scrollTop - before);
    if (${step} > 0 && scroller.scrollTop === before) direction = -direction;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})`;

interface Scrolled {
  readonly framesPerSecond: number;
  readonly moved: number;
  readonly longest: number;
}

async function untilSending(turn: Turn): Promise<Account> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const account = await readAccount(turn);
    if (account.chosen === COUNT && account.done >= DONE_BEFORE) return account;
    if (performance.now() > deadline) throw new Error(`sending did not begin: ${JSON.stringify(account)}`);
    await sleep(100);
  }
}

/** Scrolling the list while files are sent at full speed. */
export const frames: Run = {
  name: 'frames',
  title: 'Scrolling 10,000 rows while files upload',
  setup: `The list is moved by ${STEP_IN_PIXELS} pixels in every animation frame for five seconds (a fast wheel) while 1 KiB files are sent as fast as they go (from the 60th file done on); frames are counted. The still page shows what the machine gives at best.`,
  ground: {},
  entries: [
    {
      name: uplift.name,
      contestant: uplift,
      async play(turn, sets) {
        const { frame } = turn.page;
        const set = sets.pictures(COUNT, KIBIBYTE);
        const still = await frame.evaluate<Scrolled>(scrollAndCount(0));
        await pickSet(turn, set);
        const before = await untilSending(turn);
        const scrolled = await frame.evaluate<Scrolled>(scrollAndCount(STEP_IN_PIXELS));
        const after = await readAccount(turn);
        if (after.done >= COUNT) throw new Error('all files were sent before the scrolling ended');
        if (after.done === before.done) throw new Error('nothing was sent while scrolling');
        if (scrolled.moved < STEP_IN_PIXELS) throw new Error('the list does not scroll');
        return {
          figures: {
            stillFrames: still.framesPerSecond,
            scrollFrames: scrolled.framesPerSecond,
            longestFrameMs: scrolled.longest,
            filesMeanwhile: after.done - before.done,
          },
        };
      },
    },
  ],
  columns: [
    { key: 'stillFrames', title: 'frames a second, still page', digits: 1 },
    { key: 'scrollFrames', title: 'frames a second, scrolling', digits: 1 },
    { key: 'longestFrameMs', title: 'longest frame (ms)', digits: 0 },
    { key: 'filesMeanwhile', title: 'files ready meanwhile', digits: 0 },
  ],
  judge: (results) => [
    atLeast('at least 55 frames a second', results.median(uplift.name, 'scrollFrames'), 55, 'a second', 1),
  ],
};
