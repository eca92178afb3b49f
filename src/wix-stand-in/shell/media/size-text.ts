const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** In units of a thousand, as Wix and the page itself count. Empty for a size that is not known. */
export function sizeText(sizeInBytes: number): string {
  if (sizeInBytes < 0) return '';
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, sizeInBytes)) / 3));
  return `${(sizeInBytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
