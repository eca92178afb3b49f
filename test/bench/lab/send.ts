import { setTimeout as sleep } from 'node:timers/promises';
import { compareWithStored, type Integrity } from '../../support/integrity.ts';
import type { Account } from './contestants.ts';
import { pickFiles } from './framed-page.ts';
import { type ProbeReading, readProbe, startProbe } from './probe.ts';
import type { SampleSet } from './sample-sets.ts';
import type { Turn } from './turn.ts';

const POLL_MS = 100;
const SEND_TIMEOUT_MS = 900_000;

export interface Sent {
  readonly account: Account;
  readonly reading: ProbeReading;
  readonly integrity: Integrity;
  /** From `change` to the host's answer to the last upload. */
  readonly sentMs: number;
  /** From `change` until the page called every file done (or failed), to within 0.1 s. */
  readonly settledMs: number;
}

export function readAccount(turn: Turn): Promise<Account> {
  return turn.page.frame.evaluate<Account>(turn.contestant.account);
}

/** Installs the probe and picks the set; returns when `change` has been handled. */
export async function pickSet(turn: Turn, set: SampleSet, watchSizes = false): Promise<void> {
  const { frame } = turn.page;
  await startProbe(frame, turn.contestant.isListed(set.paths.length), { watchSizes });
  await pickFiles(frame, turn.contestant.fileInput, set.paths);
}

/**
 * Waits until the page calls every chosen file done or failed.
 * @throws with the page's own account when it does not in time.
 */
export async function untilSettled(turn: Turn, count: number, timeoutMs = SEND_TIMEOUT_MS): Promise<Account> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const account = await readAccount(turn);
    if (account.settled && account.chosen >= count) return account;
    if (performance.now() > deadline) {
      throw new Error(`${turn.contestant.name} did not finish: ${JSON.stringify(account)}`);
    }
    await sleep(POLL_MS);
  }
}

/** What the probe saw and what is stored, once the page is done. */
export async function conclude(turn: Turn, set: SampleSet, account: Account, settledAt: number): Promise<Sent> {
  const reading = await readProbe(turn.page.frame);
  const lastAnswerAt = await turn.site.lastUploadAnsweredAt();
  return {
    account,
    reading,
    integrity: compareWithStored(set, await turn.site.storedFiles()),
    sentMs: lastAnswerAt - reading.changeAtEpoch,
    settledMs: settledAt - reading.changeAtEpoch,
  };
}

/** Picks the set, lets the page send it and compares every stored byte. */
export async function sendSet(turn: Turn, set: SampleSet): Promise<Sent> {
  await pickSet(turn, set);
  const account = await untilSettled(turn, set.paths.length);
  return conclude(turn, set, account, Date.now());
}
