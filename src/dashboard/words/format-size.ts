import type { IntlShape } from 'react-intl';
import type { Words } from './use-words.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
type Unit = (typeof units)[number];
/** Decimal steps as in Wix's own figures: 1 kB is 1,000 bytes. */
const STEP = 1000;

/** `0 bytes`, `512 kB`, `1.2 GB` in the reader's language; three figures are enough to compare two files. */
export function formatSize(intl: IntlShape, sizeInBytes: number): string {
  const { value, unit } = scale(sizeInBytes);
  const maximumFractionDigits = digits(value, unit);
  const style = { style: 'unit', unit, maximumFractionDigits } as const;
  if (unit === 'byte') return intl.formatNumber(value, { ...style, unitDisplay: 'long' });
  // The short form is the same for one and for many, but in Hebrew one of it is written the other way round: `MB1`.
  const figures = intl.formatNumber(value, { maximumFractionDigits });
  const parts = intl.formatNumberToParts(MANY, { ...style, unitDisplay: 'short' });
  return parts.map((part) => (part.type === 'integer' ? figures : part.value)).join('');
}

/** More than one in every language; a single figure. */
const MANY = 9;

export function formatSpeed(words: Words, bytesPerSecond: number): string {
  return words('summary.speed', { size: formatSize(words.intl, bytesPerSecond) });
}

function scale(sizeInBytes: number) {
  let value = Math.max(0, sizeInBytes);
  let step = 0;
  while (Math.round(value) >= STEP && step < units.length - 1) {
    value /= STEP;
    step++;
  }
  return { value, unit: units[step] ?? 'byte' };
}

function digits(value: number, unit: Unit): number {
  return unit === 'byte' || unit === 'kilobyte' || value >= 100 ? 0 : 1;
}
