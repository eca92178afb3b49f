import type { Clock } from './ports.ts';
import type { QueueEntry } from './queue-entry.ts';
import { kindOf, type WorkKind } from './scheduler.ts';
import type { ItemEvent } from './transition.ts';

/**
 * The operating system takes the first bytes of a request at once, up to some megabytes, and the browser calls them sent
 * although a slow line needs long for them. Whether they have left is known when the host has confirmed the request.
 */
export interface SocketBuffers {
  /** The most bytes that may lie here, of all that are called sent. */
  most(): number;
  /** How many bytes of this kind of files are likely to lie here. */
  likely(kind: WorkKind): number;
  /** Time has passed, in which so many bytes of each request are likely to have left. */
  drain(bytes: number): void;
  /** @param gained how many bytes further the file is than ever before */
  note(entry: QueueEntry, event: ItemEvent, gained: number): void;
}

/** What is called sent within this time of a request's first report may have gone into a buffer. Two reports of a browser. Milliseconds. */
const TAKEN_WITHIN_MS = 100;

interface Request {
  readonly kind: WorkKind;
  readonly from: number;
  readonly firstAt: number;
  /** Bytes called sent, and of these, those that a buffer may have taken. */
  sent: number;
  taken: number;
  /** Bytes that are likely to have left. */
  left: number;
}

export function createSocketBuffers(clock: Pick<Clock, 'now'>): SocketBuffers {
  const requests = new Map<QueueEntry, Request>();

  const takeIn = (entry: QueueEntry, from: number, gained: number) => {
    const last = requests.get(entry);
    const request =
      last?.from === from ? last : { kind: kindOf(entry), from, firstAt: clock.now(), sent: 0, taken: 0, left: 0 };
    requests.set(entry, request);
    request.sent += gained;
    if (clock.now() - request.firstAt <= TAKEN_WITHIN_MS) request.taken += gained;
  };

  const leftOf = ({ left, sent, taken }: Request) => Math.max(sent - taken, Math.min(sent, left));

  return {
    most: () => [...requests.values()].reduce((sum, { taken }) => sum + taken, 0),
    likely(kind) {
      let bytes = 0;
      for (const request of requests.values()) if (request.kind === kind) bytes += request.sent - leftOf(request);
      return bytes;
    },
    drain(bytes) {
      for (const request of requests.values()) request.left = leftOf(request) + bytes;
    },
    note(entry, event, gained) {
      const isUnderWay = event.type === 'progressed' && event.bytesSent > event.bytesAccepted;
      if (isUnderWay) takeIn(entry, event.bytesAccepted, gained);
      else requests.delete(entry);
    },
  };
}
