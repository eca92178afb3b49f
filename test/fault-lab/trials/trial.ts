/** Writes one line where the person who started the lab sees it. */
export type Say = (line: string) => void;

/** What was measured, for the reader. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** What must hold, and what was seen of it. */
export interface Condition {
  readonly rule: string;
  readonly seen: string;
  readonly met: boolean;
}

export interface TrialReport {
  readonly facts: readonly Fact[];
  readonly conditions: readonly Condition[];
}

export interface TrialOptions {
  readonly say: Say;
  /** Where the server's log and the record of requests are left for a look afterwards. */
  readonly keepIn?: string;
}

/** One long run of the built product in Chromium under chosen faults. */
export interface Trial {
  readonly name: string;
  readonly title: string;
  /** What goes wrong, and how the figures are made. */
  readonly setup: string;
  /** @throws Error when the run cannot be brought to its end. */
  play(options: TrialOptions): Promise<TrialReport>;
}

/** A condition on a number that must not be above zero. */
export const none = (rule: string, count: number): Condition => ({ rule, seen: String(count), met: count === 0 });
