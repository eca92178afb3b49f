import { Permissions, webMethod } from '@wix/web-methods';
import {
  type FileStatesRequest,
  fileStatesRequestSchema,
  type MediaFile,
  type MediaTicketsRequest,
  mediaTicketsRequestSchema,
  type TicketsResponse,
} from '#contracts';
import { describeFiles, ticketsForCaller } from './current-ledger.ts';
import { parseRequest } from './parse-request.ts';
import { requestMediaTicket } from './wix-media.ts';

/** Upload tickets for up to 50 files of Site media: one outcome per file, in the order asked. */
export const createUploadTickets = webMethod(
  Permissions.Admin,
  async (request: MediaTicketsRequest): Promise<TicketsResponse> => {
    const { files, lease } = parseRequest(mediaTicketsRequestSchema, request);
    return { outcomes: await ticketsForCaller(files, lease, requestMediaTicket) };
  },
);

/** The states of up to 100 files by their ids; files that Wix does not know are left out. */
export const getFileStates = webMethod(
  Permissions.Admin,
  async (request: FileStatesRequest): Promise<{ files: readonly MediaFile[] }> => {
    const { fileIds } = parseRequest(fileStatesRequestSchema, request);
    return { files: await describeFiles(fileIds) };
  },
);
