import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const installedPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const CURE =
  'No Chromium or Chrome was found and none could be installed. Install one (Debian: `apt-get install chromium`) ' +
  'or set CHROMIUM_PATH to its executable, then run the tests again.';

function findInstalled(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named))
      throw new Error(`CHROMIUM_PATH is ${named}, but there is no such file. Correct it or unset it.`);
    return named;
  }
  return [...installedPaths, chromium.executablePath()].find((path) => existsSync(path));
}

function tryInstall(command: string, args: readonly string[]): void {
  try {
    execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  } catch (error) {
    process.stderr.write(`${command} ${args.join(' ')} did not succeed: ${String(error)}\n`);
  }
}

/**
 * A Chromium for the tests: an installed one, else Debian's (as root), else Playwright's own download.
 * @throws with the cure when there is none: tests in a browser are never skipped.
 */
export function ensureChromium(): string {
  const found = findInstalled();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    tryInstall('apt-get', ['update', '-qq']);
    tryInstall('apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  const installed = findInstalled();
  if (installed) return installed;
  const playwrightCli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  tryInstall(process.execPath, [playwrightCli, 'install', 'chromium']);
  const downloaded = findInstalled();
  if (downloaded) return downloaded;
  throw new Error(CURE);
}

export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: ensureChromium(),
    args: [...chromiumArgs, ...(options.args ?? [])],
  });
}
