import type { CdpSession } from './cdp-session.ts';

export interface TaskReading {
  /** Milliseconds since the frame's time origin. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** `self`: the frame's own task. Others come from the same process and are none of the page's. */
  readonly origin: string;
  /** Scripts that ran longest in the frame around it, where the browser tells: `milliseconds name`. */
  readonly scripts: readonly string[];
}

export interface ProbeReading {
  /** When the file input's `change` event began, milliseconds since the frame's time origin. */
  readonly changeAt: number;
  /** The same, milliseconds since 1970: comparable with the server's clock on the same machine. */
  readonly changeAtEpoch: number;
  readonly tasks: readonly TaskReading[];
  /** Milliseconds from key press to the next paint; presses answered within 16 ms are not told by the browser. */
  readonly slowKeyPresses: readonly number[];
  /** Milliseconds from `change` until the frame that shows the whole list was on the screen. */
  readonly listedAfterMs: number | undefined;
  /** Milliseconds from `change` until the size of this many files had been read: [count, milliseconds] at every 1,000th and the last. */
  readonly sizesRead: readonly (readonly [number, number])[];
}

export interface ProbeOptions {
  /** Notes when each file's size was first read. */
  readonly watchSizes: boolean;
}

declare global {
  interface Window {
    benchProbe?: { read(): ProbeReading };
  }
}

/** Runs inside the frame, sent there as text: it may use nothing from outside itself. */
function installProbe(options: ProbeOptions, isListed: () => boolean): void {
  let changeAt = Number.NaN;
  let listedAfterMs: number | undefined;
  const tasks: TaskReading[] = [];
  const frames: { start: number; end: number; scripts: string[] }[] = [];
  const slowKeyPresses: number[] = [];
  const sizesRead: [number, number][] = [];

  const watchList = (): void => {
    if (!isListed()) {
      requestAnimationFrame(watchList);
      return;
    }
    // Runs after the frame that shows the list has been painted.
    const afterPaint = new MessageChannel();
    afterPaint.port1.onmessage = () => {
      listedAfterMs = performance.now() - changeAt;
      afterPaint.port1.close();
    };
    afterPaint.port2.postMessage(undefined);
  };

  const watchSizes = (): void => {
    const original = Object.getOwnPropertyDescriptor(Blob.prototype, 'size')?.get;
    if (!original) throw new Error('no Blob.size');
    const seen = new WeakSet<object>();
    let count = 0;
    Object.defineProperty(Blob.prototype, 'size', {
      configurable: true,
      get(this: Blob) {
        const size: number = original.call(this);
        if (this instanceof File && !seen.has(this)) {
          seen.add(this);
          count += 1;
          const last = sizesRead.at(-1);
          if (last && last[0] % 1000 !== 0) sizesRead.pop();
          sizesRead.push([count, performance.now() - changeAt]);
        }
        return size;
      },
    });
  };

  const onChange = (event: Event): void => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== 'file' || !Number.isNaN(changeAt)) return;
    changeAt = performance.now();
    requestAnimationFrame(watchList);
  };

  const observeTasks = (): void => {
    new PerformanceObserver((list) => {
      for (const { startTime, duration, name } of list.getEntries()) {
        tasks.push({ startedAt: startTime, durationMs: duration, origin: name, scripts: [] });
      }
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        scripts: { duration: number; invoker: string; sourceFunctionName: string; sourceCharPosition: number }[];
      })[]) {
        const longest = [...entry.scripts].sort((a, b) => b.duration - a.duration).slice(0, 4);
        frames.push({
          start: entry.startTime,
          end: entry.startTime + entry.duration,
          scripts: longest.map(
            (script) =>
              `${Math.round(script.duration)} ${script.invoker} ${script.sourceFunctionName}@${script.sourceCharPosition}`,
          ),
        });
      }
    }).observe({ type: 'long-animation-frame' });
  };

  const observeKeys = (): void => {
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') slowKeyPresses.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  };

  addEventListener('change', onChange, true);
  if (options.watchSizes) watchSizes();
  observeTasks();
  observeKeys();
  window.benchProbe = {
    read: () => ({
      changeAt,
      changeAtEpoch: performance.timeOrigin + changeAt,
      tasks: tasks.map((task) => {
        const around = frames.find(
          ({ start, end }) => start < task.startedAt + task.durationMs && end > task.startedAt,
        );
        return { ...task, scripts: around?.scripts ?? [] };
      }),
      slowKeyPresses,
      listedAfterMs,
      sizesRead,
    }),
  };
}

/**
 * Puts the probe into the frame. Must be there before files are picked.
 * @param isListed expression in the frame, true when the whole list is shown.
 */
export async function startProbe(frame: CdpSession, isListed: string, options: ProbeOptions): Promise<void> {
  await frame.evaluate(`(${installProbe.toString()})(${JSON.stringify(options)}, () => ${isListed})`);
}

export async function readProbe(frame: CdpSession): Promise<ProbeReading> {
  // NaN and undefined do not survive JSON; a page without a `change` is a fault of the run.
  const reading = await frame.evaluate<ProbeReading>('JSON.parse(JSON.stringify(window.benchProbe.read()))');
  if (typeof reading.changeAt !== 'number') throw new Error('the page saw no change event');
  return reading;
}

/**
 * The longest stretch for which the page held its thread from `change` on, in milliseconds.
 * Of the task in which `change` fired only the part after it counts: before that the browser makes its list of files.
 */
export function longestTaskMs(reading: ProbeReading, untilMs = Number.POSITIVE_INFINITY): number {
  const parts = reading.tasks
    .filter(({ startedAt }) => startedAt - reading.changeAt < untilMs)
    .map(({ startedAt, durationMs }) => startedAt + durationMs - Math.max(startedAt, reading.changeAt));
  return Math.max(0, ...parts);
}
