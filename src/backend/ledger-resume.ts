import type { UploadTicket } from '#contracts';
import type { ItemRow, SecretBox } from '#database';

/**
 * How long a stored resumable upload is offered. Its token lives seven days, but the inner one, which makes the bytes a
 * file at the end, twelve hours (decoded from Wix's own examples): past that the bytes could be sent in vain.
 */
const OFFER_LIFETIME_MS = 11 * 60 * 60 * 1000;
/**
 * Offers without any byte having moved since. A page may be reloaded once before it sends; an address that the host does
 * not know any more must not be offered for ever.
 */
const MOST_FRUITLESS_OFFERS = 2;

type ResumableTicket = Extract<UploadTicket, { protocol: 'tus' }>;

const place = (item: ItemRow, column: string) => [item.instanceId, item.uploadId, column];

/** Keeps a fresh resumable ticket; an address that belonged to an earlier one is of no use any more. */
export function keepTicket(secretBox: SecretBox, item: ItemRow, ticket: UploadTicket, now: Date): ItemRow {
  const fresh: ItemRow = { ...item, resumeUrl: null, resumeOffers: 0, resumableTicket: null, resumableTicketAt: null };
  if (ticket.protocol !== 'tus') return fresh;
  const { uploadUrl, uploadToken } = ticket;
  const resumableTicket = secretBox.seal(`${uploadUrl}\n${uploadToken}`, place(item, 'resumableTicket'));
  return { ...fresh, resumableTicket, resumableTicketAt: now };
}

/**
 * Keeps the address under which an upload can be continued, if it lies on the host of the stored ticket: what one page says
 * here, another page of the site will send bytes to.
 */
export function keepResumeUrl(secretBox: SecretBox, item: ItemRow, resumeUrl: string): ItemRow {
  const ticket = storedTicket(secretBox, item);
  if (!ticket || !URL.canParse(resumeUrl) || new URL(resumeUrl).origin !== new URL(ticket.uploadUrl).origin) {
    return item;
  }
  if (storedResumeUrl(secretBox, item) === resumeUrl) return item;
  return { ...item, resumeUrl: secretBox.seal(resumeUrl, place(item, 'resumeUrl')), resumeOffers: 0 };
}

function storedResumeUrl(secretBox: SecretBox, item: ItemRow): string | undefined {
  return item.resumeUrl === null ? undefined : secretBox.open(item.resumeUrl, place(item, 'resumeUrl'));
}

function storedTicket(secretBox: SecretBox, item: ItemRow): Omit<ResumableTicket, 'resumeUrl'> | undefined {
  if (item.resumableTicket === null) return undefined;
  const opened = secretBox.open(item.resumableTicket, place(item, 'resumableTicket'));
  const [uploadUrl, uploadToken] = opened?.split('\n') ?? [];
  return uploadUrl && uploadToken ? { protocol: 'tus', uploadUrl, uploadToken } : undefined;
}

/**
 * The ticket with which an earlier try of the upload can be continued.
 * @returns undefined when there is none, or none worth trying.
 */
export function resumableTicketOf(secretBox: SecretBox, item: ItemRow, now: Date): ResumableTicket | undefined {
  const { resumableTicketAt, resumeOffers } = item;
  if (resumableTicketAt === null || resumeOffers >= MOST_FRUITLESS_OFFERS) return undefined;
  if (now.getTime() - resumableTicketAt.getTime() > OFFER_LIFETIME_MS) return undefined;
  const ticket = storedTicket(secretBox, item);
  const resumeUrl = storedResumeUrl(secretBox, item);
  return ticket && resumeUrl !== undefined ? { ...ticket, resumeUrl } : undefined;
}
