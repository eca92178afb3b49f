export interface StoredFile {
  readonly displayName: string;
  readonly md5: string;
  readonly sizeInBytes: number;
}

/** What became of the chosen files, by the stand-in's own account of the stored bytes. */
export interface Integrity {
  readonly chosen: number;
  /** Stored with the same bytes, at least once. */
  readonly arrived: number;
  /** Not stored at all, or only with other bytes. */
  readonly lost: number;
  /** Copies above one. */
  readonly doubled: number;
  /** Copies with other bytes than the chosen file. */
  readonly damaged: number;
}

/** @param chosen.md5ByName the MD5 of the bytes of each chosen file; no two have the same name */
export function compareWithStored(
  { md5ByName }: { readonly md5ByName: ReadonlyMap<string, string> },
  stored: readonly StoredFile[],
): Integrity {
  const intactCopies = new Map<string, number>();
  let damaged = 0;
  for (const { displayName, md5 } of stored) {
    if (md5ByName.get(displayName) === md5) intactCopies.set(displayName, (intactCopies.get(displayName) ?? 0) + 1);
    else damaged += 1;
  }
  const arrived = intactCopies.size;
  const copies = [...intactCopies.values()].reduce((sum, count) => sum + count, 0);
  return {
    chosen: md5ByName.size,
    arrived,
    lost: md5ByName.size - arrived,
    doubled: copies - arrived,
    damaged,
  };
}

export function isIntact({ lost, doubled, damaged }: Integrity): boolean {
  return lost === 0 && doubled === 0 && damaged === 0;
}

export function describeIntegrity({ chosen, arrived, lost, doubled, damaged }: Integrity): string {
  return `${arrived} of ${chosen} arrived, ${lost} lost, ${doubled} stored twice, ${damaged} with other bytes`;
}
