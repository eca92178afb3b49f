import type { LiveEvent } from '#contracts';
import { createGatherer } from './gather.ts';

/** Tells the open pages of a site what changed. Nobody waits for it, and nothing fails because of it. */
export interface SiteNews {
  tell(instanceId: string, events: readonly LiveEvent[]): void;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
}

/** How long news waits for more of the same site: the pages need one message, not one for each of many files. Milliseconds. */
const GATHER_MS = 50;
const MOST_TELLINGS_AT_ONCE = 200;
/** One notification takes 8,000 bytes with its site's id. */
const MESSAGE_MAX_BYTES = 7000;

function intoMessages(events: readonly LiveEvent[]): readonly (readonly LiveEvent[])[] {
  const messages: LiveEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event)) + 1;
    if (size > room || messages.length === 0) {
      messages.push([]);
      room = MESSAGE_MAX_BYTES;
    }
    messages.at(-1)?.push(event);
    room -= size;
  }
  return messages;
}

/** What is told again counts as told the last time. */
function withoutRepetitions(events: readonly LiveEvent[]): readonly LiveEvent[] {
  const last = new Map<string, LiveEvent>();
  for (const event of events) {
    const key = JSON.stringify(event);
    last.delete(key);
    last.set(key, event);
  }
  return [...last.values()];
}

/**
 * @param publish sends one message to all processes.
 * @param onLost called when that failed: pages learn of the change when they ask.
 */
export function createSiteNews(
  publish: (instanceId: string, events: readonly LiveEvent[]) => Promise<void>,
  onLost: (error: unknown) => void,
): SiteNews {
  const outgoing = createGatherer<readonly LiveEvent[], true>({
    gatherMs: GATHER_MS,
    mostItems: MOST_TELLINGS_AT_ONCE,
    async work(instanceId, told) {
      for (const message of intoMessages(withoutRepetitions(told.flat()))) {
        await publish(instanceId, message).catch(onLost);
      }
      return told.map(() => true);
    },
  });
  return {
    tell(instanceId, events) {
      if (events.length > 0) void outgoing.add(instanceId, events);
    },
    settled: () => outgoing.settled(),
  };
}
