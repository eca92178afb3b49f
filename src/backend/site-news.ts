import type { LiveEvent } from '#contracts';

/** Tells the open pages of a site what changed. Nobody waits for it, and nothing fails because of it. */
export interface SiteNews {
  tell(instanceId: string, events: readonly LiveEvent[]): void;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
}

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

/**
 * @param publish sends one message to all processes.
 * @param onLost called when that failed: pages learn of the change when they ask.
 */
export function createSiteNews(
  publish: (instanceId: string, events: readonly LiveEvent[]) => Promise<void>,
  onLost: (error: unknown) => void,
): SiteNews {
  const underWay = new Set<Promise<void>>();
  return {
    tell(instanceId, events) {
      for (const message of intoMessages(events)) {
        const sending = publish(instanceId, message)
          .catch(onLost)
          .finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}
