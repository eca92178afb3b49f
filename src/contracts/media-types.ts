import type { LimitSource } from './media-limits.ts';

/** The kinds that the Media Manager sorts files into (FileDescriptor.mediaType). */
export type MediaCategory = 'IMAGE' | 'VECTOR' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'ARCHIVE' | 'MODEL3D';

/** Where a row comes from; `wix-code` is the list that Wix's own upload forms ship. */
export type TypeSource = LimitSource | 'wix-code';

/** A size that Wix may refuse. Only one that Wix documents may keep a file from being tried. */
export interface SizeLimit {
  readonly bytes: number;
  readonly source: LimitSource;
}

/** One group of file types that Wix treats alike. */
export interface MediaTypeRow {
  readonly category: MediaCategory;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** What files with these extensions may say that they are; the first one is sent when nothing better is known. Empty: many vendor types. */
  readonly mimeTypes: readonly string[];
  readonly source: TypeSource;
  readonly sizeLimit?: SizeLimit;
}

const MEGABYTE = 1024 * 1024;

/** Two texts that quote Wix's support article say 25 MB for images, a third says 50 MB: warn, never refuse. */
const imageLimit: SizeLimit = { bytes: 25 * MEGABYTE, source: 'third-party' };
/** From one developer's code; other texts name 1 GB. */
const filmLimit: SizeLimit = { bytes: 500 * MEGABYTE, source: 'third-party' };
const soundLimit: SizeLimit = { bytes: 500 * MEGABYTE, source: 'third-party' };
const documentLimit: SizeLimit = { bytes: 25 * MEGABYTE, source: 'third-party' };
/** Named by Wix's article about File Share for 3D models, repeated by developers for the Media Manager. */
const modelLimit: SizeLimit = { bytes: 25 * MEGABYTE, source: 'third-party' };

const image = { category: 'IMAGE', source: 'wix-code', sizeLimit: imageLimit } as const;
const film = { category: 'VIDEO', source: 'wix-code', sizeLimit: filmLimit } as const;
const sound = { category: 'AUDIO', source: 'wix-code', sizeLimit: soundLimit } as const;
const document = { category: 'DOCUMENT', source: 'wix-code', sizeLimit: documentLimit } as const;
const archive = { category: 'ARCHIVE', source: 'wix-code' } as const;

const words = (text: string): readonly string[] => text.split(' ');

/**
 * What Wix is known to take. The official table ("Wix Media: Supported Media File Types and File Sizes") is not among the
 * sources, so this list warns and explains, and Wix decides: a type that is missing here is sent all the same.
 */
export const mediaTypes: readonly MediaTypeRow[] = [
  { ...image, extensions: words('jpg jpeg jpe jfif'), mimeTypes: words('image/jpeg image/jpg image/pjpeg') },
  { ...image, extensions: ['png'], mimeTypes: words('image/png image/apng') },
  { ...image, extensions: ['gif'], mimeTypes: ['image/gif'] },
  { ...image, extensions: ['webp'], mimeTypes: ['image/webp'] },
  { ...image, extensions: ['avif'], mimeTypes: ['image/avif'] },
  { ...image, extensions: ['bmp'], mimeTypes: words('image/bmp image/x-ms-bmp') },
  { ...image, extensions: words('tif tiff'), mimeTypes: ['image/tiff'] },
  { ...image, extensions: ['ico'], mimeTypes: words('image/vnd.microsoft.icon image/x-icon') },
  {
    ...image,
    extensions: words('heic heif'),
    mimeTypes: words('image/heic image/heif image/heic-sequence image/heif-sequence'),
    source: 'third-party',
  },
  {
    category: 'IMAGE',
    extensions: words('arw srw nef cr2 cr3 crw rwl rw2 raw raf pef orf mrw dng sr2 srf kdc k25 dcr x3f erf 3fr'),
    mimeTypes: [],
    source: 'third-party',
  },
  { category: 'VECTOR', extensions: ['svg'], mimeTypes: ['image/svg+xml'], source: 'documented' },
  { ...film, extensions: words('mp4 m4v'), mimeTypes: words('video/mp4 video/x-m4v application/mp4') },
  { ...film, extensions: ['mov'], mimeTypes: ['video/quicktime'] },
  { ...film, extensions: ['webm'], mimeTypes: ['video/webm'] },
  { ...film, extensions: words('avi mpeg mpg mpe m1v mkv ogv vob 3gp divx xvid mxf wmv flv m2ts'), mimeTypes: [] },
  { ...sound, extensions: ['mp3'], mimeTypes: words('audio/mpeg audio/mp3') },
  { ...sound, extensions: ['wav'], mimeTypes: words('audio/wav audio/x-wav audio/wave audio/vnd.wave') },
  { ...sound, extensions: words('flac m4a wma aac aif aiff ogg oga'), mimeTypes: [] },
  { ...document, extensions: ['pdf'], mimeTypes: ['application/pdf'] },
  { ...document, extensions: ['txt'], mimeTypes: ['text/plain'] },
  { ...document, extensions: words('ai eps'), mimeTypes: words('application/postscript application/pdf') },
  { ...document, extensions: ['psd'], mimeTypes: words('image/vnd.adobe.photoshop application/x-photoshop') },
  {
    ...document,
    extensions: words(
      'cdr csv doc docb docx dot dotx dwg epub fla gpx ical icalendar ics ifb indd ipynb json key kml kmz mobi mtf mtx ' +
        'numbers odg odp ods odt otp ots ott oxps pages pdn pkg pot potx pps ppsx ppt pptx pub rtf sldx vcf xcf xls xlsx ' +
        'xlt xltx xlw xml xps',
    ),
    mimeTypes: [],
  },
  { ...archive, extensions: ['zip'], mimeTypes: words('application/zip application/x-zip-compressed') },
  { ...archive, extensions: words('rar tar gz gzip jar 7z fgz webarchive'), mimeTypes: [] },
  {
    category: 'MODEL3D',
    extensions: ['glb'],
    mimeTypes: ['model/gltf-binary'],
    source: 'third-party',
    sizeLimit: modelLimit,
  },
  {
    category: 'MODEL3D',
    extensions: ['gltf'],
    mimeTypes: words('model/gltf+json application/json'),
    source: 'third-party',
    sizeLimit: modelLimit,
  },
];

const rowByExtension: ReadonlyMap<string, MediaTypeRow> = new Map(
  mediaTypes.flatMap((row) => row.extensions.map((extension) => [extension, row] as const)),
);
const rowByMimeType: ReadonlyMap<string, MediaTypeRow> = new Map(
  // The first row to name a type owns it: PDF bytes are a PDF, although an .ai file may hold them too.
  [...mediaTypes].reverse().flatMap((row) => row.mimeTypes.map((mimeType) => [mimeType, row] as const)),
);

/** Lower case, without the dot; empty when the name has none. A leading dot makes a hidden name, not an extension. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot <= 0 ? '' : fileName.slice(dot + 1).toLowerCase();
}

/** @param extension lower case, without the dot */
export function mediaTypeOfExtension(extension: string): MediaTypeRow | undefined {
  return rowByExtension.get(extension);
}

export function mediaTypeOfMimeType(mimeType: string): MediaTypeRow | undefined {
  return rowByMimeType.get(mimeType.toLowerCase());
}

/**
 * Types that are refused before any call: Wix answers UNSUPPORTED_FILE_FORMAT ("recognised, but not supported") for web
 * pages, as developers found, and Windows programs are on none of its lists. Scripts and the rest are left for Wix to decide.
 */
export const refusedExtensions: ReadonlySet<string> = new Set(words('html htm xhtml xht exe msi com bat cmd scr dll'));
/** The same by what the first bytes say. */
export const refusedMimeTypes: ReadonlySet<string> = new Set(
  words('text/html application/xhtml+xml application/x-msdownload application/x-dosexec application/x-msi'),
);
