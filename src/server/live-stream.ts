import type { LiveEvent } from '#contracts';

/** What waits for a page that reads slowly. Past this, events are dropped and the page is told that something was missed. */
const MOST_WAITING_BYTES = 64 * 1024;
/** Heartbeats that nobody read: then the page is gone, whatever the connection says. */
const MOST_UNREAD_BEATS = 4;

export interface LiveStreamOptions {
  readonly heartbeatMs: number;
  /** Asked before each heartbeat. Rejects or answers false: the stream ends. */
  readonly mayGoOn: () => Promise<boolean>;
  /** Called once, when the stream ended for whatever reason. */
  readonly onEnd: () => void;
}

/** One page's server-sent events. */
export interface LiveStream {
  readonly body: ReadableStream<Uint8Array>;
  send(event: LiveEvent): void;
  end(): void;
}

const encoder = new TextEncoder();
const frameOf = (event: LiveEvent) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
const comment = encoder.encode(':\n\n');

/** Never keeps more than a bounded number of bytes for its reader, however slow. */
export function createLiveStream({ heartbeatMs, mayGoOn, onEnd }: LiveStreamOptions): LiveStream {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hasMissed = false;
  let unreadBeats = 0;

  function write(chunk: Uint8Array): boolean {
    if (!controller || (controller.desiredSize ?? 0) <= 0) return false;
    controller.enqueue(chunk);
    return true;
  }

  function finish(): void {
    if (!controller) return;
    controller = undefined;
    clearTimeout(timer);
    onEnd();
  }

  function end(): void {
    controller?.close();
    finish();
  }

  async function beat(): Promise<void> {
    const isAllowed = await mayGoOn().catch(() => false);
    unreadBeats = write(comment) ? 0 : unreadBeats + 1;
    if (!isAllowed || unreadBeats >= MOST_UNREAD_BEATS) end();
    else if (controller) schedule();
  }

  function schedule(): void {
    timer = setTimeout(() => void beat(), heartbeatMs).unref();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
        // The first bytes make proxies and the browser hand the stream over.
        write(comment);
        schedule();
      },
      pull() {
        if (hasMissed) hasMissed = !write(frameOf({ type: 'gap' }));
      },
      cancel: finish,
    },
    { highWaterMark: MOST_WAITING_BYTES, size: ({ byteLength }) => byteLength },
  );
  return {
    body,
    send(event) {
      if (hasMissed || !write(frameOf(event))) hasMissed = true;
    },
    end,
  };
}
