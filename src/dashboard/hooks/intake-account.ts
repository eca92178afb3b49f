import type { FoundProblem, PlannedFile, Planner, PlannerAddOptions, Stock } from '#upload-engine';

/** What has to be said of one pick, drop or paste. */
export interface IntakeEntry {
  /** In the order in which the picks came. */
  readonly number: number;
  readonly stock: Stock;
  /** What could not be taken, and empty folders that cannot be had. */
  readonly problems: readonly FoundProblem[];
  /** Files that are sent although something may go wrong with them: no plan was there to say so. */
  readonly warned: readonly PlannedFile[];
  /** Empty folders that are to be made. */
  readonly emptyFolders: number;
}

type Brought = Pick<IntakeEntry, 'problems' | 'emptyFolders'>;
type Hearer = Required<Pick<PlannerAddOptions, 'onStock' | 'onFolderRefused' | 'onWarned'>>;

/**
 * Accounts for everything that people bring and that is not simply taken and sent. What one pick has to say stays when the next one
 * comes, until somebody has read it.
 */
export interface IntakeAccount {
  /** Those that need words, oldest first. The same array until it changes. */
  getEntries(): readonly IntakeEntry[];
  subscribe(listener: () => void): () => void;
  /** An entry for one pick. @returns what tells it how things went */
  open(brought: Brought): Hearer;
  /** The next pick comes: of one in which nothing was found nobody needs to know any more. */
  forgetNothingFound(): void;
  /** They have been read. */
  dismiss(entries: readonly IntakeEntry[]): void;
}

export function createIntakeAccount(): IntakeAccount {
  const listeners = new Set<() => void>();
  let entries: readonly IntakeEntry[] = [];
  let opened = 0;
  const show = (next: readonly IntakeEntry[]) => {
    entries = next;
    for (const listener of listeners) listener();
  };
  const change = (number: number, work: (entry: IntakeEntry) => IntakeEntry) => {
    const before = entries.find((entry) => entry.number === number) ?? { ...blank, number };
    const after = work(before);
    const others = entries.filter((entry) => entry.number !== number);
    if (needsWords(after)) show([...others, after].sort((one, other) => one.number - other.number));
  };
  const keep = (isKept: (entry: IntakeEntry) => boolean) => {
    const kept = entries.filter(isKept);
    if (kept.length < entries.length) show(kept);
  };

  return {
    getEntries: () => entries,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open({ problems, emptyFolders }) {
      opened += 1;
      const number = opened;
      return {
        onStock: (stock) =>
          change(number, (entry) => ({ ...entry, stock, problems: [...problems, ...entry.problems], emptyFolders })),
        onFolderRefused: (path, failure) =>
          change(number, (entry) => ({ ...entry, problems: [...entry.problems, { path, failure }] })),
        onWarned: (files) => change(number, (entry) => ({ ...entry, warned: [...entry.warned, ...files] })),
      };
    },
    forgetNothingFound: () => keep((entry) => !foundNothing(entry)),
    dismiss: (read) => keep((entry) => !read.includes(entry)),
  };
}

/** For files that are only part of a pick: of the pick as a whole somebody else tells. */
export function planParts(planner: Pick<Planner, 'add'>, account: IntakeAccount): Pick<Planner, 'add'> {
  return {
    add(intake, destination, settings, options) {
      const { onFolderRefused, onWarned } = account.open({ problems: [], emptyFolders: 0 });
      return planner.add(intake, destination, settings, { ...options, onFolderRefused, onWarned });
    },
  };
}

const blank = { stock: { found: 0, took: 0, leftOut: [] }, problems: [], warned: [], emptyFolders: 0 };

/** There is nothing that could have been taken or left out. */
export function foundNothing({ stock, problems, warned }: IntakeEntry): boolean {
  return stock.found + problems.length + warned.length === 0;
}

function needsWords(entry: IntakeEntry): boolean {
  const { stock, problems, warned } = entry;
  return foundNothing(entry) || stock.leftOut.length + problems.length + warned.length > 0;
}
