import { describe, expect, test } from 'vitest';
import type { TransportEvents } from '#upload-engine';
import { deferred } from '../support/deferred.ts';
import { createWorld, fakeFile, heldFile, mediaFile } from './support/scripted-world.ts';

const MEBIBYTE = 1024 * 1024;

describe('a plain upload', () => {
  test('goes from queued to ready, and tells every step once', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    world.latest().accept();
    await world.clock.advance(2_000);
    expect(world.item(id).state).toEqual({
      status: 'ready',
      file: { id: 'file of a.jpg', url: mediaFile().url },
    });
    expect(
      world.transitions.filter(({ event }) => event.type !== 'progressed').map(({ item }) => item.state.status),
    ).toEqual(['checking', 'ticketing', 'sending', 'accepted', 'ready']);
  });

  test('asks for the ticket with everything that Wix wants to know, folders apart from the name', async () => {
    const world = createWorld();
    const [id] = world.add(fakeFile('001.jpg', 100, 'Wedding/Church/001.jpg'));
    await world.clock.advance(50);
    expect(world.ticketCalls).toEqual([
      [
        {
          uploadId: id,
          batchId: 'id-1',
          fileName: '001.jpg',
          mimeType: 'image/jpeg',
          sizeInBytes: 100,
          folderPath: 'Wedding/Church',
          destination: { kind: 'site-media', folderId: 'media-root' },
        },
      ],
    ]);
    expect(world.latest().job).toMatchObject({ fileName: '001.jpg', mimeType: 'image/jpeg', sizeInBytes: 100 });
  });

  test('is accepted without sending when an earlier try of it has arrived', async () => {
    const world = createWorld();
    world.script.tickets = async (requests) =>
      requests.map(({ uploadId }) => ({ uploadId, file: mediaFile({ sizeInBytes: 100, operationStatus: 'READY' }) }));
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    expect(world.status(id)).toBe('ready');
    expect(world.sendings).toEqual([]);
  });

  test('says nothing more once it ended, whatever the transport still reports', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    const { events } = world.latest();
    world.engine.cancel([id]);
    const reports: (keyof TransportEvents)[] = ['onSent', 'onAccepted'];
    for (const report of reports) events[report](99 as never);
    world.latest().accept();
    await world.clock.advance(5_000);
    expect(world.status(id)).toBe('cancelled');
    expect(world.transitions.at(-1)?.event.type).toBe('cancelled');
  });
});

describe('files that cannot be uploaded are refused before any call', () => {
  test('an empty file', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('empty.jpg', 0));
    await world.clock.advance(50);
    expect(world.item(id).state).toEqual({ status: 'failed', failure: { code: 'ZERO_FILE_SIZE' } });
    expect(world.ticketCalls).toEqual([]);
  });

  test('a name of 256 characters, while 255 are fine', async () => {
    const world = createWorld();
    const [long = '', fine = ''] = world.add(
      fakeFile(`${'a'.repeat(252)}.jpg`, 1),
      fakeFile(`${'a'.repeat(251)}.jpg`, 1),
    );
    await world.clock.advance(50);
    expect(world.item(long).state).toEqual({ status: 'failed', failure: { code: 'FILE_NAME_TOO_LONG' } });
    expect(world.status(fine)).toBe('sending');
  });

  test('a file that cannot be read', async () => {
    const detectMimeType = async (source: { readHead(length: number): Promise<Uint8Array> }) => {
      await source.readHead(16);
      return 'image/jpeg';
    };
    const world = createWorld({ detectMimeType });
    const file = fakeFile('gone.jpg', 5);
    file.readError = new Error('not found');
    const [id = '', other = ''] = world.add(file, fakeFile('fine.jpg', 5));
    await world.clock.advance(50);
    expect(world.item(id).state).toEqual({
      status: 'failed',
      failure: { code: 'FILE_UNREADABLE', message: 'not found' },
    });
    expect(world.status(other)).toBe('sending');
    expect(world.ticketCalls.flat().map((request) => request.fileName)).toEqual(['fine.jpg']);
  });

  test('a file whose size cannot be read', async () => {
    const world = createWorld();
    const file = {
      ...fakeFile('gone.jpg', 5),
      sizeInBytes: () => {
        throw new Error('no such file');
      },
    };
    const [id = ''] = world.add(file);
    await world.clock.advance(50);
    expect(world.item(id).state).toMatchObject({ status: 'failed', failure: { code: 'FILE_UNREADABLE' } });
  });
});

describe('the bytes of a small file', () => {
  test('are what is sent, and are let go of once it is over', async () => {
    const world = createWorld();
    const file = heldFile('a.jpg', 5);
    const [id = ''] = world.add(file);
    await world.clock.advance(50);
    expect(world.latest().job.body).toEqual({ bytesOf: 'a.jpg' });
    world.latest().accept();
    await world.clock.settle();
    expect(world.status(id)).toBe('accepted');
    expect(file.held?.()).toBeUndefined();
  });

  test('are let go of when it is paused, and read again when it goes on', async () => {
    const world = createWorld();
    const file = heldFile('a.jpg', 5);
    const [id = ''] = world.add(file);
    await world.clock.advance(50);
    world.engine.pause([id]);
    expect(file.held?.()).toBeUndefined();
    file.readError = new Error('not found');
    world.engine.resume([id]);
    await world.clock.advance(50);
    expect(world.item(id).state).toMatchObject({ status: 'failed', failure: { code: 'FILE_UNREADABLE' } });
  });

  test('are not held by a check that was given up', async () => {
    const type = deferred<string>();
    const world = createWorld({ detectMimeType: () => type.promise });
    const file = heldFile('a.jpg', 5);
    const [id = ''] = world.add(file);
    await world.clock.advance(50);
    world.engine.cancel([id]);
    await file.hold?.();
    type.resolve('image/jpeg');
    await world.clock.settle();
    expect(file.held?.()).toBeUndefined();
  });

  test('that cannot be read cost no ticket', async () => {
    const world = createWorld();
    const file = heldFile('gone.docx', 5);
    file.readError = new Error('not found');
    const [id = ''] = world.add(file);
    await world.clock.advance(50);
    expect(world.item(id).state).toMatchObject({ status: 'failed', failure: { code: 'FILE_UNREADABLE' } });
    expect(world.ticketCalls).toEqual([]);
  });
});

describe('a copy that is not the file', () => {
  test('is noticed when Wix accepts it, and the file is sent again', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    world.latest().accept({ sizeInBytes: 99 });
    await world.clock.settle();
    expect(world.item(id).state).toMatchObject({ status: 'waiting', failure: { code: 'STORED_COPY_DIFFERS' } });
    await world.clock.advance(1_000);
    expect(world.sendings).toHaveLength(2);
    world.latest().accept();
    await world.clock.advance(2_000);
    expect(world.status(id)).toBe('ready');
  });

  test('is noticed when Wix names the size only later', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    world.script.states = async (ids) =>
      ids.map((fileId) => mediaFile({ id: fileId, operationStatus: 'READY', sizeInBytes: 7 }));
    await world.clock.advance(50);
    world.latest().outcome.resolve(mediaFile({ id: 'f' }));
    await world.clock.advance(1_500);
    expect(world.item(id).state).toMatchObject({ status: 'waiting', failure: { code: 'STORED_COPY_DIFFERS' } });
  });

  test('fails the file after three more tries', async () => {
    const world = createWorld();
    world.script.send = (sending) => sending.accept({ sizeInBytes: 1 });
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(60_000);
    expect(world.item(id).state).toEqual({ status: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } });
    expect(world.sendings).toHaveLength(4);
  });
});

describe('what Wix refuses', () => {
  test.each(['UNSUPPORTED_FILE_FORMAT', 'FILE_SIZE_OVER_LIMIT', 'SITE_QUOTA_EXCEEDED', 'UPLOAD_REFUSED'] as const)(
    "%s fails the file at once, and a retry is a person's",
    async (code) => {
      const world = createWorld();
      const [id = ''] = world.add(fakeFile('a.jpg', 100));
      await world.clock.advance(50);
      world.latest().fail(code);
      await world.clock.advance(60_000);
      expect(world.item(id).state).toEqual({ status: 'failed', failure: { code } });
      expect(world.sendings).toHaveLength(1);
      world.engine.retry([id]);
      await world.clock.advance(50);
      expect(world.status(id)).toBe('sending');
    },
  );

  test('one refused file of a ticket call does not take the others with it', async () => {
    const world = createWorld();
    world.script.tickets = async (requests) =>
      requests.map(({ uploadId, fileName }) =>
        fileName === 'bad.exe'
          ? { uploadId, failure: { code: 'UNSUPPORTED_FILE_FORMAT' } }
          : { uploadId, ticket: { protocol: 'put', uploadUrl: 'https://upload.example/' } },
      );
    const [bad = '', good = ''] = world.add(fakeFile('bad.exe', 5), fakeFile('good.jpg', 5));
    await world.clock.advance(50);
    expect(world.item(bad).state).toEqual({ status: 'failed', failure: { code: 'UNSUPPORTED_FILE_FORMAT' } });
    expect(world.status(good)).toBe('sending');
    expect(world.ticketCalls).toHaveLength(1);
  });

  test('a file that the answer leaves out fails by name instead of waiting for ever', async () => {
    const world = createWorld();
    world.script.tickets = async () => [];
    const [id = ''] = world.add(fakeFile('a.jpg', 5));
    await world.clock.advance(50);
    expect(world.item(id).state).toMatchObject({ status: 'failed', failure: { code: 'INTERNAL' } });
  });
});

describe('processing', () => {
  test('that fails, fails the file', async () => {
    const world = createWorld();
    world.script.states = async (ids) => ids.map((id) => mediaFile({ id, operationStatus: 'FAILED' }));
    const [id = ''] = world.add(fakeFile('a.mp4', 100));
    await world.clock.advance(50);
    world.latest().accept();
    await world.clock.advance(2_000);
    expect(world.item(id).state).toEqual({ status: 'failed', failure: { code: 'PROCESSING_FAILED' } });
  });

  test('cannot be cancelled: the file is on Wix', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    world.latest().accept();
    await world.clock.settle();
    world.engine.cancel('all');
    world.engine.pause('all');
    expect(world.status(id)).toBe('accepted');
    await world.clock.advance(2_000);
    expect(world.status(id)).toBe('ready');
  });
});

describe('a resumable upload', () => {
  test('goes on after a break with the same ticket and from the bytes that the host has', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    const first = world.latest();
    first.events.onResumeUrl('https://upload.example/film');
    first.events.onAccepted(20 * MEBIBYTE);
    first.fail('NETWORK');
    await world.clock.advance(1_500);
    expect(world.latest()).not.toBe(first);
    expect(world.latest().job.ticket).toMatchObject({
      protocol: 'tus',
      resumeUrl: 'https://upload.example/film',
      uploadToken: `token of ${id}`,
    });
    expect(world.item(id).state).toEqual({ status: 'sending', bytesSent: 20 * MEBIBYTE, bytesAccepted: 20 * MEBIBYTE });
    expect(world.ticketCalls).toHaveLength(1);
  });

  test('counts from zero again when the host had forgotten it, while what was reached and the totals stay', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    world.latest().events.onResumeUrl('https://upload.example/old');
    world.latest().events.onAccepted(20 * MEBIBYTE);
    world.latest().fail('NETWORK');
    await world.clock.advance(1_500);
    world.latest().events.onResumeUrl('https://upload.example/new');
    expect(world.item(id).state).toEqual({ status: 'sending', bytesSent: 0, bytesAccepted: 0 });
    expect(world.item(id).bytesReached).toBe(20 * MEBIBYTE);
    expect(world.engine.getSummary().bytesSent).toBe(20 * MEBIBYTE);
    world.latest().events.onSent(5 * MEBIBYTE);
    expect(world.item(id).state).toEqual({ status: 'sending', bytesSent: 5 * MEBIBYTE, bytesAccepted: 0 });
    expect(world.item(id).bytesReached).toBe(20 * MEBIBYTE);
  });

  test('whose ticket ran out begins again with a new one', async () => {
    const world = createWorld();
    world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    world.latest().events.onResumeUrl('https://upload.example/film');
    world.latest().fail('TICKET_EXPIRED');
    await world.clock.advance(50);
    expect(world.ticketCalls).toHaveLength(2);
    expect(world.latest().job.ticket).not.toHaveProperty('resumeUrl');
  });

  test('that our server remembers is continued from the start', async () => {
    const world = createWorld();
    world.script.tickets = async (requests) =>
      requests.map(({ uploadId }) => ({
        uploadId,
        ticket: {
          protocol: 'tus',
          uploadUrl: 'https://upload.example/tus',
          uploadToken: 't',
          resumeUrl: 'https://upload.example/before',
        },
      }));
    world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    expect(world.latest().job.ticket).toMatchObject({ resumeUrl: 'https://upload.example/before' });
  });
});
