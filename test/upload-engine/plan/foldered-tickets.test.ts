import { expect, test } from 'vitest';
import type { TicketOutcome } from '#contracts';
import { FailureError, type TicketRequest, type TicketSource } from '#upload-engine';
import { createFolderedTickets, type FolderResolver } from '../../../src/upload-engine/plan/index.ts';

const ticket = { protocol: 'put', uploadUrl: 'https://upload.example/1' } as const;
const signal = new AbortController().signal;
const request = (uploadId: string, folderPath?: string): TicketRequest => ({
  uploadId,
  batchId: 'batch',
  fileName: `${uploadId}.jpg`,
  mimeType: 'image/jpeg',
  sizeInBytes: 1,
  destination: { kind: 'site-media', folderId: 'root', private: true },
  ...(folderPath === undefined ? {} : { folderPath }),
});

function scripted(resolve: (key: string) => string | undefined = (key) => `id of ${key}`) {
  const asked: TicketRequest[] = [];
  const forgotten: string[] = [];
  const folders: FolderResolver = {
    learn: () => undefined,
    forget: (_root, key) => forgotten.push(key),
    async resolve(root, key) {
      if (key === '') return root;
      const id = resolve(key);
      if (id === undefined) throw new FailureError({ code: 'RATE_LIMITED', retryAfterMs: 5000 });
      return id;
    },
  };
  const answers: ((request: TicketRequest) => TicketOutcome)[] = [];
  const source: TicketSource = {
    async requestTickets(requests) {
      asked.push(...requests);
      const answer = answers.shift() ?? (({ uploadId }) => ({ uploadId, ticket }));
      return requests.map(answer);
    },
  };
  return { tickets: createFolderedTickets(source, folders), asked, forgotten, answers };
}

const folderOf = ({ destination }: TicketRequest) =>
  destination.kind === 'site-media' ? destination.folderId : destination.kind;

test('a ticket names the folder by its id and carries no path; all else of the destination stays', async () => {
  const { tickets, asked } = scripted();
  await tickets.requestTickets([request('a', 'Album/cafe\u0301'), request('b')], signal);
  expect(asked.map(folderOf)).toEqual(['id of Album/caf\u00e9', 'root']);
  expect(asked.map(({ folderPath }) => folderPath)).toEqual([undefined, undefined]);
  expect(asked[0]?.destination).toMatchObject({ private: true });
});

test('a path of any length is a folder like others', async () => {
  const { tickets, asked } = scripted();
  const deep = Array.from({ length: 20 }, (_, level) => `a long name of level ${level}`).join('/');
  await tickets.requestTickets([request('a', deep)], signal);
  expect(asked.map(folderOf)).toEqual([`id of ${deep}`]);
});

test('the Inbox has no folders', async () => {
  const { tickets, asked } = scripted();
  await tickets.requestTickets([{ ...request('a', 'Album'), destination: { kind: 'inbox-media' } }], signal);
  expect(asked).toMatchObject([{ destination: { kind: 'inbox-media' } }]);
  expect(asked[0]).not.toHaveProperty('folderPath');
});

test('a folder that cannot be had fails its own files with its reason, and the others get their tickets', async () => {
  const { tickets, asked } = scripted((key) => (key === 'Late' ? undefined : key));
  const outcomes = await tickets.requestTickets([request('a', 'Late'), request('b', 'Album')], signal);
  expect(new Map(outcomes.map((outcome) => [outcome.uploadId, outcome]))).toEqual(
    new Map<string, TicketOutcome>([
      ['a', { uploadId: 'a', failure: { code: 'RATE_LIMITED', retryAfterMs: 5000 } }],
      ['b', { uploadId: 'b', ticket }],
    ]),
  );
  expect(asked).toHaveLength(1);
});

test('when no folder can be had nobody asks for tickets', async () => {
  const { tickets, asked } = scripted(() => undefined);
  expect(await tickets.requestTickets([request('a', 'Late')], signal)).toHaveLength(1);
  expect(asked).toEqual([]);
});

test('a folder that somebody deleted meanwhile is made again, once', async () => {
  const { tickets, asked, answers, forgotten } = scripted();
  answers.push(({ uploadId }) =>
    uploadId === 'a' ? { uploadId, failure: { code: 'FOLDER_NOT_FOUND' } } : { uploadId, ticket },
  );
  const outcomes = await tickets.requestTickets([request('a', 'Album'), request('b', 'Other')], signal);
  expect(forgotten).toEqual(['Album']);
  expect(asked.map(({ uploadId }) => uploadId)).toEqual(['a', 'b', 'a']);
  expect(outcomes).toHaveLength(2);
  expect(outcomes.every((outcome) => 'ticket' in outcome)).toBe(true);
});

test('a destination that is gone is told, not made again', async () => {
  const { tickets, asked, answers, forgotten } = scripted();
  answers.push(({ uploadId }) => ({ uploadId, failure: { code: 'FOLDER_NOT_FOUND' } }));
  const outcomes = await tickets.requestTickets([request('a')], signal);
  expect(outcomes).toEqual([{ uploadId: 'a', failure: { code: 'FOLDER_NOT_FOUND' } }]);
  expect([asked.length, forgotten.length]).toEqual([1, 0]);
});
