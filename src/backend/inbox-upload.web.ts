import { Permissions, webMethod } from '@wix/web-methods';
import { type InboxTicketsRequest, inboxTicketsRequestSchema, type TicketsResponse } from '#contracts';
import { ticketsForCaller } from './current-ledger.ts';
import { parseRequest } from './parse-request.ts';
import { requestInboxTicket } from './wix-inbox-media.ts';

/** Upload tickets for up to 50 files of Inbox media: one outcome per file, in the order asked. */
export const createInboxUploadTickets = webMethod(
  Permissions.Admin,
  async (request: InboxTicketsRequest): Promise<TicketsResponse> => {
    const { files, lease } = parseRequest(inboxTicketsRequestSchema, request);
    return { outcomes: await ticketsForCaller(files, lease, requestInboxTicket) };
  },
);
