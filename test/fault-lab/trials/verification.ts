import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DashboardDriver } from '../../journeys/dashboard-driver.ts';
import { compareWithStored } from '../../support/integrity.ts';
import { smallFiles } from '../../support/mixed-files.ts';
import { type SampleFile, writeLargeMp4 } from '../../support/sample-files.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import { createProgress, type Progress } from '../lab/progress.ts';
import { type Condition, none, type Trial } from './trial.ts';

const MEGABYTE = 1024 * 1024;
const SMALL_FILES = 60;
const TIMEOUT_MS = 10 * 60_000;
const POLL_MS = 20;
const SAID_WITHIN_MS = 10_000;

const faults = { callsPerMinute: 0, processingDelayMs: 200, latencyMs: 20 };

interface Step {
  /** The folder's name. */
  readonly name: string;
  readonly files: readonly SampleFile[];
  /** What is wrong with Wix when the files are dropped. */
  readonly fault: Readonly<Record<string, string>>;
  /** When this many damaged copies are stored, Wix is well again. */
  readonly damagedCopies: number;
  /** What the page says of all the files in the end. */
  readonly says: RegExp;
}

const VERIFIED = /(\d+) files? (?:is|are) verified to be the same on Wix/;
const SIZE_ONLY = /(\d+) files? (?:was|were) checked by size only/;
const claims = new RegExp(`${VERIFIED.source}|${SIZE_ONLY.source}`, 'g');

function stepsFor({ directory }: Lab): readonly Step[] {
  let index = 0;
  const small = (name: string) =>
    smallFiles(
      join(directory, name),
      Array.from({ length: SMALL_FILES }, () => index++),
    );
  const film = (name: string) => [writeLargeMp4(join(directory, name), `film-${index++}.mp4`, 12 * MEGABYTE)];
  const step = (name: string, make: (name: string) => SampleFile[], more: Partial<Step> = {}): Step => ({
    name,
    files: make(name),
    fault: {},
    damagedCopies: 0,
    says: VERIFIED,
    ...more,
  });
  const flip = { corruptStoredBytes: 'flip' };
  const truncate = { corruptStoredBytes: 'truncate' };
  return [
    // Only where a hash was once seen to be an MD5 does another one prove anything.
    step('whole', small),
    step('whole film', film),
    step('flipped bits', small, { fault: flip, damagedCopies: 5 }),
    step('film with a flipped bit', film, { fault: flip, damagedCopies: 1 }),
    step('cut short', small, { fault: truncate, damagedCopies: 5 }),
    step('film cut short', film, { fault: truncate, damagedCopies: 1 }),
    step('another hash', small, { fault: { hashAlgorithm: 'sha1' }, says: SIZE_ONLY }),
    step('film with another hash', film, { fault: { hashAlgorithm: 'sha1' }, says: SIZE_ONLY }),
  ];
}

async function damagedCopies({ wix, siteId }: Lab, { name, files }: Step): Promise<number> {
  const stored = (await wix.library(siteId)).filter(({ path }) => path.includes(name));
  return compareWithStored({ md5ByName: new Map(files.map((file) => [file.name, file.md5])) }, stored).damaged;
}

/** The summary counts what was compared a moment after the last file is ready. */
async function whatThePageSays(driver: DashboardDriver, { name, files, says }: Step): Promise<Condition> {
  const deadline = performance.now() + SAID_WITHIN_MS;
  for (;;) {
    const said = (await driver.get('summary').innerText()).match(claims) ?? [];
    const met = said.length === 1 && says.exec(said[0] ?? '')?.[1] === String(files.length);
    if (met || performance.now() > deadline) {
      return { rule: `${name}: the page says how all were compared, and nothing else`, seen: said.join(', '), met };
    }
    await sleep(POLL_MS);
  }
}

/** In a page of its own, whose counts are those of these files alone. */
async function play(step: Step, lab: Lab, progress: Progress): Promise<readonly Condition[]> {
  const { name, files } = step;
  const driver = await DashboardDriver.openIn(await lab.openContext(), lab.uplift);
  await lab.wix.setFaults({ ...faults, ...step.fault });
  await driver.drop([join(lab.directory, name)]);
  let damaged = 0;
  while (damaged < step.damagedCopies) {
    if (progress.elapsedMs() > TIMEOUT_MS) throw new Error(`${name}: only ${damaged} damaged copies came in time`);
    await sleep(POLL_MS);
    damaged = await damagedCopies(lab, step);
  }
  if (step.damagedCopies > 0) await lab.wix.setFaults(faults);
  await progress.untilReady([driver], files.length);
  const stored = await lab.storedOnce(files, name);
  const { failed } = await driver.summary();
  const comparison = await whatThePageSays(driver, step);
  progress.note(`${name}: ready${damaged > 0 ? `, after ${damaged} damaged copies` : ''}`);
  await driver.close();
  return [{ ...stored, rule: `${name}: ${stored.rule}` }, none(`${name}: no row has failed`, failed), comparison];
}

export const verification: Trial = {
  name: 'verification',
  title: 'Copies that differ from what was sent',
  setup:
    `Sets of ${SMALL_FILES} small files, and single films that go in pieces. First Wix stores what it gets, so that its hash is known to be an MD5. Then it flips ` +
    'a bit of what it stores, or loses the last byte, until damaged copies lie in the library. At last its hash is a SHA-1.',
  async play({ say, keepIn }) {
    const lab = await startLab(verification.name, { WIX_CALLS_PER_MINUTE: '100000' }, keepIn);
    try {
      const progress = createProgress(say, TIMEOUT_MS);
      const conditions: Condition[] = [];
      for (const step of stepsFor(lab)) conditions.push(...(await play(step, lab, progress)));
      return {
        facts: [{ name: 'time', value: `${(progress.elapsedMs() / 1000).toFixed(0)} s` }],
        conditions: [...conditions, ...lab.keptSecrets()],
      };
    } finally {
      await lab.close();
    }
  },
};
