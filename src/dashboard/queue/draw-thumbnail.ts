/** Pictures decoded at once: a photo of 50 megapixels takes 200 MB while it is decoded. */
const MOST_AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Draws a small copy of a picture, cut to the canvas's square. The browser decodes it off the main thread.
 * @returns false when it is no picture that the browser can read, or when it is not wanted any more.
 */
export async function drawThumbnail(picture: Blob, canvas: HTMLCanvasElement, signal: AbortSignal): Promise<boolean> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    if (signal.aborted) return false;
    const bitmap = await createImageBitmap(picture, { resizeHeight: canvas.height * 2, resizeQuality: 'medium' });
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

function drawCovering(bitmap: ImageBitmap, canvas: HTMLCanvasElement): void {
  const side = Math.min(bitmap.width, bitmap.height);
  const left = (bitmap.width - side) / 2;
  const top = (bitmap.height - side) / 2;
  canvas.getContext('2d')?.drawImage(bitmap, left, top, side, side, 0, 0, canvas.width, canvas.height);
}
