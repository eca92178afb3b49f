import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '../../support/chromium.ts';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly system: string;
  /** Name and version of everything that takes part. */
  readonly versions: Readonly<Record<string, string>>;
}

const packages = ['@uppy/core', '@uppy/dashboard', '@uppy/xhr-upload', '@uppy/tus', 'tus-js-client'];

function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const description = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
  if (description === undefined) throw new Error(`where is ${name}?`);
  return String((JSON.parse(readFileSync(description, 'utf8')) as { version: unknown }).version);
}

export function readMachine(): Machine {
  const processors = cpus();
  const chromium = execFileSync(ensureChromium(), ['--version', '--no-sandbox'], { encoding: 'utf8' });
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGibibytes: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${process.arch}`,
    versions: {
      Chromium: /[\d.]{5,}/.exec(chromium)?.[0] ?? chromium.trim(),
      Node: process.version.slice(1),
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
  };
}
