import { fileTypeFromBuffer } from 'file-type';
import type { ExistingTarget, FoundFile, PlanInput } from '../../../src/upload-engine/plan/index.ts';
import { defaultPlanSettings } from '../../../src/upload-engine/plan/index.ts';
import { png } from '../../support/sample-files.ts';

const MEGABYTE = 1024 * 1024;
const YESTERDAY = Date.UTC(2026, 10, 20);
const LAST_WEEK = Date.UTC(2026, 10, 14);

const jpegHead = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
const heicHead = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')]);
const programHead = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(64)]);

interface Awkward {
  readonly path: string;
  readonly sizeInBytes?: number;
  readonly head?: Buffer;
  readonly md5?: string;
  readonly lastModified?: number;
}

const nested = (depth: number) => Array.from({ length: depth }, (_, level) => `level ${level + 1}`).join('/');

/** Fifty files of the kinds that real folders hold and uploaders stumble over. */
const awkward: readonly Awkward[] = [
  { path: 'plain.jpg', head: jpegHead },
  { path: 'empty.jpg', sizeInBytes: 0 },
  { path: 'setup.exe', head: programHead },
  { path: 'page.html' },
  { path: 'iphone.jpg', head: heicHead },
  { path: 'no extension', head: jpegHead },
  { path: 'README' },
  { path: `${'n'.repeat(296)}.png` },
  { path: `${'n'.repeat(251)}.png` },
  { path: 'cafe\u0301.jpg' },
  { path: 'Trip/.DS_Store' },
  { path: 'Trip/Thumbs.db' },
  { path: 'Trip/desktop.ini' },
  { path: 'Trip/._IMG_0001.jpg' },
  { path: '__MACOSX/Trip/IMG_0001.jpg' },
  { path: 'Trip/.htaccess' },
  { path: 'film.mp4', sizeInBytes: 800 * MEGABYTE },
  { path: 'huge photo.jpg', sizeInBytes: 40 * MEGABYTE, head: jpegHead },
  { path: 'dots/...' },
  { path: '  spaces around .jpg  ' },
  { path: 'tab\tand\nline.jpg' },
  { path: 'back\\slash.jpg' },
  { path: 'party 🎉👩‍👩‍👧.jpg' },
  { path: 'annexe\u202Egpj.exe' },
  { path: 'holiday\u202Egpj.png', head: png(2, 2, 1) },
  { path: 'תמונה של החתונה.png', head: png(2, 2, 2) },
  { path: 'CON.txt' },
  { path: 'aux' },
  { path: 'Photo.jpg' },
  { path: 'PHOTO.JPG' },
  { path: 'archive.tar.gz' },
  { path: 'invoice.pdf.exe' },
  { path: 'photo.jpg.png', head: png(2, 2, 3) },
  { path: 'Album/Church/001.jpg' },
  { path: 'Album/Party/001.jpg' },
  { path: 'Album/Church/001.jpg' },
  { path: 'cafe\u0301/menu.pdf' },
  { path: 'caf\u00e9/menu.pdf' },
  { path: `${'A folder with a long name/'.repeat(5)}deep.jpg` },
  { path: `${nested(20)}/bottom.jpg` },
  { path: `${'f'.repeat(300)}/file.jpg` },
  { path: '../climbs/out.jpg' },
  { path: 'model.glb' },
  { path: 'program inside.jpg', head: programHead },
  { path: 'vanished.jpg', sizeInBytes: Number.NaN },
  { path: 'drawing.xyz' },
  { path: 'there.jpg', sizeInBytes: 5000, md5: '11111111111111111111111111111111' },
  { path: 'there under another name.jpg', sizeInBytes: 6000, md5: '22222222222222222222222222222222' },
  { path: 'changed.jpg', sizeInBytes: 7001 },
  { path: 'probably the same.jpg', sizeInBytes: 8000 },
  { path: 'edited since.jpg', sizeInBytes: 9000, lastModified: YESTERDAY },
];

const existing: ExistingTarget = {
  complete: true,
  folderIds: new Map([
    ['', 'media-root'],
    ['Album', 'album-id'],
  ]),
  files: new Map([
    [
      '',
      [
        { id: 'file-1', name: 'there.jpg', sizeInBytes: 5000, md5: '11111111111111111111111111111111' },
        { id: 'file-2', name: 'old name.jpg', sizeInBytes: 6000, md5: '22222222222222222222222222222222' },
        { id: 'file-3', name: 'changed.jpg', sizeInBytes: 7000, md5: '33333333333333333333333333333333' },
        { id: 'file-4', name: 'probably the same.jpg', sizeInBytes: 8000, addedAt: LAST_WEEK },
        { id: 'file-5', name: 'edited since.jpg', sizeInBytes: 9000, addedAt: LAST_WEEK },
      ],
    ],
  ]),
};

export async function awkwardInput(): Promise<PlanInput> {
  const files = await Promise.all(
    awkward.map(async ({ path, sizeInBytes = 1000, head, md5, lastModified = LAST_WEEK }): Promise<FoundFile> => {
      const type = head && (await fileTypeFromBuffer(head));
      return {
        path,
        lastModified,
        sizeInBytes: Number.isNaN(sizeInBytes) ? undefined : sizeInBytes,
        ...(type ? { contentType: type.mime } : {}),
        ...(md5 === undefined ? {} : { md5 }),
      };
    }),
  );
  const destination = { folderId: 'media-root', private: true };
  return { files, destination, existing, settings: defaultPlanSettings };
}
