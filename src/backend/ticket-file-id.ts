import type { UploadTicket } from '#contracts';

/** Where a ticket's claims put the future file: `media/<file id>` in Wix's own examples. */
const fileClaim = /^\/?media\/([^/]{1,1000})$/;

/**
 * The id that the file will have: Wix fixes it when it makes the ticket and writes it into the token, a JWT that we only
 * read. Nothing documents that, so a token that reads otherwise is no error.
 * @returns undefined when the ticket does not tell.
 */
export function fileIdOfTicket(ticket: UploadTicket): string | undefined {
  const token = ticket.protocol === 'tus' ? ticket.uploadToken : lastPathSegment(ticket.uploadUrl);
  const claims = token.split('.')[1];
  if (claims === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
    const path = typeof read === 'object' && read !== null && 'path' in read ? read.path : undefined;
    return typeof path === 'string' ? fileClaim.exec(path)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

function lastPathSegment(url: string): string {
  return URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
}
