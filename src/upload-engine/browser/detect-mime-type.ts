import type { SourceFile } from '../ports.ts';

export const UNKNOWN_TYPE = 'application/octet-stream';

/** As much as file-type needs for the signatures it knows. Bytes. */
const HEAD_LENGTH = 4_100;

/**
 * The type to tell Wix: by the extension; by the first bytes where there is no extension; and the type that Wix
 * documents for "find out yourself" where nothing is known or the two contradict. It never contradicts the extension,
 * because Wix refuses that. The file is read only where its bytes can make a difference: reading costs more than all
 * else that is done for a small file. @throws when the file cannot be read
 */
export async function detectMimeType(source: SourceFile): Promise<string> {
  const knowledge = await loadKnowledge();
  if (!knowledge) return UNKNOWN_TYPE;
  const { extensionTypes, fileTypeFromBuffer } = knowledge;
  if (!canBytesMatter(source.name, extensionTypes)) return chooseType(source.name, undefined, extensionTypes);
  const byBytes = await fileTypeFromBuffer(await source.readHead(HEAD_LENGTH));
  return chooseType(source.name, byBytes?.mime, extensionTypes);
}

/** What the first bytes alone say that a file is; undefined when they say nothing. @throws when the file cannot be read */
export async function contentTypeOf(source: SourceFile): Promise<string | undefined> {
  const knowledge = await loadKnowledge();
  return (await knowledge?.fileTypeFromBuffer(await source.readHead(HEAD_LENGTH)))?.mime;
}

/** @param byBytes what the first bytes say; undefined when they say nothing */
export function chooseType(
  fileName: string,
  byBytes: string | undefined,
  extensionTypes: ReadonlyMap<string, string>,
): string {
  const extension = extensionOf(fileName);
  if (extension === undefined) return byBytes ?? UNKNOWN_TYPE;
  const byExtension = extensionTypes.get(extension);
  if (byExtension === undefined) return UNKNOWN_TYPE;
  return contradict(byExtension, byBytes) ? UNKNOWN_TYPE : byExtension;
}

/** True where `chooseType` may answer differently for different bytes. */
export function canBytesMatter(fileName: string, extensionTypes: ReadonlyMap<string, string>): boolean {
  const extension = extensionOf(fileName);
  return extension === undefined || familyOf.has(extensionTypes.get(extension) ?? '');
}

function extensionOf(fileName: string): string | undefined {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 && dot < fileName.length - 1 ? fileName.slice(dot + 1).toLowerCase() : undefined;
}

/**
 * Formats that bytes tell beyond doubt, by family. Whatever is not here is never a contradiction: office files look
 * like ZIP archives, raw photos like TIFF, drawings like PDF, and rightly so.
 */
const families: readonly (readonly string[])[] = [
  ['image/jpeg'],
  ['image/png', 'image/apng'],
  ['image/gif'],
  ['image/webp'],
  ['image/bmp'],
  ['image/avif'],
  ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  ['video/mp4', 'video/quicktime', 'video/x-m4v', 'audio/mp4', 'audio/x-m4a', 'video/3gpp'],
  ['video/webm', 'video/matroska', 'video/x-matroska', 'audio/webm'],
  ['audio/mpeg'],
  ['audio/wav', 'audio/x-wav', 'audio/wave'],
];
const familyOf = new Map(families.flatMap((family) => family.map((type) => [type, family])));

function contradict(byExtension: string, byBytes: string | undefined): boolean {
  const told = byBytes === undefined ? undefined : familyOf.get(byBytes);
  const expected = familyOf.get(byExtension);
  return told !== undefined && expected !== undefined && told !== expected;
}

/** Loaded when the first file is looked at: the page itself does not wait for it. */
async function loadKnowledge() {
  try {
    const [{ fileTypeFromBuffer }, { extensionTypes }] = await Promise.all([
      import('file-type'),
      import('./extension-types.ts'),
    ]);
    return { fileTypeFromBuffer, extensionTypes };
  } catch {
    // The line is away just now. Wix finds types out itself as well.
    return undefined;
  }
}
