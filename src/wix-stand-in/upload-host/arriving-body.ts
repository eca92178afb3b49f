import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultBox } from '../control/fault-box.ts';
import type { RequestRecord } from '../control/request-log.ts';

/**
 * Counts an upload's bytes as they come, slows them down and cuts the line where a fault says so.
 * The cut falls somewhere inside the body, so that part of it has arrived.
 */
export class ArrivingBody extends Transform {
  readonly #record: RequestRecord;
  readonly #faults: FaultBox;
  readonly #cutAt: number;
  readonly #cut: () => void;

  constructor(request: IncomingMessage, record: RequestRecord, faults: FaultBox) {
    super();
    this.#record = record;
    this.#faults = faults;
    const cut = faults.happens('cut-upload', faults.current.cutUploadRate);
    this.#cutAt = cut ? (record.contentLength ?? 0) * faults.roll('cut-upload-at') : Number.POSITIVE_INFINITY;
    this.#cut = () => request.socket.destroy();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#record.bytesReceived += chunk.length;
    if (this.#record.bytesReceived > this.#cutAt) {
      this.#cut();
      done(new Error('the line was cut'));
      return;
    }
    // Read for every piece, so that a change reaches the uploads that are running.
    const { throttleBytesPerSecond } = this.#faults.current;
    if (throttleBytesPerSecond === 0) {
      done(null, chunk);
      return;
    }
    void sleep((chunk.length / throttleBytesPerSecond) * 1000).then(() => done(null, chunk));
  }
}
