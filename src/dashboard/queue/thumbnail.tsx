import { Document, Image, Music, Page, VideoCamera } from '@wix/wix-ui-icons-common';
import { useRef } from 'react';
import type { UploadItem } from '#upload-engine';
import { useThumbnail } from '../hooks/use-thumbnail.ts';
import classes from './thumbnail.module.css';

/** Twice the size on screen, for sharp screens. Pixels. */
const CANVAS_SIDE = 80;

/** A small picture of the file where the browser can make one, else a sign for its kind. Decoration: the name is beside it. */
export function Thumbnail({ item }: { readonly item: UploadItem }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDrawn = useThumbnail(item, canvas);
  const Icon = iconOf(item.mimeType);
  return (
    <div className={classes.frame} aria-hidden="true">
      <canvas ref={canvas} width={CANVAS_SIDE} height={CANVAS_SIDE} className={classes.picture} hidden={!isDrawn} />
      {isDrawn ? null : <Icon />}
    </div>
  );
}

function iconOf(mimeType: string) {
  switch (mimeType.split('/')[0]) {
    case 'image':
      return Image;
    case 'video':
      return VideoCamera;
    case 'audio':
      return Music;
    case 'text':
      return Document;
    default:
      return mimeType === 'application/pdf' ? Document : Page;
  }
}
