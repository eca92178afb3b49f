import { Permissions, webMethod } from '@wix/web-methods';
import {
  type ExistingFile,
  type ExistingFilesPage,
  type ExistingFilesRequest,
  existingFilesRequestSchema,
  type SentFilesRequest,
  type SentFilesResponse,
  sentFilesRequestSchema,
  type TrashReplacedRequest,
  type TrashReplacedResponse,
  trashReplacedRequestSchema,
} from '#contracts';
import { comparableMediaTypes, findItems, readyFilesNamed } from '#database';
import { currentLedger, trashReplacedForCaller } from './current-ledger.ts';
import { parseRequest } from './parse-request.ts';
import { toExistingFile } from './to-existing-file.ts';
import { type ListedFile, readFilesById, readFilesIn } from './wix-existing-files.ts';

/** One page of the files right in a folder, at most 100, by name: one call to Wix. */
export const listExistingFiles = webMethod(
  Permissions.Admin,
  async (request: ExistingFilesRequest): Promise<ExistingFilesPage> => {
    const { folderId, cursor } = parseRequest(existingFilesRequestSchema, request);
    const { files, nextCursor } = await readFilesIn(folderId, cursor);
    return {
      files: await toExistingFiles(files),
      ...(nextCursor === undefined ? {} : { nextCursor }),
    };
  },
);

/** Of files with these names in these folders those that were sent from here and lie there still: one call to Wix for each 100 of them. */
export const findSentFiles = webMethod(
  Permissions.Admin,
  async (request: SentFilesRequest): Promise<SentFilesResponse> => {
    const { folders } = parseRequest(sentFilesRequestSchema, request);
    const { ledger, caller } = currentLedger();
    const wanted = folders.flatMap(({ folderId, names }) => names.map((name) => ({ folderId, name })));
    const fileIds = await readyFilesNamed(ledger.connection, caller.instanceId, wanted);
    const found = await readFilesById(fileIds);
    const described = await toExistingFiles(found);
    const folderOf = new Map(found.map(({ id, parentFolderId }) => [id, parentFolderId]));
    const asked = new Set(folders.map(({ folderId }) => folderId));
    return {
      files: described.flatMap((file) => {
        const folderId = folderOf.get(file.id);
        return folderId !== undefined && asked.has(folderId) ? [{ ...file, folderId }] : [];
      }),
    };
  },
);

/** Moves to Wix's trash what up to 50 uploads have replaced, each only when its own file is ready, and in the same folder. */
export const trashReplacedFiles = webMethod(
  Permissions.Admin,
  async (request: TrashReplacedRequest): Promise<TrashReplacedResponse> => {
    const { uploadIds } = parseRequest(trashReplacedRequestSchema, request);
    await trashReplacedForCaller(uploadIds);
    const { ledger, caller } = currentLedger();
    const rows = await findItems(ledger.connection, caller.instanceId, uploadIds);
    const known = new Map(rows.map(({ uploadId, replacement }) => [uploadId, replacement]));
    return { outcomes: uploadIds.map((uploadId) => ({ uploadId, outcome: known.get(uploadId) ?? 'waiting' })) };
  },
);

async function toExistingFiles(files: readonly ListedFile[]): Promise<readonly ExistingFile[]> {
  const { ledger, caller } = currentLedger();
  const mediaTypes = [...new Set(files.map(({ mediaType }) => mediaType))];
  const comparable = await comparableMediaTypes(ledger.connection, caller.instanceId, mediaTypes);
  return files.map((file) => toExistingFile(file, comparable));
}
