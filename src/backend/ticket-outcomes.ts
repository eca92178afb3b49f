import { AppError, type TicketOutcome, type UploadTicket } from '#contracts';
import { callContext } from './call-context.ts';
import { mapBounded } from './map-bounded.ts';

/** Tickets asked from Wix at once for one call. Wix names no number; browsers keep to six connections a host for the same reason. */
const TICKETS_AT_ONCE = 8;

/** Gets a ticket for each file; one outcome per file in the order asked. A file that fails never takes the others with it. */
export function ticketOutcomes<File extends { readonly uploadId: string }>(
  files: readonly File[],
  requestTicket: (file: File) => Promise<UploadTicket>,
): Promise<readonly TicketOutcome[]> {
  return mapBounded(files, TICKETS_AT_ONCE, async (file): Promise<TicketOutcome> => {
    const { uploadId } = file;
    try {
      return { uploadId, ticket: await requestTicket(file) };
    } catch (error) {
      if (error instanceof AppError) return { uploadId, failure: error.failure };
      callContext().services.reportBug(error);
      return { uploadId, failure: { code: 'INTERNAL' } };
    }
  });
}
