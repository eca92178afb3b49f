import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { compareWithStored, describeIntegrity, isIntact } from '../../support/integrity.ts';
import { type RunningUplift, startUplift } from '../../support/running-uplift.ts';
import type { SampleFile } from '../../support/sample-files.ts';
import { controlOf, type StandInControl } from '../../support/stand-in-control.ts';
import type { Condition } from '../trials/trial.ts';
import { type CallWatch, watchCalls } from './call-watch.ts';
import { type Lines, startLines } from './lines.ts';
import { createSecretWatch, secretsInLog } from './secret-watch.ts';

/** Copies that do not count are deleted in passing, a little after the upload. */
const CLEAN_UP_MS = 60_000;

/** The built product on fresh data with the log wide open, a browser, and everything that watches them. */
export interface Lab {
  readonly uplift: RunningUplift;
  readonly wix: StandInControl;
  readonly siteId: string;
  readonly calls: CallWatch;
  readonly lines: Lines;
  /** For the files to send. */
  readonly directory: string;
  openContext(): Promise<BrowserContext>;
  /** Every file is in the site's library once, with the bytes that it has on the disk. */
  storedOnce(files: readonly SampleFile[], folder: string): Promise<Condition>;
  /** Nothing that must be kept secret is in the server's log. */
  keptSecrets(): readonly Condition[];
  close(): Promise<void>;
}

/** @param keepIn a directory for the server's log and the record of requests, under the trial's name */
export async function startLab(
  trialName: string,
  environment: Readonly<Record<string, string>>,
  keepIn?: string,
): Promise<Lab> {
  const uplift = await startUplift({ ...environment, LOG_LEVEL: 'debug' });
  const directory = mkdtempSync(join(tmpdir(), 'uplift-fault-lab-'));
  const wix = controlOf(uplift.standInOrigin);
  const calls = watchCalls(uplift.standInOrigin);
  const secrets = createSecretWatch();
  const lines = await startLines(uplift);
  let browser: Browser | undefined;
  const close = async () => {
    calls.stop();
    if (keepIn !== undefined) keep(join(keepIn, trialName), uplift, calls);
    await browser?.close();
    await lines.close();
    await uplift.dispose();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    browser = await launchChromium({ args: [lines.browserSwitch] });
    const opened = browser;
    const siteId = await wix.siteId(0);
    return {
      uplift,
      wix,
      siteId,
      calls,
      lines,
      directory,
      async openContext() {
        const context = await opened.newContext({ viewport: { width: 1280, height: 900 } });
        secrets.watch(context);
        return context;
      },
      async storedOnce(files, folder) {
        const md5ByName = new Map(files.map(({ name, md5 }) => [name, md5]));
        const look = async () => {
          const stored = (await wix.library(siteId)).filter(({ path }) => path.includes(folder));
          return compareWithStored({ md5ByName }, stored);
        };
        const deadline = performance.now() + CLEAN_UP_MS;
        let integrity = await look();
        while (!isIntact(integrity) && performance.now() < deadline) {
          await sleep(500);
          integrity = await look();
        }
        return {
          rule: 'each file is stored once, with its MD5',
          seen: describeIntegrity(integrity),
          met: isIntact(integrity),
        };
      },
      keptSecrets() {
        const { appSecret } = JSON.parse(readFileSync(join(uplift.dataDir, 'wix-stand-in/secrets.json'), 'utf8'));
        return secretsInLog(uplift.output(), secrets.secrets(), [String(appSecret)]);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function keep(path: string, uplift: RunningUplift, calls: CallWatch): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.log`, uplift.output());
  writeFileSync(
    `${path}-requests.jsonl`,
    calls
      .calls()
      .map((call) => `${JSON.stringify(call)}\n`)
      .join(''),
  );
}
