import { Permissions, webMethod } from '@wix/web-methods';
import {
  type ExistingFilesPage,
  type ExistingFilesRequest,
  existingFilesRequestSchema,
  type TrashReplacedRequest,
  type TrashReplacedResponse,
  trashReplacedRequestSchema,
} from '#contracts';
import { comparableMediaTypes, findItems } from '#database';
import { currentLedger, trashReplacedForCaller } from './current-ledger.ts';
import { parseRequest } from './parse-request.ts';
import { toExistingFile } from './to-existing-file.ts';
import { readFilesIn } from './wix-existing-files.ts';

/** One page of the files right in a folder, at most 100, by name: one call to Wix. */
export const listExistingFiles = webMethod(
  Permissions.Admin,
  async (request: ExistingFilesRequest): Promise<ExistingFilesPage> => {
    const { folderId, cursor } = parseRequest(existingFilesRequestSchema, request);
    const { files, nextCursor } = await readFilesIn(folderId, cursor);
    const { ledger, caller } = currentLedger();
    const mediaTypes = [...new Set(files.map(({ mediaType }) => mediaType))];
    const comparable = await comparableMediaTypes(ledger.connection, caller.instanceId, mediaTypes);
    return {
      files: files.map((file) => toExistingFile(file, comparable)),
      ...(nextCursor === undefined ? {} : { nextCursor }),
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
