/** What the first bytes of a picture say of it. */
export interface PictureHead {
  /** Undefined where they do not say it. */
  readonly pixels: number | undefined;
  /** True where a decoder can leave out what a small copy does not need, so that the whole is never in memory. */
  readonly isScalable: boolean;
}

/** How many of the first bytes to read: in a photo, camera data, a preview and a colour profile come before the size. Bytes. */
export const PICTURE_HEAD_BYTES = 256 * 1024;

const unknown: PictureHead = { pixels: undefined, isScalable: false };

/** Reads what kind of picture this is and how large, from its bytes alone: JPEG, PNG, GIF, WebP, BMP and AVIF. */
export function readPictureHead(head: Uint8Array): PictureHead {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (view.getUint16(0) === 0xffd8) return readJpeg(view);
    return { pixels: pixelsOf(view), isScalable: false };
  } catch (error) {
    // The picture ends before it has said its size.
    if (error instanceof RangeError) return unknown;
    throw error;
  }
}

function pixelsOf(view: DataView): number | undefined {
  if (view.getUint32(0) === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
  const letters = textAt(view, 0, 4);
  if (letters === 'GIF8') return view.getUint16(6, true) * view.getUint16(8, true);
  if (letters.startsWith('BM')) return Math.abs(view.getInt32(18, true) * view.getInt32(22, true));
  if (letters === 'RIFF' && textAt(view, 8, 4) === 'WEBP') return webpPixels(view);
  return textAt(view, 4, 4) === 'ftyp' ? avifPixels(view) : undefined;
}

/** Segments follow each other; that of the frame (C0 to CF, without three that mean something else) has the size. */
function readJpeg(view: DataView): PictureHead {
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    // Of a progressive picture every part is in all of its bytes: it is kept whole while it is decoded, however small.
    if (isFrame) return { pixels: view.getUint16(at + 5) * view.getUint16(at + 7), isScalable: marker <= 0xc1 };
    at += 2 + view.getUint16(at + 2);
  }
  return unknown;
}

function webpPixels(view: DataView): number | undefined {
  switch (textAt(view, 12, 4)) {
    case 'VP8 ':
      return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return (uint24(view, 24) + 1) * (uint24(view, 27) + 1);
    default:
      return undefined;
  }
}

const AVIF_SIZES_WITHIN = 4096;

/** The largest of the sizes that it names: it may hold tiles and a preview of its own. */
function avifPixels(view: DataView): number | undefined {
  let most: number | undefined;
  const end = Math.min(view.byteLength, AVIF_SIZES_WITHIN) - 16;
  for (let at = 8; at <= end; at += 1) {
    if (view.getUint32(at) !== 0x69737065) continue;
    most = Math.max(most ?? 0, view.getUint32(at + 8) * view.getUint32(at + 12));
  }
  return most;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000;
}

function textAt(view: DataView, at: number, length: number): string {
  let text = '';
  for (let offset = 0; offset < length; offset += 1) text += String.fromCharCode(view.getUint8(at + offset));
  return text;
}
