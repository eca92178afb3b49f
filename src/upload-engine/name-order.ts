const byNumber = new Intl.Collator(undefined, { numeric: true });

/** As people count: `img2` before `img10`. */
export function compareNames(one: string, other: string): number {
  return byNumber.compare(one, other);
}

/** A folder comes right before those in it. @param one names from the top, as `other` */
export function compareFolders(one: readonly string[], other: readonly string[]): number {
  if (one === other) return 0;
  for (const [depth, name] of one.entries()) {
    const beside = other[depth];
    if (beside === undefined) return 1;
    const order = name === beside ? 0 : compareNames(name, beside);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}
