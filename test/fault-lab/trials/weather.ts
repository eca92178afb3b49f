import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DashboardDriver } from '../../journeys/dashboard-driver.ts';
import { mixedFiles } from '../../support/mixed-files.ts';
import type { SeenCall } from '../../support/stand-in-control.ts';
import { isTicketCall } from '../lab/call-watch.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import { createProgress } from '../lab/progress.ts';
import { type Fact, none, type Trial } from './trial.ts';

const FILES = 2_000;
const FOLDER = 'Weather';
const TICKET_LIFETIME_SECONDS = 20;
const TOKEN_LIFETIME_SECONDS = 60;
const OUTAGE_MS = 20_000;
const TIMEOUT_MS = 30 * 60_000;
const UNLIMITED = '100000';

const faults = {
  seed: 20261121,
  callsPerMinute: 0,
  apiErrorRate: 0.05,
  uploadErrorRate: 0.05,
  cutUploadRate: 0.05,
  lostUploadAnswerRate: 0.03,
  lostApiAnswerRate: 0.03,
  tooManyRequestsRate: 0.01,
  ticketLifetimeSeconds: TICKET_LIFETIME_SECONDS,
  dashboardTokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  processingDelayMs: 500,
  latencyMs: 15,
};

interface Weather {
  readonly lab: Lab;
  readonly driver: DashboardDriver;
  readonly folder: string;
}

/** What happens when so much of the files is ready. */
interface Turn {
  readonly at: number;
  readonly name: string;
  happen(weather: Weather): Promise<void>;
}

const seconds = `${OUTAGE_MS / 1000} s`;

async function reloadAndDropAgain({ driver, folder }: Weather): Promise<void> {
  await driver.reload();
  await driver.drop([folder]);
}

const turns: readonly Turn[] = [
  {
    at: 0.1,
    name: `the upload host is out of reach for ${seconds}`,
    happen: async ({ lab }) => lab.lines.uploadHost.breakFor(OUTAGE_MS),
  },
  {
    at: 0.2,
    name: `Wix's API answers nothing but errors for ${seconds}`,
    async happen({ lab }) {
      await lab.wix.changeFaults({ apiErrorRate: 1 });
      await sleep(OUTAGE_MS);
      await lab.wix.changeFaults({ apiErrorRate: faults.apiErrorRate });
    },
  },
  { at: 0.3, name: 'the page is loaded again, the same folder dropped again', happen: reloadAndDropAgain },
  {
    at: 0.45,
    name: `our server is out of reach for ${seconds}; from now on Wix's 429 has a Retry-After`,
    async happen({ lab }) {
      lab.lines.server.breakFor(OUTAGE_MS);
      await lab.wix.changeFaults({ retryAfterSeconds: 3 });
    },
  },
  {
    at: 0.6,
    name: 'the process is killed with everything in it, and started again after 10 s',
    async happen({ lab }) {
      await lab.calls.look();
      await lab.uplift.stop('SIGKILL');
      await sleep(10_000);
      await lab.uplift.restart();
      await lab.wix.setFaults({ ...faults, retryAfterSeconds: 3 });
    },
  },
  {
    at: 0.75,
    name: `the browser is offline for ${seconds}, and the page is loaded again right after`,
    async happen(weather) {
      await weather.driver.context.setOffline(true);
      await sleep(OUTAGE_MS);
      await weather.driver.context.setOffline(false);
      await reloadAndDropAgain(weather);
    },
  },
];

function answersOf(calls: readonly SeenCall[]): string {
  const counts = new Map<string, number>();
  for (const { status } of calls) {
    const answer = status === null ? 'none' : String(status);
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return [...counts.entries()]
    .toSorted()
    .map(([answer, count]) => `${answer}: ${count}`)
    .join(', ');
}

function factsOf(calls: readonly SeenCall[]): readonly Fact[] {
  const uploads = calls.filter(({ path, method }) => path.startsWith('/upload/') && method !== 'OPTIONS');
  const api = calls.filter(({ requestId }) => requestId !== null);
  return [
    { name: 'answers of the API, by status', value: answersOf(api) },
    { name: 'answers of the upload host, by status', value: answersOf(uploads) },
    { name: 'upload addresses asked for', value: String(api.filter(isTicketCall).length) },
  ];
}

export const weather: Trial = {
  name: 'weather',
  title: `${FILES} files of 200 bytes to 14 MB in bad weather`,
  setup:
    'No limit of calls. The API answers 5% of calls with 500, 1% with 429 and loses 3% of its answers; the upload host answers 5% with 500, cuts 5% in the ' +
    `middle and loses the answer of 3% after storing the file. An upload address lives ${TICKET_LIFETIME_SECONDS} s, a dashboard token ${TOKEN_LIFETIME_SECONDS} s. On the way: ` +
    `${turns.map(({ at, name }) => `at ${at * 100}% ${name}`).join('; ')}.`,
  async play({ say, keepIn }) {
    const lab = await startLab(weather.name, { WIX_CALLS_PER_MINUTE: UNLIMITED }, keepIn);
    try {
      await lab.wix.setFaults(faults);
      const folder = join(lab.directory, FOLDER);
      const files = mixedFiles(folder, FILES);
      const driver = await DashboardDriver.openIn(await lab.openContext(), lab.uplift);
      const progress = createProgress(say, TIMEOUT_MS);
      await driver.drop([folder]);
      for (const turn of turns) {
        await progress.untilReady([driver], FILES * turn.at);
        progress.note(turn.name);
        await turn.happen({ lab, driver, folder });
      }
      await progress.untilReady([driver], FILES);
      const tookMs = progress.elapsedMs();
      await lab.calls.look();
      const { total, failed } = await driver.summary();
      return {
        facts: [
          { name: 'time', value: `${(tookMs / 60_000).toFixed(1)} min` },
          {
            name: 'bytes',
            value: `${(files.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0) / 1024 ** 2).toFixed(0)} MiB`,
          },
          ...factsOf(lab.calls.calls()),
        ],
        conditions: [
          await lab.storedOnce(files, FOLDER),
          { rule: 'the page counts each file once', seen: `${total} files`, met: total === FILES },
          none('no row has failed', failed),
          ...lab.keptSecrets(),
        ],
      };
    } finally {
      await lab.close();
    }
  },
};
