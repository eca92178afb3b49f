import { setTimeout as sleep } from 'node:timers/promises';
import type { DashboardDriver } from '../../journeys/dashboard-driver.ts';
import type { Say } from '../trials/trial.ts';

const LOOK_EVERY_MS = 500;
const SAY_EVERY_MS = 30_000;

export interface Standing {
  readonly ready: number;
  readonly failed: number;
}

/** What the pages say of all their files together. */
export async function standingOf(drivers: readonly DashboardDriver[]): Promise<Standing> {
  const summaries = await Promise.all(drivers.map((driver) => driver.summary()));
  return {
    ready: summaries.reduce((sum, { ready }) => sum + ready, 0),
    failed: summaries.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Waits for what the pages say, and tells every half minute how far they are. */
export interface Progress {
  /** @returns the time since the start. Milliseconds. */
  elapsedMs(): number;
  note(text: string): void;
  /** @throws Error with what the pages show, when it does not come within the time that is left. */
  untilReady(drivers: readonly DashboardDriver[], count: number): Promise<void>;
}

/** @param more what else is worth telling every half minute */
export function createProgress(say: Say, timeoutMs: number, more: () => string = () => ''): Progress {
  const startedAt = performance.now();
  let saidAt = startedAt;
  const elapsedMs = () => performance.now() - startedAt;
  const note = (text: string) => say(`  [${clockTime(elapsedMs())}] ${text}`);
  return {
    elapsedMs,
    note,
    async untilReady(drivers, count) {
      for (;;) {
        const { ready, failed } = await standingOf(drivers);
        if (ready >= count) return;
        if (performance.now() - saidAt >= SAY_EVERY_MS) {
          saidAt = performance.now();
          note(`${ready} ready, ${failed} failed${more()}`);
        }
        if (elapsedMs() > timeoutMs) {
          const shown = await Promise.all(drivers.map((driver) => driver.frame.locator('body').innerText()));
          throw new Error(`only ${ready} of ${count} files were ready in time. The pages show:\n${shown.join('\n')}`);
        }
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}
