import type { MediaType } from '../state/model.ts';

interface TypeRow {
  readonly mediaType: MediaType;
  readonly extensions: string;
  /** First: what a name without a MIME type gets. `*`: the extensions have many vendor types; those of the same kind pass. */
  readonly mimeTypes: string;
}

/**
 * The extensions that Wix's own upload forms ship, the RAW and HEIC list of its support article as third parties read it,
 * and the 3D types that were seen live. The whole official table could not be read.
 */
const ROWS: readonly TypeRow[] = [
  { mediaType: 'IMAGE', extensions: 'jpg jpeg jpe jfif', mimeTypes: 'image/jpeg image/jpg image/pjpeg' },
  { mediaType: 'IMAGE', extensions: 'png', mimeTypes: 'image/png image/apng' },
  { mediaType: 'IMAGE', extensions: 'gif', mimeTypes: 'image/gif' },
  { mediaType: 'IMAGE', extensions: 'webp', mimeTypes: 'image/webp' },
  { mediaType: 'IMAGE', extensions: 'avif', mimeTypes: 'image/avif' },
  { mediaType: 'IMAGE', extensions: 'bmp', mimeTypes: 'image/bmp image/x-ms-bmp' },
  { mediaType: 'IMAGE', extensions: 'tif tiff', mimeTypes: 'image/tiff' },
  { mediaType: 'IMAGE', extensions: 'ico', mimeTypes: 'image/vnd.microsoft.icon image/x-icon' },
  { mediaType: 'IMAGE', extensions: 'heic heif', mimeTypes: 'image/heic image/heif' },
  {
    mediaType: 'IMAGE',
    extensions: 'arw srw nef cr2 cr3 crw rwl rw2 raw raf pef orf mrw dng sr2 srf kdc k25 dcr x3f erf 3fr',
    mimeTypes: 'image/x-raw *',
  },
  { mediaType: 'VECTOR', extensions: 'svg', mimeTypes: 'image/svg+xml' },
  { mediaType: 'VIDEO', extensions: 'mp4 m4v', mimeTypes: 'video/mp4 video/x-m4v application/mp4' },
  { mediaType: 'VIDEO', extensions: 'mov', mimeTypes: 'video/quicktime' },
  { mediaType: 'VIDEO', extensions: 'webm', mimeTypes: 'video/webm' },
  {
    mediaType: 'VIDEO',
    extensions: 'avi mpeg mpg mpe m1v mkv ogv vob 3gp divx xvid mxf wmv flv m2ts',
    mimeTypes: 'video/mpeg *',
  },
  { mediaType: 'AUDIO', extensions: 'mp3', mimeTypes: 'audio/mpeg audio/mp3' },
  { mediaType: 'AUDIO', extensions: 'wav', mimeTypes: 'audio/wav audio/x-wav audio/wave audio/vnd.wave' },
  { mediaType: 'AUDIO', extensions: 'flac m4a wma aac aif aiff ogg oga', mimeTypes: 'audio/flac *' },
  { mediaType: 'DOCUMENT', extensions: 'pdf', mimeTypes: 'application/pdf' },
  { mediaType: 'DOCUMENT', extensions: 'txt', mimeTypes: 'text/plain' },
  { mediaType: 'DOCUMENT', extensions: 'csv', mimeTypes: 'text/csv application/csv application/vnd.ms-excel' },
  { mediaType: 'DOCUMENT', extensions: 'json ipynb', mimeTypes: 'application/json application/x-ipynb+json' },
  { mediaType: 'DOCUMENT', extensions: 'xml', mimeTypes: 'application/xml text/xml' },
  { mediaType: 'DOCUMENT', extensions: 'rtf', mimeTypes: 'application/rtf text/rtf' },
  { mediaType: 'DOCUMENT', extensions: 'psd', mimeTypes: 'image/vnd.adobe.photoshop application/x-photoshop' },
  { mediaType: 'DOCUMENT', extensions: 'ai eps', mimeTypes: 'application/postscript application/illustrator' },
  { mediaType: 'DOCUMENT', extensions: 'dwg', mimeTypes: 'image/vnd.dwg application/acad' },
  { mediaType: 'DOCUMENT', extensions: 'doc dot', mimeTypes: 'application/msword' },
  { mediaType: 'DOCUMENT', extensions: 'xls xlt xlw', mimeTypes: 'application/vnd.ms-excel' },
  { mediaType: 'DOCUMENT', extensions: 'ppt pot pps', mimeTypes: 'application/vnd.ms-powerpoint' },
  {
    mediaType: 'DOCUMENT',
    extensions: 'docx',
    mimeTypes: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  {
    mediaType: 'DOCUMENT',
    extensions: 'xlsx',
    mimeTypes: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  {
    mediaType: 'DOCUMENT',
    extensions: 'pptx',
    mimeTypes: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  },
  {
    mediaType: 'DOCUMENT',
    extensions:
      'cdr docb dotx epub fla gpx ical icalendar ics ifb indd key kml kmz mobi mtf mtx numbers odg odp ods odt otp ots ott oxps pages pdn pkg potx ppsx pub sldx vcf xcf xltx xps',
    mimeTypes: 'application/x-document *',
  },
  { mediaType: 'ARCHIVE', extensions: 'zip', mimeTypes: 'application/zip application/x-zip-compressed' },
  { mediaType: 'ARCHIVE', extensions: 'gz gzip tar.gz', mimeTypes: 'application/gzip application/x-gzip' },
  { mediaType: 'ARCHIVE', extensions: 'rar tar jar 7z fgz webarchive', mimeTypes: 'application/x-archive *' },
  { mediaType: 'MODEL3D', extensions: 'glb', mimeTypes: 'model/gltf-binary' },
  { mediaType: 'MODEL3D', extensions: 'gltf', mimeTypes: 'model/gltf+json' },
];

interface KnownExtension {
  readonly mediaType: MediaType;
  readonly mimeTypes: readonly string[];
  readonly anyOfKind: boolean;
}

const BY_EXTENSION = new Map<string, KnownExtension>();
const EXTENSIONS_BY_MIME_TYPE = new Map<string, string[]>();
for (const row of ROWS) {
  const mimeTypes = row.mimeTypes.split(' ').filter((type) => type !== '*');
  for (const extension of row.extensions.split(' ')) {
    BY_EXTENSION.set(extension, { mediaType: row.mediaType, mimeTypes, anyOfKind: row.mimeTypes.endsWith('*') });
    for (const type of mimeTypes) {
      EXTENSIONS_BY_MIME_TYPE.set(type, [...(EXTENSIONS_BY_MIME_TYPE.get(type) ?? []), extension]);
    }
  }
}

export const OCTET_STREAM = 'application/octet-stream';
const REFUSED_MIME_TYPES =
  /^(text\/html|application\/(xhtml\+xml|x-msdownload|x-dosexec|x-sh|javascript)|text\/javascript)$/;
const KIND_OF_MIME_PREFIX: ReadonlyMap<string, MediaType> = new Map([
  ['image', 'IMAGE'],
  ['video', 'VIDEO'],
  ['audio', 'AUDIO'],
]);

/** Lower case, without the dot; empty when the name has none. */
export function extensionOf(name: string): string {
  const lower = name.toLowerCase();
  if (lower.endsWith('.tar.gz')) return 'tar.gz';
  const dot = lower.lastIndexOf('.');
  return dot < 0 ? '' : lower.slice(dot + 1);
}

export type TypeVerdict =
  | { readonly ok: true; readonly mediaType: MediaType; readonly mimeType: string; readonly extension: string }
  | { readonly ok: false; readonly code: 'MISMATCH_MIME_TYPE' | 'UNSUPPORTED_FILE_FORMAT' };

const UNSUPPORTED: TypeVerdict = { ok: false, code: 'UNSUPPORTED_FILE_FORMAT' };
const MISMATCH: TypeVerdict = { ok: false, code: 'MISMATCH_MIME_TYPE' };

function judgeWithoutExtension(mimeType: string): TypeVerdict {
  if (mimeType === OCTET_STREAM) return { ok: true, mediaType: 'OTHER', mimeType, extension: '' };
  const extension = EXTENSIONS_BY_MIME_TYPE.get(mimeType)?.[0];
  if (extension !== undefined) {
    return { ok: true, mediaType: BY_EXTENSION.get(extension)?.mediaType ?? 'OTHER', mimeType, extension };
  }
  const kind = KIND_OF_MIME_PREFIX.get(mimeType.split('/')[0] ?? '');
  return kind === undefined ? UNSUPPORTED : { ok: true, mediaType: kind, mimeType, extension: '' };
}

/**
 * What a file of this name and MIME type is to Wix.
 * `application/octet-stream` with a name leaves the type to the extension, as the upload article describes.
 */
export function judgeType(fileName: string | undefined, givenMimeType: string): TypeVerdict {
  const mimeType = (givenMimeType.split(';')[0] ?? '').trim().toLowerCase();
  if (REFUSED_MIME_TYPES.test(mimeType)) return UNSUPPORTED;
  const extension = extensionOf(fileName ?? '');
  if (extension === '') return judgeWithoutExtension(mimeType);
  const known = BY_EXTENSION.get(extension);
  if (!known) return UNSUPPORTED;
  const { mediaType } = known;
  if (mimeType === OCTET_STREAM) return { ok: true, mediaType, mimeType: known.mimeTypes[0] ?? mimeType, extension };
  const owners = EXTENSIONS_BY_MIME_TYPE.get(mimeType);
  const sameRow = owners?.some((owner) => BY_EXTENSION.get(owner)?.mediaType === mediaType) === true;
  if (owners && !owners.includes(extension) && !(known.anyOfKind && sameRow)) return MISMATCH;
  const kind = KIND_OF_MIME_PREFIX.get(mimeType.split('/')[0] ?? '');
  const contradicts = !owners && kind !== undefined && kind !== mediaType;
  return contradicts ? MISMATCH : { ok: true, mediaType, mimeType, extension };
}

/** Every extension that `judgeType` knows. */
export function supportedExtensions(): readonly string[] {
  return [...BY_EXTENSION.keys()];
}

const MIB = 1024 ** 2;

/**
 * Bytes. 25 MB for images and 3D files is reported by third parties.
 * @param largest for all others, of which no figure is published
 */
export function sizeLimitOf(mediaType: MediaType, extension: string, largest: number): number {
  const raw = BY_EXTENSION.get(extension)?.anyOfKind === true;
  if (mediaType === 'MODEL3D' || mediaType === 'VECTOR' || (mediaType === 'IMAGE' && !raw)) return 25 * MIB;
  return largest;
}
