import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { assertPlace } from '../api/file-fields.ts';
import { applicationRuleError, exceedsQuota, judgeFile } from '../api/file-rules.ts';
import { applicationError, unauthenticated, type WixError } from '../api/wix-error.ts';
import { enterFile, type StoredBytes } from '../library/accept-file.ts';
import type { MediaFile, Site, Ticket } from '../state/model.ts';
import type { World } from '../world.ts';
import { readTicket } from './ticket-token.ts';

/** The upload host's statuses for bad tickets are in no source; these are our reading. */
const refusal = (status: ContentfulStatusCode, code: string, description: string): WixError =>
  applicationError(status, code, description);

/** A ticket that may still be used, and its site. A used one is given only where the caller can answer again. */
export function openTicket(
  world: World,
  token: string,
  protocol: Ticket['protocol'],
): { readonly ticket: Ticket; readonly site: Site } {
  const reading = readTicket(world, token, protocol);
  if (reading.state === 'expired') throw refusal(401, 'TOKEN_EXPIRED', 'The upload token has expired');
  if (reading.state !== 'valid') throw unauthenticated();
  const site = world.store.sites.get(reading.ticket.siteId);
  if (!site?.appInstalled) throw refusal(403, 'FORBIDDEN', 'The app is no longer on the site');
  return { ticket: reading.ticket, site };
}

export const alreadyUsed = (): WixError => refusal(403, 'TOKEN_ALREADY_USED', 'The upload token was already used');

/** What can be refused before the bytes are taken. `sizeInBytes` is what the request announces, if it does. */
export function assertUploadable(world: World, site: Site, ticket: Ticket, sizeInBytes: number | undefined): void {
  assertPlace(world, site, ticket.parentFolderId);
  if (sizeInBytes === undefined) return;
  if (ticket.sizeInBytes !== undefined && ticket.sizeInBytes !== sizeInBytes) {
    throw refusal(400, 'SIZE_MISMATCH', `The URL was made for ${ticket.sizeInBytes} bytes, not for ${sizeInBytes}`);
  }
  if (exceedsQuota(world, site, sizeInBytes)) throw applicationRuleError(world, 'SITE_QUOTA_EXCEEDED');
}

/** A name in the query wins over the one of the ticket (the typings and an older page differ: send both, equal). */
function nameOf(ticket: Ticket, queryName: string | undefined): string {
  return queryName || ticket.fileName || ticket.fileId;
}

/**
 * Turns stored bytes into the ticket's file: checks them, keeps them, enters the file and marks the ticket as used.
 * Nothing is awaited between the last check of the ticket and the entry, so a ticket makes one file at most.
 */
export async function acceptUpload(
  world: World,
  site: Site,
  upload: { readonly ticket: Ticket; readonly queryName: string | undefined; readonly receivedInBytes: number },
  bytes: StoredBytes,
  keep: () => Promise<void>,
): Promise<MediaFile> {
  const { queryName, receivedInBytes } = upload;
  const displayName = nameOf(upload.ticket, queryName);
  const type = judgeFile(
    world,
    displayName === upload.ticket.fileId ? undefined : displayName,
    upload.ticket.mimeType,
    receivedInBytes,
  );
  if (typeof type === 'string') throw applicationRuleError(world, type);
  assertUploadable(world, site, upload.ticket, receivedInBytes);
  if (world.store.tickets.get(upload.ticket.id)?.used !== false) throw alreadyUsed();
  const ticket = world.store.tickets.put({ ...upload.ticket, used: true });
  try {
    await keep();
    // The folder may have been deleted while the bytes were put into place.
    assertPlace(world, site, ticket.parentFolderId);
  } catch (error) {
    world.store.tickets.put({ ...ticket, used: false });
    await world.blobs.remove(ticket.fileId);
    throw error;
  }
  return enterFile(
    world,
    {
      fileId: ticket.fileId,
      siteId: site.id,
      destination: ticket.destination,
      displayName,
      parentFolderId: ticket.parentFolderId,
      ...(ticket.filePath === undefined ? {} : { filePath: ticket.filePath }),
      private: ticket.private,
      labels: ticket.labels,
      mediaType: type.mediaType,
      mimeType: type.mimeType,
      addedBy: ticket.addedBy,
      ...(ticket.externalInfo ? { externalInfo: ticket.externalInfo } : {}),
    },
    bytes,
  );
}
