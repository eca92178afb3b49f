import { describeReport } from './report.ts';
import { trials } from './trials/index.ts';
import type { Trial } from './trials/trial.ts';

const KEEP = '--keep=';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Order {
  readonly chosen: readonly Trial[];
  readonly keepIn?: string;
}

/** `[NAME…] [--keep=DIRECTORY]`: all trials where none is named. */
function readOrder(args: readonly string[]): Order {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const keepIn = args.find((arg) => arg.startsWith(KEEP))?.slice(KEEP.length);
  const isClear = args.length === names.length + (keepIn === undefined ? 0 : 1);
  if (!isClear || names.some((name) => !trials.some((trial) => trial.name === name))) {
    throw new Error(
      `Usage: npm run fault-lab -- [NAME…] [--keep=DIRECTORY]\nTrials: ${trials.map(({ name }) => name).join(', ')}`,
    );
  }
  const chosen = names.length === 0 ? trials : trials.filter(({ name }) => names.includes(name));
  return { chosen, ...(keepIn === undefined ? {} : { keepIn }) };
}

/** @returns whether everything held that must. */
async function playTrial(trial: Trial, { keepIn }: Order): Promise<boolean> {
  say(`${trial.name}: ${trial.title}`);
  try {
    const report = await trial.play({ say, ...(keepIn === undefined ? {} : { keepIn }) });
    say(describeReport(trial, report));
    return report.conditions.every(({ met }) => met);
  } catch (error) {
    say(
      `${trial.name} did not come to its end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return false;
  }
}

try {
  const order = readOrder(process.argv.slice(2));
  const { chosen } = order;
  let failures = 0;
  for (const trial of chosen) if (!(await playTrial(trial, order))) failures += 1;
  say(failures === 0 ? 'Everything held.' : `${failures} of ${chosen.length} trials did not hold.`);
  process.exitCode = failures === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
