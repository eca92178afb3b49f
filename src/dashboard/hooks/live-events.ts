import { LIVE_HEARTBEAT_MS, LIVE_PATH, type LiveEvent } from '#contracts';
import type { Clock } from '#upload-engine';
import { readEventStream } from './read-event-stream.ts';

/**
 * Whether the page can be seen: a hidden one that sends nothing needs no news at once, and browsers allow few connections to
 * one server.
 */
export interface Visibility {
  isVisible(): boolean;
  subscribe(listener: () => void): () => void;
}

export interface LiveEventsOptions {
  /** With the dashboard's token, which is asked anew for every connection. */
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'setTimeout'>;
  readonly visibility: Visibility;
  /** Between 0 and 1. */
  readonly random: () => number;
}

/**
 * What changes on the site, as it happens: hints to look, never the truth. Where the server or something in between does
 * not play along nothing is said, and the page is as it is without it: whoever needs to know goes on asking.
 */
export interface LiveEvents {
  /**
   * Connects while somebody listens and the page is visible or sends. After a break `gap` says that something may have been
   * missed.
   */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /**
   * How to find out whether bytes are on their way, or soon will be. Hidden as well, such a page must hear at once that another
   * one took over: its own questions come up to a minute late, since browsers slow the timers of hidden pages.
   * @returns to be called when the answer may have changed; when the page is hidden it is asked for without that
   */
  watchSending(isSending: () => boolean): () => void;
  /** True while what happens is heard at once, as far as can be told. */
  isConnected(): boolean;
}

/** Between two tries, doubled from one to the next, until a connection is made. Milliseconds. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Two heartbeats missed: the line is dead, whatever it looks like. */
const LONGEST_SILENCE_MS = 2.5 * LIVE_HEARTBEAT_MS;

export function createLiveEvents({ fetch, clock, visibility, random }: LiveEventsOptions): LiveEvents {
  const listeners = new Set<(event: LiveEvent) => void>();
  let running: AbortController | undefined;
  let stopWatching = () => {};
  let isSending = () => false;
  let isHearing = false;

  const tell = (event: LiveEvent) => {
    for (const listener of [...listeners]) listener(event);
  };

  function update(): void {
    const isWanted = listeners.size > 0 && (visibility.isVisible() || isSending());
    if (isWanted && !running) {
      running = new AbortController();
      void stayConnected(running.signal);
    } else if (!isWanted) {
      running?.abort();
      running = undefined;
    }
  }

  async function stayConnected(stop: AbortSignal): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    for (let hasHeard = false; !stop.aborted; ) {
      const { isConnected, retryAfterMs } = await listenOnce(stop, hasHeard);
      hasHeard ||= isConnected;
      pauseMs = isConnected ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      await pause(Math.max(retryAfterMs, pauseMs * (0.5 + random() / 2)), stop);
    }
  }

  /** Never rejects. Resolves when the stream is over, or was none. */
  async function listenOnce(stop: AbortSignal, isAgain: boolean) {
    const connection = new AbortController();
    const abort = () => connection.abort();
    stop.addEventListener('abort', abort, { once: true });
    let cancelTimer = () => {};
    const isAlive = () => {
      cancelTimer();
      cancelTimer = clock.setTimeout(abort, LONGEST_SILENCE_MS);
    };
    let isConnected = false;
    let retryAfterMs = 0;
    try {
      isAlive();
      const response = await fetch(LIVE_PATH, { headers: { Accept: 'text/event-stream' }, signal: connection.signal });
      retryAfterMs = 1000 * (Number(response.headers.get('retry-after')) || 0);
      isConnected = response.ok && isEventStream(response);
      isHearing = isConnected;
      if (isConnected && isAgain) tell({ type: 'gap' });
      if (isConnected && response.body) for await (const event of readEventStream(response.body, isAlive)) tell(event);
    } catch {
      // Asking goes on without it.
    }
    isHearing = false;
    cancelTimer();
    abort();
    stop.removeEventListener('abort', abort);
    return { isConnected, retryAfterMs };
  }

  function pause(delayMs: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        stop.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.setTimeout(end, delayMs);
      stop.addEventListener('abort', end);
      if (stop.aborted) end();
    });
  }

  return {
    subscribe(listener) {
      if (listeners.size === 0) stopWatching = visibility.subscribe(update);
      listeners.add(listener);
      update();
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        stopWatching();
        update();
      };
    },
    watchSending(next) {
      isSending = next;
      update();
      return update;
    },
    isConnected: () => isHearing,
  };
}

const isEventStream = (response: Response) =>
  response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;

export function documentVisibility(page: Document): Visibility {
  return {
    isVisible: () => page.visibilityState === 'visible',
    subscribe(listener) {
      page.addEventListener('visibilitychange', listener);
      return () => page.removeEventListener('visibilitychange', listener);
    },
  };
}
