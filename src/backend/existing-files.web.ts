import { Permissions, webMethod } from '@wix/web-methods';
import {
  type ExistingFilesPage,
  type ExistingFilesRequest,
  existingFilesRequestSchema,
  type TrashReplacedRequest,
  type TrashReplacedResponse,
  trashReplacedRequestSchema,
} from '#contracts';
import { comparableMediaTypes } from '#database';
import { currentLedger } from './current-ledger.ts';
import { parseRequest } from './parse-request.ts';
import { toExistingFile } from './to-existing-file.ts';
import { trashReplaced } from './trash-replaced.ts';
import { moveToTrash, readFilesIn } from './wix-existing-files.ts';
import { readFileStates } from './wix-file-states.ts';

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

/** Moves up to 50 files to Wix's trash, each only when another has taken its place: ready, and in the same folder. */
export const trashReplacedFiles = webMethod(
  Permissions.Admin,
  async (request: TrashReplacedRequest): Promise<TrashReplacedResponse> =>
    trashReplaced(
      { read: (fileIds) => readFileStates(fileIds), trash: moveToTrash },
      parseRequest(trashReplacedRequestSchema, request),
    ),
);
