import { addingHundredThousand, addingTenThousand } from './adding.ts';
import { badLine } from './bad-line.ts';
import { frames } from './frames.ts';
import { largeFile } from './large-file.ts';
import { memory } from './memory.ts';
import type { Run } from './run.ts';
import { sendingTenThousand } from './sending-ten-thousand.ts';
import { tenGibibytes } from './ten-gibibytes.ts';
import { distantPictures, thousandPictures } from './thousand-pictures.ts';

/** In the order of the document. */
export const runs: readonly Run[] = [
  largeFile,
  thousandPictures,
  distantPictures,
  addingTenThousand,
  sendingTenThousand,
  memory,
  addingHundredThousand,
  frames,
  tenGibibytes,
  badLine,
];
