import { createUploadEngine, type QueueSummary, type UploadEngine, type UploadEngineOptions } from '#upload-engine';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { fakeFile, siteMedia } from './scripted-world.ts';
import { createSimulatedLine, type LineOptions, type SimulatedLine, simulatedTickets } from './simulated-line.ts';

export interface RunOptions extends LineOptions {
  readonly sizes: readonly number[];
  /** Folders that are added while others are sent. Milliseconds of the clock. */
  readonly later?: readonly { readonly atMs: number; readonly sizes: readonly number[] }[];
  readonly callsPerMinute?: number;
  /** How long a call for tickets takes. Milliseconds. @default 150 */
  readonly answerMs?: number;
  readonly engine?: Partial<UploadEngineOptions>;
  readonly seed?: number;
}

export interface SimulatedRun {
  readonly engine: UploadEngine;
  readonly clock: ManualClock;
  readonly line: SimulatedLine;
  /** True when every file has come to its end. */
  isOver(): boolean;
  /** Goes on to the end, or as long as allowed, and looks at the summary on the way. */
  play(options?: {
    readonly everyMs?: number;
    readonly mostMs?: number;
    readonly onLook?: (summary: QueueSummary, now: number) => void;
  }): Promise<void>;
}

/** The real engine with files of these sizes, in a world that is a line, an upload host and Wix's quota. */
export function startRun(options: RunOptions): SimulatedRun {
  const { sizes, later = [], callsPerMinute, answerMs, engine: given, seed = 1, ...lineOptions } = options;
  const clock = createManualClock();
  const line = createSimulatedLine(clock, lineOptions);
  const random = seededRandom(seed);
  let ids = 0;
  const engine = createUploadEngine({
    tickets: simulatedTickets(clock, {
      ...(callsPerMinute === undefined ? {} : { callsPerMinute }),
      ...(answerMs === undefined ? {} : { answerMs }),
    }),
    transports: line.transports,
    readiness: { getFileStates: async () => [] },
    clock,
    connectivity: { isOnline: () => true, subscribe: () => () => {} },
    random,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    ...given,
  });
  let added = 0;
  const add = (folder: readonly number[]) => {
    const files = folder.map((size) => {
      added += 1;
      return fakeFile(`${added}.jpg`, Math.max(1, Math.round(size)));
    });
    engine.add(files, siteMedia);
  };
  add(sizes);
  for (const folder of later) clock.setTimeout(() => add(folder.sizes), folder.atMs);
  const count = later.reduce((sum, folder) => sum + folder.sizes.length, sizes.length);
  const isOver = () => {
    const { total, byStatus } = engine.getSummary();
    return total === count && total === byStatus.ready + byStatus.failed + byStatus.cancelled + byStatus.skipped;
  };
  return {
    engine,
    clock,
    line,
    isOver,
    async play({ everyMs = 250, mostMs = 86_400_000, onLook = () => {} } = {}) {
      const until = clock.now() + mostMs;
      while (!isOver() && clock.now() < until) {
        await clock.advance(Math.min(everyMs, until - clock.now()));
        onLook(engine.getSummary(), clock.now());
      }
    },
  };
}

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

export { KIBIBYTE, MEBIBYTE };
