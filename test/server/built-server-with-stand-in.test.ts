import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FolderPage, type TicketsResponse, type UploadTicket, webMethodPath } from '#contracts';
import { type BuiltServer, buildServer, type ServerProcess } from '../support/built-server.ts';
import { APP_ID } from '../support/running-app.ts';

interface Sites {
  readonly sites: readonly { readonly id: string; readonly instanceId: string }[];
  readonly users: readonly { readonly id: string; readonly mayManageMedia: boolean }[];
}
interface Library {
  readonly files: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly md5: string;
    readonly path: readonly string[];
  }[];
}

let built: BuiltServer;
let server: ServerProcess;
let dashboardUrl: string;
let pageUrl: string;
let world: Sites;

const control = async <Result>(path: string, init?: RequestInit): Promise<Result> => {
  const answer = await fetch(new URL(`/_stand-in/${path}`, dashboardUrl), init);
  expect(answer.status).toBe(200);
  return answer.json() as Promise<Result>;
};

beforeAll(async () => {
  built = await buildServer(APP_ID);
  server = built.start({});
  dashboardUrl = (await server.firstLine()).replace(/^.* open /, '');
  world = await control<Sites>('sites');
  const [site, user] = [world.sites[0]?.id, world.users[0]?.id];
  pageUrl = (await control<{ url: string }>(`frame?siteId=${site}&userId=${user}`)).url;
});
afterAll(async () => {
  server.child.kill();
  await server.exited();
  built.remove();
});

async function tokenOf(siteIndex: number, mayManageMedia: boolean): Promise<string> {
  const user = world.users.find((candidate) => candidate.mayManageMedia === mayManageMedia);
  const body = JSON.stringify({ siteId: world.sites[siteIndex]?.id, userId: user?.id });
  return (await control<{ token: string }>('tokens', { method: 'POST', body })).token;
}

async function call<Result>(file: string, method: string, request: unknown, authorization: string) {
  const init = { method: 'POST', body: JSON.stringify([request]), headers: { authorization } };
  const answer = await fetch(new URL(webMethodPath(`src/backend/${file}.web.ts`, method), pageUrl), init);
  return { status: answer.status, ...((await answer.json()) as { result: Result; exception?: boolean }) };
}

const library = (siteIndex: number) => control<Library>(`sites/${world.sites[siteIndex]?.id}/library`);

async function ticketFor(token: string, parentFolderId: string, sizeInBytes: number): Promise<UploadTicket> {
  const file = { uploadId: randomUUID(), fileName: 'cake.jpg', mimeType: 'image/jpeg', sizeInBytes, parentFolderId };
  const { result } = await call<TicketsResponse>('media-upload', 'createUploadTickets', { files: [file] }, token);
  const [outcome] = result.outcomes;
  if (!outcome || !('ticket' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.ticket;
}

test('without keys one line names the stand-in’s dashboard, on another site than the page', () => {
  expect(server.stdout()).toMatch(/^Uplift is running: open http:\/\/localhost:\d+\/\n$/);
  expect(new URL(pageUrl).hostname).toBe('127.0.0.1');
});

test('the page knows its host’s origin, which alone may frame it', async () => {
  const page = await fetch(pageUrl);
  const { origin } = new URL(dashboardUrl);
  expect(await page.text()).toBe(
    `<html><head><meta name="uplift-host-origin" content="${origin}"></head><body>the page</body></html>`,
  );
  expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors ${origin}`);
});

test('a folder is made, listed, found and read, and a file uploaded into it is stored and known', async () => {
  const token = await tokenOf(0, true);
  const name = `Wedding ${randomUUID()}`;
  const request = { parentFolderId: 'media-root', displayName: name };
  const made = await call<{ folder: { id: string } }>('folders', 'createFolder', request, token);
  const { id } = made.result.folder;
  const listed = await call<FolderPage>('folders', 'listFolders', { parentFolderId: 'media-root' }, token);
  const described = { id, displayName: name, parentFolderId: 'media-root', createdAt: expect.any(Number) };
  expect(listed.result.folders).toContainEqual(described);
  const found = await call<FolderPage>('folders', 'searchFolders', { search: name }, token);
  expect(found.result.folders.map((folder) => folder.id)).toEqual([id]);
  const read = await call('folders', 'getFolder', { folderId: id }, token);
  expect(read.result).toEqual({ folder: described });

  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(50_000)]);
  const ticket = await ticketFor(token, id, bytes.length);
  expect(ticket.protocol).toBe('put');
  const upload = await fetch(ticket.uploadUrl, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': 'image/jpeg' },
  });
  const { file } = (await upload.json()) as { file: { id: string } };
  const stored = (await library(0)).files.find((candidate) => candidate.id === file.id);
  expect(stored).toMatchObject({ displayName: 'cake.jpg', md5: createHash('md5').update(bytes).digest('hex') });
  expect(stored?.path.at(-1)).toBe(name);
  const states = await call('media-upload', 'getFileStates', { fileIds: [file.id, 'a8a52b_gone~mv2.jpg'] }, token);
  expect(states.result).toMatchObject({ files: [{ id: file.id, sizeInBytes: bytes.length, parentFolderId: id }] });
});

test('a large file gets a resumable ticket', async () => {
  const ticket = await ticketFor(await tokenOf(0, true), 'media-root', 20 * 1024 * 1024);
  expect(ticket).toMatchObject({ protocol: 'tus', uploadToken: expect.any(String) });
});

test('a file for the Inbox gets a ticket of its own API', async () => {
  const files = [{ uploadId: randomUUID(), fileName: 'a.jpg', mimeType: 'image/jpeg', sizeInBytes: 10 }];
  const { result } = await call<TicketsResponse>(
    'inbox-upload',
    'createInboxUploadTickets',
    { files },
    await tokenOf(0, true),
  );
  expect(result.outcomes).toMatchObject([{ ticket: { protocol: 'put' } }]);
});

test('a user without media rights gets neither ticket nor folder', async () => {
  const token = await tokenOf(0, false);
  const before = await library(0);
  for (const [method, request] of [
    ['listFolders', { parentFolderId: 'media-root' }],
    ['createFolder', { parentFolderId: 'media-root', displayName: 'x' }],
  ] as const) {
    expect(await call('folders', method, request, token)).toMatchObject({
      status: 403,
      result: { code: 'MEDIA_PERMISSION_REQUIRED' },
    });
  }
  expect(await library(0)).toEqual(before);
});

test('a site’s folder is not there for another site', async () => {
  const [owner, other] = [await tokenOf(0, true), await tokenOf(1, true)];
  const request = { parentFolderId: 'media-root', displayName: `Private ${randomUUID()}` };
  const made = await call<{ folder: { id: string } }>('folders', 'createFolder', request, owner);
  const folderId = made.result.folder.id;
  const notFound = { status: 200, exception: true, result: { code: 'FOLDER_NOT_FOUND' } };
  expect(await call('folders', 'getFolder', { folderId }, other)).toMatchObject(notFound);
  expect(await call('folders', 'listFolders', { parentFolderId: folderId }, other)).toMatchObject(notFound);
  const file = {
    uploadId: randomUUID(),
    fileName: 'a.jpg',
    mimeType: 'image/jpeg',
    sizeInBytes: 9,
    parentFolderId: folderId,
  };
  expect(await call('media-upload', 'createUploadTickets', { files: [file] }, other)).toMatchObject({
    result: { outcomes: [{ failure: { code: 'FOLDER_NOT_FOUND' } }] },
  });
});

test('files that Wix refuses say why', async () => {
  const token = await tokenOf(0, true);
  const file = () => ({ uploadId: randomUUID(), sizeInBytes: 9, parentFolderId: 'media-root' });
  const files = [
    { ...file(), fileName: 'page.html', mimeType: 'text/html' },
    { ...file(), fileName: 'song.mp3', mimeType: 'image/jpeg' },
    { ...file(), fileName: 'fine.jpg', mimeType: 'image/jpeg' },
  ];
  const { result } = await call<TicketsResponse>('media-upload', 'createUploadTickets', { files }, token);
  expect(result.outcomes).toMatchObject([
    { failure: { code: 'UNSUPPORTED_FILE_FORMAT', requestId: expect.any(String) } },
    { failure: { code: 'MISMATCH_MIME_TYPE' } },
    { ticket: { protocol: 'put' } },
  ]);
});

test('the stand-in’s data survives a restart, and the process ends cleanly', async () => {
  const before = await library(0);
  server.child.kill('SIGTERM');
  expect(await server.exited()).toBe(0);
  server = built.start({});
  dashboardUrl = (await server.firstLine()).replace(/^.* open /, '');
  expect((await library(0)).files.map((file) => file.id).sort()).toEqual(before.files.map((file) => file.id).sort());
});

test('a taken port of the stand-in names the variable that cures it', async () => {
  const { port } = new URL(dashboardUrl);
  const second = built.start({ STAND_IN_PORT: port });
  expect(await second.exited()).toBe(1);
  expect(second.stderr()).toContain(
    `Port ${port} is taken. Stop the other process or set STAND_IN_PORT to another port.`,
  );
});
