import { expect, test } from 'vitest';
import type { LeaseProof, TicketOutcome } from '#contracts';
import { FailureError, type TicketRequest } from '#upload-engine';
import { createLeasedTickets } from '../../../src/upload-engine/ledger/leased-tickets.ts';

const leaseOf = (batchId: string): LeaseProof => ({ batchId, epoch: 1 });
const request = (uploadId: string, batchId: string): TicketRequest => ({
  uploadId,
  batchId,
  fileName: uploadId,
  mimeType: 'image/jpeg',
  sizeInBytes: 1,
  destination: { kind: 'inbox-media' },
});
const ticket = (uploadId: string): TicketOutcome => ({
  uploadId,
  ticket: { protocol: 'put', uploadUrl: 'https://upload.example/' },
});

function given(answer: (requests: readonly TicketRequest[]) => readonly TicketOutcome[]) {
  const asked: TicketRequest[] = [];
  const lost: LeaseProof[] = [];
  const tickets = createLeasedTickets(
    {
      requestTickets: async (requests) => {
        asked.push(...requests);
        return answer(requests);
      },
    },
    {
      leaseOf: (batchId) => (batchId === 'opening' ? undefined : leaseOf(batchId)),
      leaseLost: (lease) => lost.push(lease),
    },
  );
  const requests = [request('1', 'a'), request('2', 'b'), request('3', 'opening')];
  return { asked, lost, result: tickets.requestTickets(requests, new AbortController().signal) };
}

test('each request proves that this page drives its batch, once there is a lease', async () => {
  const { asked, result, lost } = given((requests) => requests.map(({ uploadId }) => ticket(uploadId)));
  expect(await result).toHaveLength(3);
  expect(asked.map(({ lease }) => lease)).toEqual([leaseOf('a'), leaseOf('b'), undefined]);
  expect(lost).toEqual([]);
});

test('a refused lease is passed on for its batch alone', async () => {
  const { result, lost } = given(() => [ticket('1'), { uploadId: '2', failure: { code: 'LEASE_LOST' } }, ticket('3')]);
  await result;
  expect(lost).toEqual([leaseOf('b')]);
});

test('a call refused for its leases doubts all of them; another failure none', async () => {
  const refused = given(() => {
    throw new FailureError({ code: 'LEASE_LOST' });
  });
  await expect(refused.result).rejects.toThrow('LEASE_LOST');
  expect(refused.lost).toEqual([leaseOf('a'), leaseOf('b')]);

  const away = given(() => {
    throw new FailureError({ code: 'SERVER_UNAVAILABLE' });
  });
  await expect(away.result).rejects.toThrow('SERVER_UNAVAILABLE');
  expect(away.lost).toEqual([]);
});
