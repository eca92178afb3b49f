import { type RefObject, useEffect, useState } from 'react';
import type { UploadItem } from '#upload-engine';
import { drawThumbnail } from '../queue/draw-thumbnail.ts';
import { useEngine } from './engine-context.tsx';

/** A row that only flies by while scrolling is not worth decoding a picture for. Milliseconds. */
const SETTLE_MS = 120;
/** Above this a phone may not have the memory to decode the picture. Bytes. */
const LARGEST_IMAGE_IN_BYTES = 40_000_000;
/** What every browser of the design system's list decodes. */
const decodable = /^image\/(jpeg|png|gif|webp|avif|bmp)$/;

/** Draws the picture of an item into the canvas while its row is on screen. False until there is a picture. */
export function useThumbnail(item: UploadItem, canvas: RefObject<HTMLCanvasElement | null>): boolean {
  const engine = useEngine();
  const [isDrawn, setIsDrawn] = useState(false);
  const body = engine.getBody(item.id);
  const picture = body instanceof Blob && decodable.test(item.mimeType) ? body : undefined;
  useEffect(() => {
    if (picture === undefined) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      // The size asks the disk, which would hold up the drawing of the row.
      const isSmallEnough = picture.size <= LARGEST_IMAGE_IN_BYTES;
      if (canvas.current !== null && isSmallEnough)
        setIsDrawn(await drawThumbnail(picture, canvas.current, abort.signal));
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
      setIsDrawn(false);
    };
  }, [picture, canvas]);
  return isDrawn;
}
