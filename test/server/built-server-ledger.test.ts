import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type HistoryPage,
  type Lease,
  type LeaseProof,
  type MediaFile,
  type OpenBatches,
  type TicketsResponse,
  type UploadTicket,
  webMethodPath,
} from '#contracts';
import { type BuiltServer, buildServer, type ServerProcess } from '../support/built-server.ts';
import { APP_ID } from '../support/running-app.ts';

interface Library {
  readonly files: readonly { readonly id: string; readonly displayName: string; readonly md5: string }[];
}

let built: BuiltServer;
let server: ServerProcess;
let dashboardUrl: string;
let pageUrl: string;
let siteId: string;
let token: string;
/** Of the other site, whose quota nobody else uses. */
let otherToken: string;

async function control<Result>(path: string, init?: RequestInit): Promise<Result> {
  const answer = await fetch(new URL(`/_stand-in/${path}`, dashboardUrl), init);
  expect(answer.status).toBe(200);
  return answer.json() as Promise<Result>;
}

async function startServer(): Promise<void> {
  server = built.start({});
  dashboardUrl = (await server.firstLine()).replace(/^.* open /, '');
  const world = await control<{ sites: { id: string }[]; users: { id: string; mayManageMedia: boolean }[] }>('sites');
  const userId = world.users.find(({ mayManageMedia }) => mayManageMedia)?.id;
  siteId = world.sites[0]?.id ?? '';
  pageUrl = (await control<{ url: string }>(`frame?siteId=${siteId}&userId=${userId}`)).url;
  const tokenFor = async (id: string | undefined) => {
    const body = JSON.stringify({ siteId: id, userId });
    return (await control<{ token: string }>('tokens', { method: 'POST', body })).token;
  };
  token = await tokenFor(siteId);
  otherToken = await tokenFor(world.sites[1]?.id);
}

/** As the machine's power fails: no goodbye to the database. */
async function killServer(): Promise<void> {
  server.child.kill('SIGKILL');
  await server.exited();
}

beforeAll(async () => {
  built = await buildServer(APP_ID);
  await startServer();
});
afterAll(async () => {
  await killServer();
  built.remove();
});

async function call<Result>(file: string, method: string, request: unknown, authorization = token): Promise<Result> {
  const url = new URL(webMethodPath(`src/backend/${file}.web.ts`, method), pageUrl);
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify([request]),
    headers: { authorization },
  });
  const body = (await answer.json()) as { result: Result; exception?: boolean };
  if (body.exception) throw body.result;
  return body.result;
}
const ledger = <Result>(method: string, request: unknown) => call<Result>('ledger', method, request);

async function openBatch(holderId = randomUUID()): Promise<{ lease: LeaseProof; holderId: string }> {
  const request = {
    batchId: randomUUID(),
    holderId,
    label: 'Wedding',
    destination: { kind: 'site-media', folderId: 'media-root' },
  };
  const { lease } = await ledger<{ lease: Lease }>('openBatch', request);
  return { lease: { batchId: lease.batchId, epoch: lease.epoch }, holderId };
}

interface Picked {
  readonly uploadId: string;
  readonly fileName: string;
  readonly bytes: Buffer;
}

const pick = (): Picked => {
  const uploadId = randomUUID();
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(30_000)]);
  return { uploadId, fileName: `${uploadId}.jpg`, bytes };
};
const md5Of = ({ bytes }: Picked) => createHash('md5').update(bytes).digest('hex');

async function record(lease: LeaseProof, picked: readonly Picked[]): Promise<void> {
  const items = picked.map(({ uploadId, fileName, bytes }) => ({
    uploadId,
    name: fileName,
    path: `Wedding/${fileName}`,
    sizeInBytes: bytes.length,
    lastModified: 1,
  }));
  await ledger('recordItems', { lease, items });
}

async function askTicket(lease: LeaseProof, { uploadId, fileName, bytes }: Picked) {
  const file = {
    uploadId,
    fileName,
    mimeType: 'image/jpeg',
    sizeInBytes: bytes.length,
    parentFolderId: 'media-root',
  };
  const { outcomes } = await call<TicketsResponse>('media-upload', 'createUploadTickets', { files: [file], lease });
  return outcomes[0];
}

async function put(ticket: UploadTicket, { bytes }: Picked): Promise<MediaFile> {
  const headers = { 'content-type': 'image/jpeg' };
  const answer = await fetch(ticket.uploadUrl, { method: 'PUT', body: new Uint8Array(bytes), headers });
  return ((await answer.json()) as { file: MediaFile }).file;
}

async function ticketOf(lease: LeaseProof, picked: Picked): Promise<UploadTicket> {
  const outcome = await askTicket(lease, picked);
  return outcome && 'ticket' in outcome ? outcome.ticket : expect.fail(JSON.stringify(outcome));
}

const copiesOf = async ({ fileName }: Picked) =>
  (await control<Library>(`sites/${siteId}/library`)).files.filter(({ displayName }) => displayName === fileName);

test('an upload whose answer was lost in a crash of everything is found again and never sent twice', async () => {
  const { lease } = await openBatch();
  const [arrived, unsent] = [pick(), pick()];
  await record(lease, [arrived, unsent]);
  await put(await ticketOf(lease, arrived), arrived);
  await ticketOf(lease, unsent);

  await killServer();
  await startServer();

  const { batches } = await ledger<OpenBatches>('listOpenBatches', undefined);
  const batch = batches.find(({ batchId }) => batchId === lease.batchId);
  expect(batch).toMatchObject({ label: 'Wedding', heldBy: { userId: expect.any(String) } });
  // The one that arrived may be known by Wix's webhook already.
  const { sending = 0, ready = 0 } = batch?.countByState ?? {};
  expect([sending, ready]).toEqual(ready === 1 ? [1, 1] : [2, 0]);
  const taken = await ledger<{ lease: Lease }>('acquireLease', {
    batchId: lease.batchId,
    holderId: randomUUID(),
    takeOver: true,
  });
  const { epoch } = taken.lease;
  await expect(askTicket(lease, unsent)).rejects.toMatchObject({ code: 'LEASE_LOST' });

  const next = { batchId: lease.batchId, epoch };
  const again = await askTicket(next, arrived);
  const file = again && 'file' in again ? again.file : expect.fail(JSON.stringify(again));
  expect(await copiesOf(arrived)).toEqual([expect.objectContaining({ id: file.id, md5: md5Of(arrived) })]);

  const stored = await put(await ticketOf(next, unsent), unsent);
  const changes = [
    { type: 'accepted', uploadId: unsent.uploadId, fileId: stored.id, md5: md5Of(unsent) },
    { type: 'hashed', uploadId: arrived.uploadId, md5: md5Of(arrived) },
  ];
  await ledger('recordChanges', { lease: next, changes });
  await call('media-upload', 'getFileStates', { fileIds: [stored.id] });
  const history = await ledger<HistoryPage>('exportHistory', { search: unsent.fileName });
  expect(history.entries).toMatchObject([{ state: 'ready', verification: 'verified', fileId: stored.id }]);
}, 60_000);

test('of two copies that both arrived one stays', async () => {
  const { lease, holderId } = await openBatch();
  const picked = pick();
  await record(lease, [picked]);
  const slow = await ticketOf(lease, picked);
  const quick = await ticketOf(lease, picked);
  const counted = await put(quick, picked);
  await put(slow, picked);
  expect(await copiesOf(picked)).toHaveLength(2);
  const changes = [{ type: 'accepted', uploadId: picked.uploadId, fileId: counted.id, md5: md5Of(picked) }];
  await ledger('recordChanges', { lease, changes });
  // The heartbeat of the page is enough: nobody asks for the file's state.
  await ledger('renewLeases', { holderId, leases: [lease] });
  await expect
    .poll(async () => (await copiesOf(picked)).map(({ id }) => id), { timeout: 10_000 })
    .toEqual([counted.id]);
});

test('a call of the ledger with a wrong argument is refused with the field', async () => {
  await expect(ledger('recordItems', { lease: { batchId: 'x', epoch: 1 }, items: [] })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    field: 'lease.batchId',
  });
});

test('neither upload addresses nor tokens are in the server’s output', async () => {
  const { lease } = await openBatch();
  const picked = pick();
  await record(lease, [picked]);
  const ticket = await ticketOf(lease, picked);
  const secret = new URL(ticket.uploadUrl).pathname.split('/').at(-1) ?? '';
  expect(secret.length).toBeGreaterThan(20);
  expect(server.stdout() + server.stderr()).not.toContain(secret);
  expect(server.stdout() + server.stderr()).not.toContain(token);
});

test('300 tickets at once use the site’s quota up without a refusal of Wix’s; the rest is told how long to wait', async () => {
  const calls = Array.from({ length: 6 }, () => {
    const files = Array.from({ length: 50 }, () => ({
      uploadId: randomUUID(),
      fileName: 'a.jpg',
      mimeType: 'image/jpeg',
      sizeInBytes: 1000,
      parentFolderId: 'media-root',
    }));
    return call<TicketsResponse>('media-upload', 'createUploadTickets', { files }, otherToken);
  });
  const outcomes = (await Promise.all(calls)).flatMap((answer) => answer.outcomes);
  const refused = outcomes.flatMap((outcome) => ('failure' in outcome ? outcome.failure : []));
  // 198 calls a window, of which the question for the user's rights took one.
  expect(outcomes.length - refused.length).toBe(197);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['RATE_LIMITED']));
  const waits = refused.map(({ retryAfterMs }) => retryAfterMs ?? 0);
  expect(Math.min(...waits)).toBeGreaterThan(30_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(61_000);
  const { requests } = await control<{ requests: { status: number }[] }>('requests');
  expect(requests.filter(({ status }) => status === 429)).toEqual([]);
});
