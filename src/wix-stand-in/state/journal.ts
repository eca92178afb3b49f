import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** One line of the log: collection, id and the new value; without a value the entry is gone. */
export type JournalEntry = readonly [collection: string, id: string, value?: unknown];

export interface Journal {
  /** Returns after the operating system has the line, so that a killed process has lost nothing that was answered. */
  append(entry: JournalEntry): void;
  close(): void;
}

function isEntry(value: unknown): value is JournalEntry {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}

/** A line that a kill cut in two was never answered for: it is left out. Only the last line can be such a line. */
function readEntries(path: string): JournalEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    try {
      const entry: unknown = JSON.parse(line);
      if (isEntry(entry)) return [entry];
    } catch (cause) {
      if (index !== lines.length - 1) throw new Error(`${path}:${index + 1} is no journal line`, { cause });
      return [];
    }
    throw new Error(`${path}:${index + 1} is no journal line`);
  });
}

function lastValues(entries: readonly JournalEntry[]): JournalEntry[] {
  const last = new Map<string, JournalEntry>();
  for (const entry of entries) {
    const key = `${entry[0]}\n${entry[1]}`;
    if (entry.length === 3) last.set(key, entry);
    else last.delete(key);
  }
  return [...last.values()];
}

/**
 * Opens the append-only log of the stand-in's data, shortened to what is current.
 * The shortened log replaces the old one by a rename: there is a complete log at every moment.
 */
export function openJournal(path: string): { journal: Journal; entries: readonly JournalEntry[] } {
  mkdirSync(dirname(path), { recursive: true });
  const entries = lastValues(readEntries(path));
  writeFileSync(`${path}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  renameSync(`${path}.new`, path);
  const file = openSync(path, 'a');
  let isClosed = false;
  return {
    entries,
    journal: {
      append(entry) {
        // The number of a closed file may be another file's by now.
        if (isClosed) throw new Error('the journal is closed');
        writeSync(file, `${JSON.stringify(entry)}\n`);
      },
      close() {
        isClosed = true;
        closeSync(file);
      },
    },
  };
}
