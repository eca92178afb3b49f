import type { IntlShape } from 'react-intl';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
/** Decimal steps as in Wix's own figures: 1 kB is 1,000 bytes. */
const STEP = 1000;

/** `0 bytes`, `512 kB`, `1.2 GB` in the reader's language; three figures are enough to compare two files. */
export function formatSize(intl: IntlShape, sizeInBytes: number): string {
  const { value, unit } = scale(sizeInBytes);
  return intl.formatNumber(value, {
    style: 'unit',
    unit,
    unitDisplay: display(unit),
    maximumFractionDigits: digits(value, unit),
  });
}

export function formatSpeed(intl: IntlShape, bytesPerSecond: number): string {
  const { value, unit } = scale(bytesPerSecond);
  return intl.formatNumber(value, {
    style: 'unit',
    unit: `${unit}-per-second`,
    unitDisplay: display(unit),
    maximumFractionDigits: digits(value, unit),
  });
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

function digits(value: number, unit: (typeof units)[number]): number {
  return unit === 'byte' || unit === 'kilobyte' || value >= 100 ? 0 : 1;
}

/** The short form of a byte is no plural in any language. */
function display(unit: (typeof units)[number]): 'long' | 'short' {
  return unit === 'byte' ? 'long' : 'short';
}
