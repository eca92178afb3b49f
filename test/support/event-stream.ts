/** Reads a stream of server-sent events, as far as it has come. */
export interface EventStream {
  /** The next event's data, parsed. Rejects when the stream ends first. */
  next(): Promise<unknown>;
  /** How many comments (heartbeats) came so far. */
  comments(): number;
  /** Resolves when the other side has ended the stream. */
  ended(): Promise<void>;
  cancel(): Promise<void>;
}

export function readEventStream(body: ReadableStream<Uint8Array>): EventStream {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  const events: unknown[] = [];
  let wake = () => {};
  let isOver = false;
  let comments = 0;
  const over = (async () => {
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const frame = text.slice(0, end);
        text = text.slice(end + 2);
        if (frame.startsWith('data: ')) events.push(JSON.parse(frame.slice(6)));
        else comments += 1;
        wake();
      }
    }
  })().finally(() => {
    isOver = true;
    wake();
  });
  over.catch(() => undefined);
  return {
    async next() {
      while (events.length === 0) {
        if (isOver) throw new Error('the stream ended');
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return events.shift();
    },
    comments: () => comments,
    ended: () => over,
    cancel: () => reader.cancel(),
  };
}
