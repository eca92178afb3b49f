import type { MediaFile, TicketOutcome, UploadTicket } from '#contracts';
import type { Clock, TicketSource, Transport, UploadEngineOptions } from '#upload-engine';
import { mediaFile } from './scripted-world.ts';

export interface LineOptions {
  readonly bytesPerSecond: number;
  /** Of every request, beside its bytes. Milliseconds. */
  readonly roundTripMs: number;
  /** What one connection moves at most. Bytes a second. */
  readonly connectionBytesPerSecond?: number;
  /** Of each request, what the operating system takes at once, before it has left: a browser calls it sent. @default 0 */
  readonly bufferedBytes?: number;
}

/** A line that all uploads share equally, and what left over it. */
export interface SimulatedLine {
  readonly transports: UploadEngineOptions['transports'];
  /** Bytes that left in [from, to). Milliseconds of the clock. */
  bytesBetween(from: number, to: number): number;
  /** Most connections that moved bytes at once. */
  mostAtOnce(): number;
  /** Sizes of the requests' bodies. */
  readonly requests: number[];
  /** Names of the files that arrived, in their order. */
  readonly arrived: string[];
}

interface Flow {
  left: number;
  sent: number;
  readonly onSent: (bytes: number) => void;
  readonly onDone: () => void;
}

/** A browser tells of progress this often. Milliseconds. */
const PROGRESS_MS = 50;
const EIGHT_MEBIBYTES = 8 * 1024 * 1024;

export function createSimulatedLine(clock: Clock, options: LineOptions): SimulatedLine {
  const flows = new Set<Flow>();
  /** Totals at moments at which the speed changed; between two of them it is even. */
  const marks = [{ at: 0, total: 0 }];
  const requests: number[] = [];
  const arrived: string[] = [];
  const { bufferedBytes = 0 } = options;
  let total = 0;
  let settledAt = 0;
  let mostAtOnce = 0;
  let cancelTimer = () => {};

  const perFlow = () =>
    Math.min(options.connectionBytesPerSecond ?? Number.POSITIVE_INFINITY, options.bytesPerSecond / flows.size) / 1_000;
  const settle = () => {
    const elapsedMs = clock.now() - settledAt;
    const rate = flows.size === 0 ? 0 : perFlow();
    settledAt = clock.now();
    for (const flow of flows) {
      const bytes = Math.min(flow.left, rate * elapsedMs);
      flow.left -= bytes;
      flow.sent += bytes;
      total += bytes;
    }
    marks.push({ at: settledAt, total });
  };
  const plan = () => {
    cancelTimer();
    if (flows.size === 0) return;
    const first = Math.min(...[...flows].map(({ left }) => left / perFlow()));
    cancelTimer = clock.setTimeout(beat, Math.min(PROGRESS_MS, first));
  };
  const beat = () => {
    settle();
    for (const flow of [...flows]) {
      if (flow.left < 0.5) {
        flows.delete(flow);
        flow.onDone();
      } else flow.onSent(Math.floor(flow.sent + Math.min(flow.left, bufferedBytes)));
    }
    plan();
  };
  const wait = (delayMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const cancel = clock.setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, delayMs);
      const onAbort = () => {
        cancel();
        reject(signal.reason);
      };
      signal.throwIfAborted();
      signal.addEventListener('abort', onAbort, { once: true });
    });
  /** One request with a body. */
  const request = async (bytes: number, onSent: (bytes: number) => void, signal: AbortSignal) => {
    requests.push(bytes);
    await wait(options.roundTripMs / 2, signal);
    await new Promise<void>((resolve, reject) => {
      const flow: Flow = { left: bytes, sent: 0, onSent, onDone: () => finish(resolve) };
      const onAbort = () => {
        settle();
        flows.delete(flow);
        plan();
        reject(signal.reason);
      };
      const finish = (settleIt: () => void) => {
        signal.removeEventListener('abort', onAbort);
        settleIt();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      settle();
      flows.add(flow);
      if (bufferedBytes > 0) onSent(Math.min(bytes, bufferedBytes));
      mostAtOnce = Math.max(mostAtOnce, flows.size);
      plan();
    });
    onSent(bytes);
    await wait(options.roundTripMs / 2, signal);
  };
  const arrive = (fileName: string, sizeInBytes: number): MediaFile => {
    arrived.push(fileName);
    return mediaFile({ id: fileName, sizeInBytes, operationStatus: 'READY' });
  };

  const put: Transport = {
    async send({ fileName, sizeInBytes }, events, signal) {
      await request(sizeInBytes, events.onSent, signal);
      return arrive(fileName, sizeInBytes);
    },
    terminate: async () => {},
  };
  const tus: Transport = {
    async send({ fileName, sizeInBytes, ticket, pieces }, events, signal) {
      const resumeUrl = ticket.protocol === 'tus' ? ticket.resumeUrl : undefined;
      let offset = resumeUrl === undefined ? 0 : (offsets.get(resumeUrl) ?? 0);
      await wait(options.roundTripMs, signal);
      events.onResumeUrl(resumeUrl ?? `https://upload.example/tus/${fileName}`);
      if (offset > 0) events.onAccepted(offset);
      while (offset < sizeInBytes) {
        const begun = offset;
        const bytes = Math.min(EIGHT_MEBIBYTES, pieces?.largest() ?? EIGHT_MEBIBYTES, sizeInBytes - begun);
        await pieces?.next(bytes);
        await request(bytes, (sent) => events.onSent(begun + sent), signal);
        offset = begun + bytes;
        offsets.set(`https://upload.example/tus/${fileName}`, offset);
        events.onAccepted(offset);
      }
      await wait(options.roundTripMs, signal);
      return arrive(fileName, sizeInBytes);
    },
    terminate: async () => {},
  };
  const offsets = new Map<string, number>();

  const totalAt = (time: number): number => {
    let low = 0;
    let high = marks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((marks[middle]?.at ?? 0) <= time) low = middle;
      else high = middle - 1;
    }
    const before = marks[low] ?? { at: 0, total: 0 };
    const after = marks[low + 1] ?? before;
    if (after.at === before.at) return before.total;
    return before.total + ((after.total - before.total) * (time - before.at)) / (after.at - before.at);
  };

  return {
    transports: { put, tus },
    bytesBetween: (from, to) => totalAt(to) - totalAt(from),
    mostAtOnce: () => mostAtOnce,
    requests,
    arrived,
  };
}

/** Wix's rule as our server keeps it: so many calls in any minute; who would wait for long is told to come again. */
export function simulatedTickets(clock: Clock, { callsPerMinute = Number.POSITIVE_INFINITY, answerMs = 150 } = {}) {
  const granted: number[] = [];
  const source: TicketSource = {
    async requestTickets(requests): Promise<readonly TicketOutcome[]> {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, answerMs));
      return Promise.all(
        requests.map(async (request) => {
          const opensIn = reserve();
          if (opensIn > MOST_HELD_MS) {
            const failure = { code: 'RATE_LIMITED', retryAfterMs: opensIn } as const;
            return { uploadId: request.uploadId, failure };
          }
          if (opensIn > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, opensIn));
          return { uploadId: request.uploadId, ticket: ticketOf(request) };
        }),
      );
    },
  };
  /** @returns how long until the call may be made; it is reserved where that is soon */
  const reserve = (): number => {
    const now = clock.now();
    const place = granted.length - callsPerMinute;
    const opensAt = place < 0 ? now : Math.max(now, (granted[place] ?? now) + MINUTE_MS);
    if (opensAt - now <= MOST_HELD_MS) granted.push(opensAt);
    return opensAt - now;
  };
  return source;
}

const MINUTE_MS = 60_000;
const MOST_HELD_MS = 10_000;
const TEN_MEBIBYTES = 10 * 1024 * 1024;

function ticketOf(request: { uploadId: string; sizeInBytes: number; inPieces?: true }): UploadTicket {
  const uploadUrl = `https://upload.example/${request.uploadId}`;
  return request.sizeInBytes > TEN_MEBIBYTES || request.inPieces
    ? { protocol: 'tus', uploadUrl, uploadToken: request.uploadId }
    : { protocol: 'put', uploadUrl };
}
