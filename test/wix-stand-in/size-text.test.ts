import { expect, test } from 'vitest';
import { sizeText } from '../../src/wix-stand-in/shell/media/size-text.ts';

test.each([
  [-1, ''],
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [10_485_760, '10.5 MB'],
  [2_000_000_000, '2.0 GB'],
])('%i bytes are shown as “%s”', (sizeInBytes, text) => {
  expect(sizeText(sizeInBytes)).toBe(text);
});
