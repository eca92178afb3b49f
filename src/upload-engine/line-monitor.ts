import type { WaitReason } from './item.ts';
import type { Clock, Connectivity } from './ports.ts';
import { type RetryPolicy, retryDelayMs } from './retry-policy.ts';

/** Who answers or does not: our own server (tickets) or Wix's upload host (bytes). One being well says nothing of the other. */
export type Party = 'server' | 'host';
export type Outage = Extract<WaitReason, 'offline' | 'server-unavailable'>;

/** Whether it makes sense to start anything now. The browser's word is a hint; what counts is whether something answers. */
export interface LineMonitor {
  /** Why nothing should start, or undefined when all may. */
  outage(): Outage | undefined;
  /** While down: whose answer ends it. */
  awaited(): Party | undefined;
  /** While down: true when one item may try whether things are back. */
  mayProbe(): boolean;
  probeStarted(): void;
  /** The probe is over, for whatever reason. Without a verdict another one is planned. */
  probeEnded(): void;
  /** No answer at all. */
  lineFailed(party: Party): void;
  /** An answer: cannot now (5xx). */
  refusedForNow(party: Party): void;
  /** A sensible answer. Ends an outage of that party at once. */
  answered(party: Party): void;
  dispose(): void;
}

export interface LineMonitorOptions {
  readonly connectivity: Connectivity;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  /** Called when the browser says offline: what runs had better stop. */
  readonly onOfflineHint: () => void;
  /** Called when an outage ends. */
  readonly onUp: () => void;
  /** Called when the time for the next probe has come. */
  readonly onProbeDue: () => void;
}

/** So many failures in a row with nothing succeeding in between mean that it is not the single file. */
const LINE_FAILURES_TO_DOWN = 3;
const REFUSALS_TO_DOWN = 6;

interface Down {
  readonly outage: Outage;
  /** Whose answer ends it. */
  readonly party: Party;
}

/** What the browser believes is disproved by the upload host alone: our own server may be on this side of a dead line. */
const offlineHint: Down = { outage: 'offline', party: 'host' };

export function createLineMonitor(options: LineMonitorOptions): LineMonitor {
  const { connectivity, clock, random, retry } = options;
  const failures = { server: { line: 0, refused: 0 }, host: { line: 0, refused: 0 } };
  let down: Down | undefined;
  let probes = 0;
  let probe: 'none' | 'planned' | 'due' | 'running' = 'none';
  let cancelProbe = () => {};

  const planProbe = () => {
    cancelProbe();
    probes += 1;
    probe = 'planned';
    const delayMs = retryDelayMs(retry, probes, random());
    cancelProbe = clock.setTimeout(() => {
      probe = 'due';
      options.onProbeDue();
    }, delayMs);
  };
  const goDown = (next: Down) => {
    const wasUp = down === undefined;
    down = next;
    if (wasUp) planProbe();
  };
  const goUp = () => {
    failures.server = { line: 0, refused: 0 };
    failures.host = { line: 0, refused: 0 };
    if (down === undefined) return;
    down = undefined;
    probes = 0;
    probe = 'none';
    cancelProbe();
    options.onUp();
  };

  const unsubscribe = connectivity.subscribe(() => {
    if (connectivity.isOnline()) return goUp();
    goDown(offlineHint);
    options.onOfflineHint();
  });
  if (!connectivity.isOnline()) goDown(offlineHint);

  return {
    outage: () => down?.outage,
    awaited: () => down?.party,
    mayProbe: () => probe === 'due',
    probeStarted() {
      probe = 'running';
    },
    probeEnded() {
      if (down !== undefined && probe === 'running') planProbe();
    },
    lineFailed(party) {
      failures[party].line += 1;
      if (!connectivity.isOnline()) goDown(offlineHint);
      else if (failures[party].line >= LINE_FAILURES_TO_DOWN) goDown({ outage: 'offline', party });
    },
    refusedForNow(party) {
      failures[party].line = 0;
      failures[party].refused += 1;
      const isEnough = down === undefined && failures[party].refused >= REFUSALS_TO_DOWN;
      if (isEnough) goDown({ outage: 'server-unavailable', party });
    },
    answered(party) {
      failures[party] = { line: 0, refused: 0 };
      if (down?.party === party) goUp();
    },
    dispose() {
      cancelProbe();
      unsubscribe();
    },
  };
}
