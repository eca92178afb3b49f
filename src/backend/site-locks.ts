/** Keeps two runs of the same work on the same site apart. */
export interface SiteLocks {
  /**
   * Runs the work while nobody else runs work of that name for that site; waits until it may.
   * Rejects with what the work rejects with, or when the wait is given up.
   */
  run<Result>(instanceId: string, name: string, work: () => Promise<Result>): Promise<Result>;
}

/** Locks within this process: enough where one process has the site's database to itself. */
export function createLocalSiteLocks(): SiteLocks {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(instanceId, name, work) {
      const key = `${name}:${instanceId}`;
      const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
      const settled = turn
        .catch(() => undefined)
        .then(() => {
          if (last.get(key) === settled) last.delete(key);
        });
      last.set(key, settled);
      return turn;
    },
  };
}
