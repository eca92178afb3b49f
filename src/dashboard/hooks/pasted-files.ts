import type { SourceFile } from '#upload-engine';
import { sourceFromFile } from '#upload-engine/browser';

/** What browsers call a picture that was copied and not a file: every one of them alike. */
const pictureName = /^image\.(png|jpe?g|gif|bmp|webp)$/i;

export type NamePasted = (files: readonly SourceFile[], pastedAt: Date) => readonly SourceFile[];

/**
 * Gives copied pictures names of their own, by the time they were pasted at: `Pasted 2026-11-21 10.22.31.png`, and a
 * number where several come in one second, together or one after the other. Copied files keep theirs.
 */
export function createPastedNames(): NamePasted {
  let lastStamp = '';
  let pictures = 0;
  return (files, pastedAt) => {
    const stamp = stampOf(pastedAt);
    if (stamp !== lastStamp) pictures = 0;
    lastStamp = stamp;
    return files.map((file) => {
      const extension = pictureName.exec(file.path)?.[1];
      if (extension === undefined || !(file.body instanceof Blob)) return file;
      pictures += 1;
      const name = `Pasted ${stamp}${pictures === 1 ? '' : ` (${pictures})`}.${extension.toLowerCase()}`;
      const { type } = file.body;
      return sourceFromFile(new File([file.body], name, { type, lastModified: file.lastModified }), name);
    });
  };
}

/** Local time without colons, which file systems refuse. */
function stampOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.')}`;
}
