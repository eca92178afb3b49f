import { PICTURE_HEAD_BYTES, type PictureHead, readPictureHead } from './picture-head.ts';

/** Pictures decoded at once. */
const MOST_AT_ONCE = 2;
/** A larger picture that a decoder can only take whole is not decoded for a thumbnail: this one takes 48 MB meanwhile. Pixels. */
const LARGEST_WHOLE_IN_PIXELS = 12_000_000;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Draws a small copy of a picture, cut to the canvas's square. The browser decodes it off the main thread, and of a photo
 * no more than the copy needs (an eighth of its sides): 50 megapixels take 7 MB instead of 250, and a tenth of the time.
 * @returns false when it is no picture that the browser can read with little memory, or when it is not wanted any more.
 */
export async function drawThumbnail(picture: Blob, canvas: HTMLCanvasElement, signal: AbortSignal): Promise<boolean> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    if (signal.aborted) return false;
    const bitmap = await decodeSmall(picture, canvas.height * 2, signal);
    if (!bitmap) return false;
    if (!signal.aborted) drawCovering(bitmap, canvas);
    bitmap.close();
    return !signal.aborted;
  } catch {
    return false;
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** @returns undefined for a picture that would be too large in memory */
async function decodeSmall(picture: Blob, height: number, signal: AbortSignal): Promise<ImageBitmap | undefined> {
  const head = readPictureHead(new Uint8Array(await picture.slice(0, PICTURE_HEAD_BYTES).arrayBuffer()));
  signal.throwIfAborted();
  if (canBeScaled(head)) return decodeScaled(picture, height, signal);
  if ((head.pixels ?? Number.POSITIVE_INFINITY) > LARGEST_WHOLE_IN_PIXELS) return undefined;
  return createImageBitmap(picture, { resizeHeight: height, resizeQuality: 'medium' });
}

function canBeScaled({ isScalable }: PictureHead): boolean {
  return isScalable && 'ImageDecoder' in globalThis;
}

async function decodeScaled(picture: Blob, side: number, signal: AbortSignal): Promise<ImageBitmap> {
  const decoder = new ImageDecoder({
    type: 'image/jpeg',
    data: picture.stream(),
    desiredWidth: side,
    desiredHeight: side,
  });
  const stop = () => decoder.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { image } = await decoder.decode();
    // A frame is as the camera held it; the bitmap is turned as it is looked at.
    return await createImageBitmap(image).finally(() => image.close());
  } finally {
    signal.removeEventListener('abort', stop);
    if (!signal.aborted) decoder.close();
  }
}

function drawCovering(bitmap: ImageBitmap, canvas: HTMLCanvasElement): void {
  const side = Math.min(bitmap.width, bitmap.height);
  const left = (bitmap.width - side) / 2;
  const top = (bitmap.height - side) / 2;
  canvas.getContext('2d')?.drawImage(bitmap, left, top, side, side, 0, 0, canvas.width, canvas.height);
}
