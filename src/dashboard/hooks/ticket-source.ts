import type { Failure, InboxTicketFile, LeaseProof, MediaTicketFile, TicketOutcome, TicketsResponse } from '#contracts';
import type { Destination, TicketRequest, TicketSource } from '#upload-engine';
import { createInboxUploadTickets } from '../../backend/inbox-upload.web.ts';
import { createUploadTickets } from '../../backend/media-upload.web.ts';
import { toFailure } from './to-failure.ts';

/**
 * Tickets from our server: one call for each destination and lease among the requests, outcomes in the order asked. The
 * destination is the very folder that the file goes to: whoever asks has its path made before.
 */
export function createTicketSource(): TicketSource {
  return {
    async requestTickets(requests) {
      const calls = [...groupByCall(requests).values()];
      const answers = await Promise.allSettled(calls.map(ask));
      const refusal = answers.find((answer) => answer.status === 'rejected');
      if (refusal !== undefined && answers.length === 1) throw refusal.reason;
      const outcomes = answers.flatMap((answer, index) =>
        answer.status === 'fulfilled' ? answer.value.outcomes : failAll(calls[index] ?? [], toFailure(answer.reason)),
      );
      return inOrderAsked(requests, outcomes);
    },
  };
}

function groupByCall(requests: readonly TicketRequest[]): ReadonlyMap<string, readonly TicketRequest[]> {
  const groups = new Map<string, TicketRequest[]>();
  for (const request of requests) {
    const key = `${request.destination.kind} ${JSON.stringify(request.lease ?? null)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [request]);
    else group.push(request);
  }
  return groups;
}

/** All of one destination and one lease. */
function ask(requests: readonly TicketRequest[]): Promise<TicketsResponse> {
  const lease = leaseOf(requests);
  const mediaFiles = requests.flatMap((request) =>
    request.destination.kind === 'site-media' ? toMediaFile(request, request.destination) : [],
  );
  return mediaFiles.length > 0
    ? createUploadTickets({ files: mediaFiles, ...lease })
    : createInboxUploadTickets({ files: requests.map(toInboxFile), ...lease });
}

function leaseOf([first]: readonly TicketRequest[]): { readonly lease?: LeaseProof } {
  return first?.lease === undefined ? {} : { lease: first.lease };
}

function toMediaFile(
  request: TicketRequest,
  destination: Extract<Destination, { kind: 'site-media' }>,
): MediaTicketFile {
  return {
    ...toInboxFile(request),
    parentFolderId: destination.folderId,
    ...(request.replaces === undefined ? {} : { replaces: request.replaces }),
    ...(request.inPieces ? { inPieces: true } : {}),
    ...(destination.private === undefined ? {} : { private: destination.private }),
    ...(destination.labels === undefined ? {} : { labels: [...destination.labels] }),
  };
}

/** That API has no folders. */
function toInboxFile({ uploadId, fileName, mimeType, sizeInBytes }: TicketRequest): InboxTicketFile {
  return { uploadId, fileName, mimeType, sizeInBytes };
}

function failAll(requests: readonly TicketRequest[], failure: Failure): readonly TicketOutcome[] {
  return requests.map(({ uploadId }) => ({ uploadId, failure }));
}

function inOrderAsked(
  requests: readonly TicketRequest[],
  outcomes: readonly TicketOutcome[],
): readonly TicketOutcome[] {
  const byId = new Map(outcomes.map((outcome) => [outcome.uploadId, outcome]));
  const forgotten: Failure = { code: 'INTERNAL', message: 'The server answered without this file' };
  return requests.map(({ uploadId }) => byId.get(uploadId) ?? { uploadId, failure: forgotten });
}
