import { z } from 'zod';
import { LIVE_HEARTBEAT_MS, liveEventSchema } from '#contracts';
import { createLiveStream, type LiveStream } from './live-stream.ts';
import type { Metrics } from './metrics.ts';

/**
 * Pages of one site that hear live events from one process. Each costs up to one call to Wix a minute, out of 200, for its
 * user's right to the media. Pages beyond it ask from time to time instead.
 */
const MOST_STREAMS_PER_SITE = 20;

/** News of a site as they are published in any process; `gap`: some were lost. */
export type SiteMessage = { readonly kind: 'event'; readonly event: unknown } | { readonly kind: 'gap' };

export interface LiveStreamsOptions {
  /** @returns stops listening. */
  readonly subscribe: (instanceId: string, listener: (message: SiteMessage) => void) => Promise<() => void>;
  readonly metrics: Metrics;
  readonly mostPerSite?: number;
  readonly heartbeatMs?: number;
}

/** All live streams of this process. */
export interface LiveStreams {
  /**
   * @param mayGoOn asked again and again while the stream is open.
   * @returns undefined when the site has as many as it may, or the process stops.
   */
  open(instanceId: string, mayGoOn: () => Promise<boolean>): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Ends all streams and opens no more. */
  close(): void;
}

/** What other processes publish is checked: one of a newer version may say what this one does not know. */
const messageSchema = z.array(z.unknown());

export function createLiveStreams(options: LiveStreamsOptions): LiveStreams {
  const { subscribe, metrics, mostPerSite = MOST_STREAMS_PER_SITE, heartbeatMs = LIVE_HEARTBEAT_MS } = options;
  const countBySite = new Map<string, number>();
  const streams = new Set<LiveStream>();
  let isClosed = false;

  function count(instanceId: string, change: 1 | -1): void {
    const counted = (countBySite.get(instanceId) ?? 0) + change;
    if (counted === 0) countBySite.delete(instanceId);
    else countBySite.set(instanceId, counted);
  }

  return {
    async open(instanceId, mayGoOn) {
      if (isClosed || (countBySite.get(instanceId) ?? 0) >= mostPerSite) return undefined;
      count(instanceId, 1);
      let unsubscribe = () => {};
      const stream = createLiveStream({
        heartbeatMs,
        mayGoOn,
        onEnd() {
          unsubscribe();
          streams.delete(stream);
          count(instanceId, -1);
          metrics.liveStreamsOpen(streams.size);
        },
      });
      streams.add(stream);
      metrics.liveStreamsOpen(streams.size);
      try {
        unsubscribe = await subscribe(instanceId, (message) => forward(message, stream));
      } catch (error) {
        stream.end();
        throw error;
      }
      // It may have ended while the subscription was being made.
      if (!streams.has(stream)) unsubscribe();
      return stream.body;
    },
    close() {
      isClosed = true;
      for (const stream of [...streams]) stream.end();
    },
  };
}

function forward(message: SiteMessage, stream: LiveStream): void {
  const events = message.kind === 'gap' ? [{ type: 'gap' }] : messageSchema.safeParse(message.event).data;
  for (const candidate of events ?? []) {
    const event = liveEventSchema.safeParse(candidate);
    if (event.success) stream.send(event.data);
  }
}
