import { AppError, type TicketOutcome, type UploadTicket } from '#contracts';
import { callContext } from './call-context.ts';

/**
 * Gets a ticket for each file; one outcome per file in the order asked. A file that fails never takes the others with it.
 * All are asked for at once: so the governor grants the whole call by one question, and each call to Wix goes out when it was
 * granted. Granted for later, it would count in another minute at Wix than here. Wix limits calls a minute, nothing else.
 */
export function ticketOutcomes<File extends { readonly uploadId: string }>(
  files: readonly File[],
  requestTicket: (file: File) => Promise<UploadTicket>,
): Promise<readonly TicketOutcome[]> {
  return Promise.all(
    files.map(async (file): Promise<TicketOutcome> => {
      const { uploadId } = file;
      try {
        return { uploadId, ticket: await requestTicket(file) };
      } catch (error) {
        if (error instanceof AppError) return { uploadId, failure: error.failure };
        callContext().services.reportBug(error);
        return { uploadId, failure: { code: 'INTERNAL' } };
      }
    }),
  );
}
