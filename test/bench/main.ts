import { existsSync, statfsSync } from 'node:fs';
import { SampleSets } from './lab/sample-sets.ts';
import { runSection } from './report/markdown.ts';
import { storeReport, writeDocument } from './report/results.ts';
import type { RunReport } from './report/run-report.ts';
import { runs } from './runs/index.ts';
import { playRun } from './runs/play-run.ts';
import type { Run } from './runs/run.ts';

const DEFAULT_TURNS = 5;

const MEMORY_DISK = '/dev/shm';
const MEMORY_DISK_MIN_BYTES = 16 * 1024 ** 3;

/** The disk is nobody's contest, and its hiccups are nobody's fault: all files of the bench lie in memory where there is room. */
function keepFilesInMemory(): void {
  const disk = statfsSync(MEMORY_DISK, { bigint: true });
  if (disk.bavail * disk.bsize >= MEMORY_DISK_MIN_BYTES) process.env.TMPDIR = MEMORY_DISK;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Order {
  readonly runs: readonly Run[];
  readonly turns: number;
  /** Keeps results and document as they are. */
  readonly dry: boolean;
  readonly profileDirectory?: string;
}

function optionOf(args: readonly string[], name: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** `[NAME…] [--turns=N] [--dry] [--profile=DIRECTORY]`; what is profiled is never kept as a result. */
function readOrder(args: readonly string[]): Order {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const turns = Number(optionOf(args, 'turns') ?? DEFAULT_TURNS);
  const profileDirectory = optionOf(args, 'profile');
  const unknown = names.filter((name) => !runs.some((run) => run.name === name));
  if (unknown.length > 0 || !Number.isInteger(turns) || turns < 1) {
    throw new Error(
      `Usage: npm run bench -- [NAME…] [--turns=N] [--dry] [--profile=DIRECTORY]\nRuns: ${runs.map(({ name }) => name).join(', ')}`,
    );
  }
  const chosen = names.length === 0 ? runs : runs.filter(({ name }) => names.includes(name));
  const dry = args.includes('--dry') || profileDirectory !== undefined;
  return { runs: chosen, turns, dry, ...(profileDirectory === undefined ? {} : { profileDirectory }) };
}

function succeeded({ faults, verdicts }: RunReport): boolean {
  return faults.length === 0 && verdicts.every(({ met }) => met);
}

async function playAll(order: Order): Promise<number> {
  const sets = new SampleSets();
  process.once('exit', () => sets.dispose());
  let failures = 0;
  for (const run of order.runs) {
    say(`${run.name}: ${run.title}`);
    try {
      const report = await playRun(run, { ...order, sets, say });
      say(`\n${runSection(report)}`);
      if (!order.dry) storeReport(report);
      if (!succeeded(report)) failures += 1;
    } catch (error) {
      failures += 1;
      say(`${run.name} FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  if (!order.dry) writeDocument(runs.map(({ name }) => name));
  return failures;
}

try {
  if (process.env.TMPDIR === undefined && existsSync(MEMORY_DISK)) keepFilesInMemory();
  const failures = await playAll(readOrder(process.argv.slice(2)));
  say(failures === 0 ? 'All goals met.' : `${failures} runs failed or missed a goal.`);
  process.exitCode = failures === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
