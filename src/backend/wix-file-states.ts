import { auth } from '@wix/essentials';
import { files } from '@wix/media';
import { FILE_IDS_PER_CALL, type MediaFile, toMediaFile } from '#contracts';
import { callWix } from './call-wix.ts';
import type { WixCallPurpose } from './wix-calls.ts';
import { isNotFound } from './wix-failure.ts';

const getFileDescriptors = auth.elevate(files.getFileDescriptors);
const searchFiles = auth.elevate(files.searchFiles);

export type FileQuestion = Extract<WixCallPurpose, 'arrivals' | 'file-states' | 'settling'>;

/**
 * Reads the states of up to 100 files; those that are not there are left out. Wix refuses a list with RESOURCE_NOT_FOUND,
 * and its documentation does not say whether because of one such id or because of all: asked again together with a file
 * that is there, it tells. Only where one id is enough, or the site seems to have no file, the list is halved until every
 * id is known, which costs up to two calls an id.
 */
export async function readFileStates(
  fileIds: readonly string[],
  purpose: FileQuestion = 'file-states',
): Promise<readonly MediaFile[]> {
  const found = await readList(fileIds, purpose);
  if (found) return found;
  // Two halves of one cost no more than to find out.
  const known = fileIds.length > 2 ? await readBesideAnother(fileIds, purpose) : undefined;
  return known ?? readHalves(fileIds, purpose);
}

/** @returns undefined when Wix refused the list */
async function readList(fileIds: readonly string[], purpose: FileQuestion): Promise<readonly MediaFile[] | undefined> {
  try {
    const answer = await callWix(purpose, () => getFileDescriptors([...fileIds]));
    return (answer.files ?? []).flatMap((descriptor) => toMediaFile(descriptor) ?? []);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** @returns undefined when there is no other file, or Wix refused again */
async function readBesideAnother(
  fileIds: readonly string[],
  purpose: FileQuestion,
): Promise<readonly MediaFile[] | undefined> {
  const { files: some } = await callWix(purpose, () => searchFiles({ rootFolder: 'MEDIA_ROOT', paging: { limit: 1 } }));
  const another = some?.[0]?._id;
  if (!another) return undefined;
  const asked = new Set(fileIds);
  const parts = [fileIds.slice(0, FILE_IDS_PER_CALL - 1), fileIds.slice(FILE_IDS_PER_CALL - 1)];
  const found: MediaFile[] = [];
  for (const part of parts.filter(({ length }) => length > 0)) {
    const answer = await readList([another, ...part], purpose);
    if (!answer) return undefined;
    found.push(...answer.filter(({ id }) => asked.has(id)));
  }
  return found;
}

async function readHalves(fileIds: readonly string[], purpose: FileQuestion): Promise<readonly MediaFile[]> {
  if (fileIds.length <= 1) return [];
  const middle = Math.ceil(fileIds.length / 2);
  const halves = [fileIds.slice(0, middle), fileIds.slice(middle)];
  const read = async (half: readonly string[]) => (await readList(half, purpose)) ?? readHalves(half, purpose);
  return (await Promise.all(halves.map(read))).flat();
}
