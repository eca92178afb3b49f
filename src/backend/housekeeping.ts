import { type Connection, deleteSitesRemovedBefore, forgetFileEvents, forgetWebhookEvents } from '#database';

const DAY_MS = 24 * 60 * 60_000;
/** A site that took the app away may come back: so long everything of it is kept. */
export const REMOVED_SITE_LIFETIME_MS = 30 * DAY_MS;
/** Wix sends an event again for two days at most; after three nobody asks for it any more. */
const EVENT_LIFETIME_MS = 3 * DAY_MS;

/**
 * Deletes what has had its time, on all sites. Any number of processes may do it at once: each row is deleted by one.
 * @returns how many sites were deleted.
 */
export async function tidyUp(connection: Connection, now: Date): Promise<{ readonly deletedSites: number }> {
  const before = (lifetimeMs: number) => new Date(now.getTime() - lifetimeMs);
  const deleted = await deleteSitesRemovedBefore(connection, before(REMOVED_SITE_LIFETIME_MS));
  await forgetWebhookEvents(connection, before(EVENT_LIFETIME_MS));
  await forgetFileEvents(connection, before(EVENT_LIFETIME_MS));
  return { deletedSites: deleted.length };
}

export interface RepeatedTask {
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

/**
 * Runs tasks now and then again and again, each with its own interval counted from its end.
 * @returns stops them and waits for those that run.
 */
export function repeatTasks(tasks: readonly RepeatedTask[], onFailure: (error: unknown) => void): () => Promise<void> {
  const timers = new Map<RepeatedTask, NodeJS.Timeout>();
  const running = new Map<RepeatedTask, Promise<void>>();
  let isStopped = false;

  function start(task: RepeatedTask): void {
    const done = task
      .run()
      .catch(onFailure)
      .then(() => {
        running.delete(task);
        if (!isStopped) timers.set(task, setTimeout(start, task.everyMs, task).unref());
      });
    running.set(task, done);
  }

  for (const task of tasks) start(task);
  return async () => {
    isStopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
    await Promise.all(running.values());
  };
}
