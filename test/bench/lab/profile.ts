import { writeFileSync } from 'node:fs';
import type { CdpSession } from './cdp-session.ts';

const SAMPLE_EVERY_MICROSECONDS = 500;

/** Records what the page's thread does meanwhile, for Chromium's performance panel. */
export async function withProfile<Result>(
  frame: CdpSession,
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await frame.send('Profiler.enable');
  await frame.send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_MICROSECONDS });
  await frame.send('Profiler.start');
  try {
    return await work();
  } finally {
    const { profile } = await frame.send<{ profile: unknown }>('Profiler.stop');
    writeFileSync(path, JSON.stringify(profile));
  }
}
