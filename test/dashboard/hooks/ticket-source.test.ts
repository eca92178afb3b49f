import { beforeEach, expect, test, vi } from 'vitest';
import { createTicketSource } from '../../../src/dashboard/hooks/ticket-source.ts';
import { type Destination, FailureError, type TicketRequest } from '../../../src/upload-engine/index.ts';

type Ask = (request: { files: readonly { uploadId: string }[] }) => Promise<unknown>;
const ticket = { protocol: 'put', uploadUrl: 'https://upload.example/1' };
const give: Ask = async ({ files }) => ({ outcomes: files.map(({ uploadId }) => ({ uploadId, ticket })) });
const { createUploadTickets, createInboxUploadTickets } = vi.hoisted(() => ({
  createUploadTickets: vi.fn<Ask>(),
  createInboxUploadTickets: vi.fn<Ask>(),
}));

vi.mock('../../../src/backend/media-upload.web.ts', () => ({ createUploadTickets }));
vi.mock('../../../src/backend/inbox-upload.web.ts', () => ({ createInboxUploadTickets }));

beforeEach(() => {
  createUploadTickets.mockReset().mockImplementation(give);
  createInboxUploadTickets.mockReset().mockImplementation(give);
});

const signal = new AbortController().signal;
const inFolder: Destination = { kind: 'site-media', folderId: 'f1' };
const request = (uploadId: string, destination: Destination, folderPath?: string): TicketRequest => ({
  uploadId,
  batchId: 'batch',
  fileName: `${uploadId}.png`,
  mimeType: 'image/png',
  sizeInBytes: 10,
  destination,
  ...(folderPath === undefined ? {} : { folderPath }),
});

test('files of both destinations are asked for in one call each and answered in the order asked', async () => {
  const outcomes = await createTicketSource().requestTickets(
    [request('a', inFolder), request('b', { kind: 'inbox-media' }), { ...request('c', inFolder), replaces: 'old' }],
    signal,
  );
  expect(outcomes.map(({ uploadId }) => uploadId)).toEqual(['a', 'b', 'c']);
  const common = { mimeType: 'image/png', sizeInBytes: 10 };
  expect(createUploadTickets).toHaveBeenCalledExactlyOnceWith({
    files: [
      { uploadId: 'a', fileName: 'a.png', parentFolderId: 'f1', ...common },
      { uploadId: 'c', fileName: 'c.png', parentFolderId: 'f1', replaces: 'old', ...common },
    ],
  });
  expect(createInboxUploadTickets).toHaveBeenCalledExactlyOnceWith({
    files: [{ uploadId: 'b', fileName: 'b.png', ...common }],
  });
});

test('a folder of the Inbox is left away: that API has none', async () => {
  await createTicketSource().requestTickets([request('b', { kind: 'inbox-media' }, 'Wedding')], signal);
  expect(createUploadTickets).not.toHaveBeenCalled();
  expect(JSON.stringify(createInboxUploadTickets.mock.calls)).not.toContain('Wedding');
});

test('files of two leases are asked for apart, each call with its own', async () => {
  const lease = (batchId: string) => ({ batchId, epoch: 1 });
  await createTicketSource().requestTickets(
    [
      { ...request('a', inFolder), lease: lease('one') },
      { ...request('b', inFolder), lease: lease('two') },
      { ...request('c', inFolder), lease: lease('one') },
    ],
    signal,
  );
  const asked = createUploadTickets.mock.calls.map(([{ files, ...rest }]) => [
    files.map((file) => file.uploadId),
    rest,
  ]);
  expect(asked).toEqual([
    [['a', 'c'], { lease: lease('one') }],
    [['b'], { lease: lease('two') }],
  ]);
});

test('one refused call of two fails its own files only', async () => {
  createInboxUploadTickets.mockRejectedValue(new FailureError({ code: 'WIX_UNAVAILABLE' }));
  const outcomes = await createTicketSource().requestTickets(
    [request('a', { kind: 'inbox-media' }), request('b', inFolder)],
    signal,
  );
  expect(outcomes).toEqual([
    { uploadId: 'a', failure: { code: 'WIX_UNAVAILABLE' } },
    { uploadId: 'b', ticket },
  ]);
});

test('when the only call is refused, so is the question', async () => {
  const refusal = new FailureError({ code: 'SERVER_UNAVAILABLE' });
  createUploadTickets.mockRejectedValue(refusal);
  await expect(createTicketSource().requestTickets([request('a', inFolder)], signal)).rejects.toBe(refusal);
});

test('a file that the server forgot is a failed file, never a lost one', async () => {
  createUploadTickets.mockResolvedValue({ outcomes: [] });
  const [outcome] = await createTicketSource().requestTickets([request('a', inFolder)], signal);
  expect(outcome).toMatchObject({ uploadId: 'a', failure: { code: 'INTERNAL' } });
});
