import { join } from 'node:path';
import { DashboardDriver } from '../../journeys/dashboard-driver.ts';
import { smallFiles } from '../../support/mixed-files.ts';
import type { SeenCall } from '../../support/stand-in-control.ts';
import { countedCalls, isTicketCall } from '../lab/call-watch.ts';
import { startLab } from '../lab/lab.ts';
import { createProgress, standingOf } from '../lab/progress.ts';
import { type QuotaUse, quotaUse } from '../lab/quota-use.ts';
import { none, type Trial } from './trial.ts';

const FILES = 2_000;
const CALLS_PER_MINUTE = 200;
const LEAST_USE = 0.95;
const TICKET_LIFETIME_SECONDS = 20;
const TOKEN_LIFETIME_SECONDS = 60;
const TIMEOUT_MS = 25 * 60_000;
const MINUTE_MS = 60_000;

const faults = {
  callsPerMinute: CALLS_PER_MINUTE,
  ticketLifetimeSeconds: TICKET_LIFETIME_SECONDS,
  dashboardTokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  processingDelayMs: 500,
};

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** As long as there is a ticket call to come, a file waits for it: from the first to the last of them. */
function quotaUsedWhileFilesWait(counted: readonly SeenCall[]): QuotaUse {
  const ticketTimes = counted.filter(isTicketCall).map(({ startedAt }) => startedAt);
  const times = counted.map(({ startedAt }) => startedAt);
  return quotaUse(times, { from: Math.min(...ticketTimes), to: Math.max(...ticketTimes) }, CALLS_PER_MINUTE);
}

export const quota: Trial = {
  name: 'quota',
  title: `${FILES} small files through ${CALLS_PER_MINUTE} calls a minute`,
  setup:
    `Two tabs of one site send half of the files each. Wix allows ${CALLS_PER_MINUTE} calls in any minute; an upload address lives ${TICKET_LIFETIME_SECONDS} s, ` +
    `a dashboard token ${TOKEN_LIFETIME_SECONDS} s. The use of the quota is counted from the stand-in's own record of requests: calls to the API in the ` +
    "site's name that were not refused, in a minute that slides by a second from the first call for an upload address to the last.",
  async play({ say, keepIn }) {
    const lab = await startLab(quota.name, { WIX_CALLS_PER_MINUTE: String(CALLS_PER_MINUTE) }, keepIn);
    try {
      const { calls, siteId, wix } = lab;
      await wix.setFaults(faults);
      const indexes = Array.from({ length: FILES }, (_, index) => index);
      const halves = [0, 1].map((half) => {
        const folder = join(lab.directory, 'Quota', `half ${half + 1}`);
        return {
          folder,
          files: smallFiles(
            folder,
            indexes.filter((index) => index % 2 === half),
          ),
        };
      });
      const context = await lab.openContext();
      const drivers: DashboardDriver[] = [];
      for (const { folder } of halves) {
        const driver = await DashboardDriver.openIn(context, lab.uplift);
        drivers.push(driver);
        await driver.drop([folder]);
      }
      const progress = createProgress(say, TIMEOUT_MS, () => {
        const minuteAgo = Date.now() - MINUTE_MS;
        const lately = countedCalls(calls.calls(), siteId).filter(({ startedAt }) => startedAt >= minuteAgo).length;
        return `, ${lately} calls in the last minute, ${refusedOf(calls.calls())} refused`;
      });
      await progress.untilReady(drivers, FILES);
      const tookMs = progress.elapsedMs();
      await calls.look();
      const { failed } = await standingOf(drivers);
      const seen = calls.calls();
      const counted = countedCalls(seen, siteId);
      const use = quotaUsedWhileFilesWait(counted);
      const sent = seen.filter(({ method, path }) => method === 'PUT' && path.startsWith('/upload/'));
      const stored = await Promise.all(halves.map((half, index) => lab.storedOnce(half.files, `half ${index + 1}`)));
      return {
        facts: [
          { name: 'time', value: `${(tookMs / MINUTE_MS).toFixed(1)} min` },
          { name: 'calls counted', value: String(counted.length) },
          { name: 'of them for upload addresses', value: String(counted.filter(isTicketCall).length) },
          { name: 'addresses that had run out', value: String(sent.filter(({ status }) => status === 401).length) },
          { name: 'quota used in a minute, least and most', value: `${percent(use.least)} to ${percent(use.most)}` },
        ],
        conditions: [
          ...stored.map((condition, index) => ({ ...condition, rule: `tab ${index + 1}: ${condition.rule}` })),
          none('no row has failed', failed),
          none('Wix refuses no call for its rate (429)', refusedOf(seen)),
          {
            rule: `while files wait at least ${percent(LEAST_USE)} of the quota is used (mean of all sliding minutes)`,
            seen: percent(use.mean),
            met: use.mean >= LEAST_USE,
          },
          ...lab.keptSecrets(),
        ],
      };
    } finally {
      await lab.close();
    }
  },
};

function refusedOf(calls: readonly SeenCall[]): number {
  return calls.filter(({ status }) => status === 429).length;
}
