import { type LiveEvent, liveEventSchema } from '#contracts';

/** Far above any event of ours: past it, what comes is no event stream. Characters. */
const LONGEST_FRAME = 64 * 1024;

/**
 * Reads server-sent events out of a response, as far as our server writes them: one line of data each, comments between.
 * What is no event of ours is passed over: a newer server may say more than this page knows.
 * @param onBytes called whenever anything came, be it a comment.
 * @throws when the stream breaks.
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<LiveEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      text += decoder.decode(value, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      if (text.length > LONGEST_FRAME) throw new Error('This is no event stream');
      for (const frame of frames) {
        const event = eventOf(frame);
        if (event) yield event;
      }
    }
  } finally {
    // Also when the reader of the events has had enough.
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(frame: string): LiveEvent | undefined {
  if (!frame.startsWith('data: ')) return undefined;
  try {
    return liveEventSchema.safeParse(JSON.parse(frame.slice('data: '.length))).data;
  } catch {
    return undefined;
  }
}
