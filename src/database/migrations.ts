import { createHash } from 'node:crypto';
import { basename } from 'node:path';

export interface Migration {
  /** File name without extension, `0000_ledger`: also the order. */
  readonly name: string;
  readonly statements: readonly string[];
  /** SHA-256 of the file: tells an edited migration from the one that ran. */
  readonly hash: string;
}

/** Taken into the build, so that the server needs no file beside it. */
const files = import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true });

/** All migrations in the order in which they run. Written by `npx drizzle-kit generate`; a released one never changes. */
export const migrations: readonly Migration[] = Object.entries(files)
  .map(([path, text]) => ({
    name: basename(path, '.sql'),
    statements: text.split('--> statement-breakpoint'),
    hash: createHash('sha256').update(text).digest('hex'),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
