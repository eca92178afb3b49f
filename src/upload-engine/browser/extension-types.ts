import database from 'mime-db/db.json';

interface TypeFacts {
  readonly source?: string;
  readonly extensions?: readonly string[];
  readonly compressible?: boolean;
}

const kindRank: Readonly<Record<string, number>> = { video: 3, audio: 2, font: 2, application: 1 };
const sourceRank: Readonly<Record<string, number>> = { iana: 3, apache: 1, nginx: 0 };

/**
 * The type of each extension, lower case. Several types claim some extensions: a general one goes before a vendor's or
 * an experimental one, a registered one before others, and a moving picture before sound before anything else (`mp4`
 * is all three). mime-types, which decides the same way, needs Node's `path` and so does not run in a browser.
 */
export const extensionTypes: ReadonlyMap<string, string> = chooseTypes(Object.entries<TypeFacts>(database));

function chooseTypes(entries: readonly (readonly [string, TypeFacts])[]): ReadonlyMap<string, string> {
  const best = new Map<string, { type: string; rank: number }>();
  for (const [type, facts] of entries) {
    const rank = rankOf(type, facts);
    for (const extension of facts.extensions ?? []) {
      if (rank > (best.get(extension)?.rank ?? -1)) best.set(extension, { type, rank });
    }
  }
  return new Map([...best].map(([extension, { type }]) => [extension, type]));
}

function rankOf(type: string, { source = '' }: TypeFacts): number {
  if (type === 'application/octet-stream') return 0;
  const [kind = '', name = ''] = type.split('/');
  const generality = name.startsWith('vnd.') ? 3 : name.startsWith('x-') ? 2 : name.startsWith('prs.') ? 1 : 4;
  // All else being equal the shorter name is the usual one.
  return generality * 1_000 + (sourceRank[source] ?? 2) * 100 + (kindRank[kind] ?? 0) * 10 + 1 - type.length / 100;
}
