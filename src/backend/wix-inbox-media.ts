import { communicationChannelsMedia } from '@wix/comm-channels-media';
import { auth } from '@wix/essentials';
import type { InboxTicketFile, UploadTicket } from '#contracts';
import { answered, callWix } from './call-wix.ts';

const generateFileUploadUrl = auth.elevate(communicationChannelsMedia.generateFileUploadUrl);

/** Gets the ticket for one file of Inbox media. That API takes a type and a name, and knows one kind of upload: PUT. */
export async function requestInboxTicket({ mimeType, fileName }: InboxTicketFile): Promise<UploadTicket> {
  const { uploadUrl } = await callWix('tickets', () => generateFileUploadUrl({ mimeType, fileName }));
  return { protocol: 'put', uploadUrl: answered(uploadUrl) };
}
