import {
  extensionOf,
  type Failure,
  FILE_NAME_MAX_LENGTH,
  ITEM_PATH_MAX_LENGTH,
  type MediaTypeRow,
  mediaTypeOfExtension,
  mediaTypeOfMimeType,
  refusedExtensions,
  refusedMimeTypes,
  type SizeLimit,
} from '#contracts';
import { isPossibleFolder } from './folder-tree.ts';
import type { PlannedFile, PlanWarning } from './plan.ts';

export interface CheckedFile extends Pick<PlannedFile, 'path' | 'folder' | 'name'> {
  readonly sizeInBytes: number | undefined;
  readonly contentType?: string;
}

/** What keeps a file from being tried at all: only what Wix documents or what cannot be sent. @returns undefined when it may go */
export function findRefusal({ path, folder, name, sizeInBytes, contentType }: CheckedFile): Failure | undefined {
  if (sizeInBytes === undefined) return { code: 'FILE_UNREADABLE' };
  if (sizeInBytes === 0) return { code: 'ZERO_FILE_SIZE' };
  if (name.length > FILE_NAME_MAX_LENGTH) return { code: 'FILE_NAME_TOO_LONG' };
  if (!isPossibleFolder(folder) || path.length > ITEM_PATH_MAX_LENGTH) return { code: 'PATH_TOO_LONG' };
  const extension = extensionOf(name);
  if (refusedExtensions.has(extension) || (contentType !== undefined && refusedMimeTypes.has(contentType))) {
    return { code: 'UNSUPPORTED_FILE_FORMAT' };
  }
  const limit = mediaTypeOfExtension(extension)?.sizeLimit;
  return limit && judgeSize(sizeInBytes, limit) === 'refuse' ? { code: 'FILE_SIZE_OVER_LIMIT' } : undefined;
}

/** Only a limit that Wix itself documents refuses; hearsay warns. */
export function judgeSize(sizeInBytes: number, limit: SizeLimit): 'fine' | 'warn' | 'refuse' {
  if (sizeInBytes <= limit.bytes) return 'fine';
  return limit.source === 'documented' ? 'refuse' : 'warn';
}

/** What may go wrong with a file that is tried all the same. */
export function findWarnings(file: CheckedFile, isPrivate: boolean): readonly PlanWarning[] {
  const extension = extensionOf(file.name);
  const row = mediaTypeOfExtension(extension);
  const content = file.contentType === undefined ? undefined : mediaTypeOfMimeType(file.contentType);
  const warnings: PlanWarning[] = [];
  if (extension === '') warnings.push({ code: 'no-extension', ...suggestion(content) });
  else if (!row) warnings.push({ code: 'unknown-type', extension });
  else if (content && file.contentType !== undefined && contradicts(row, content, file.contentType)) {
    warnings.push({ code: 'content-differs', contentType: file.contentType, ...suggestion(content) });
  }
  const limit = row?.sizeLimit;
  if (limit && file.sizeInBytes !== undefined && judgeSize(file.sizeInBytes, limit) === 'warn') {
    warnings.push({ code: 'may-be-too-large', limitInBytes: limit.bytes });
  }
  if (isPrivate && row?.category === 'MODEL3D') warnings.push({ code: 'private-model' });
  return warnings;
}

/**
 * Films and sounds of one kind share their containers, and many documents are archives inside, so only another kind
 * counts there; pictures say exactly what they are.
 */
function contradicts(row: MediaTypeRow, content: MediaTypeRow, contentType: string): boolean {
  if (content === row || row.mimeTypes.includes(contentType.toLowerCase())) return false;
  if (content.category === 'ARCHIVE' || content.category === 'VECTOR') return false;
  if (row.mimeTypes.length === 0 && row.category === content.category) return false;
  return content.category !== row.category || row.category === 'IMAGE';
}

function suggestion(content: MediaTypeRow | undefined): { readonly suggestedExtension?: string } {
  const extension = content?.extensions[0];
  return extension === undefined ? {} : { suggestedExtension: extension };
}
