import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Two processes on one embedded database destroy it, and PGlite does not prevent it. The file names the process; the
 * mark tells it from a later one with the same number (in a container the numbers repeat on each start).
 */
interface Owner {
  readonly pid: number;
  readonly mark: string;
}

/** When the process started, in clock ticks since the system did (proc(5), field 22); empty where there is no `/proc`. */
function startMark(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive({ pid, mark }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return startMark(pid) === mark;
}

function readOwner(path: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('mark' in owner)) return undefined;
    return typeof owner.pid === 'number' && typeof owner.mark === 'string'
      ? { pid: owner.pid, mark: owner.mark }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Claims the embedded database for this process; the file of a process that died is replaced.
 * @returns gives it back.
 * @throws Error when a living process has it, this one included.
 */
export function lockDirectory(directory: string): () => void {
  const path = `${directory}.lock`;
  const own = JSON.stringify({ pid: process.pid, mark: startMark(process.pid) } satisfies Owner);
  for (;;) {
    try {
      writeFileSync(path, own, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = readOwner(path);
    if (owner && isAlive(owner)) {
      throw new Error(
        `Process ${owner.pid} uses the embedded database in ${directory}. Stop it, set DATA_DIR to another folder, ` +
          'or set DATABASE_URL: a PostgreSQL server takes any number of processes.',
      );
    }
    rmSync(path, { force: true });
  }
}
