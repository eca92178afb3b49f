import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  AcquireLeaseResponse,
  Lease,
  LeaseProof,
  LedgerPage,
  MediaFile,
  OpenBatches,
  TicketOutcome,
  TicketsResponse,
} from '#contracts';
import { type BuiltServer, buildServer, type ServerProcess } from '../support/built-server.ts';
import { type WebMethods, webMethodsAt } from '../support/call-web-method.ts';
import { type PostgresqlServer, startPostgresqlServer } from '../support/postgresql-server.ts';
import { APP_ID } from '../support/running-app.ts';
import { controlOf, type StandInControl } from '../support/stand-in-control.ts';
import { startWixOverTls, type WixOverTls } from '../support/wix-over-tls.ts';

interface Running {
  readonly process: ServerProcess;
  readonly url: string;
}

let built: BuiltServer;
let postgresql: PostgresqlServer;
let wix: WixOverTls;
let wixControl: StandInControl;
let databaseUrl: string;
let siteId: string;
let token: string;
/** Two processes behind one load balancer, which the tests are. */
const servers: [Running | undefined, Running | undefined] = [undefined, undefined];

async function start(): Promise<Running> {
  const process = built.start({ ...wix.environment, DATABASE_URL: databaseUrl }, wix.nodeOptions);
  const url = (await process.firstLine()).replace(/^.* open /, '');
  return { process, url };
}

/** As the machine's power fails: no goodbye to the database. */
async function kill(index: 0 | 1): Promise<void> {
  const { process } = servers[index] ?? expect.fail('it does not run');
  process.child.kill('SIGKILL');
  await process.exited();
}

const through = (index: 0 | 1, as = token): WebMethods => webMethodsAt(servers[index]?.url ?? '', as);

beforeAll(async () => {
  [built, postgresql, wix] = await Promise.all([buildServer(APP_ID), startPostgresqlServer(), startWixOverTls(APP_ID)]);
  wixControl = controlOf(wix.standIn.origin);
  databaseUrl = await postgresql.createDatabase();
  // Both at once, on an empty database: each wants to make the tables.
  [servers[0], servers[1]] = await Promise.all([start(), start()]);
  siteId = await wixControl.siteId(0);
  token = await wixControl.tokenFor(siteId);
});
afterAll(async () => {
  for (const running of servers) running?.process.child.kill('SIGKILL');
  await Promise.all(servers.map((running) => running?.process.exited()));
  await wix?.close();
  await postgresql?.close();
  built?.remove();
});

interface Picked {
  readonly uploadId: string;
  readonly fileName: string;
  readonly bytes: Buffer;
}

const pick = (count: number): readonly Picked[] =>
  Array.from({ length: count }, () => {
    const uploadId = randomUUID();
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(20_000)]);
    return { uploadId, fileName: `${uploadId}.jpg`, bytes };
  });
const md5Of = ({ bytes }: Picked) => createHash('md5').update(bytes).digest('hex');
const destination = { kind: 'site-media', folderId: 'media-root' };
const proofOf = ({ batchId, epoch }: Lease): LeaseProof => ({ batchId, epoch });

async function openBatch(call: WebMethods, files: readonly Picked[], holderId = randomUUID()): Promise<LeaseProof> {
  const request = { batchId: randomUUID(), holderId, label: 'Wedding', destination };
  const lease = proofOf((await call<{ lease: Lease }>('ledger', 'openBatch', request)).lease);
  const items = files.map(({ uploadId, fileName, bytes }) => ({
    uploadId,
    name: fileName,
    path: `Wedding/${fileName}`,
    sizeInBytes: bytes.length,
    lastModified: 1,
  }));
  await call('ledger', 'recordItems', { lease, items });
  return lease;
}

async function askTickets(call: WebMethods, asked: readonly Picked[], lease?: LeaseProof) {
  const files = asked.map(({ uploadId, fileName, bytes }) => ({
    uploadId,
    fileName,
    mimeType: 'image/jpeg',
    sizeInBytes: bytes.length,
    parentFolderId: 'media-root',
  }));
  const request = { files, ...(lease ? { lease } : {}) };
  return (await call<TicketsResponse>('media-upload', 'createUploadTickets', request)).outcomes;
}

async function send({ bytes }: Picked, outcome: TicketOutcome | undefined): Promise<MediaFile> {
  const ticket = outcome && 'ticket' in outcome ? outcome.ticket : expect.fail(JSON.stringify(outcome));
  const headers = { 'content-type': 'image/jpeg' };
  const answer = await fetch(ticket.uploadUrl, { method: 'PUT', body: new Uint8Array(bytes), headers });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { file: MediaFile }).file;
}

const accepted = (picked: Picked, fileId: string) => ({
  type: 'accepted',
  uploadId: picked.uploadId,
  fileId,
  md5: md5Of(picked),
});

async function loadBatch(call: WebMethods, batchId: string) {
  const { items } = await call<LedgerPage>('ledger', 'loadBatch', { batchId });
  return new Map(items.map((item) => [item.uploadId, item]));
}

/** What Wix has of these, and the bytes of every PUT since the calls were forgotten: both by the stand-in's own word. */
async function arrivals(picked: readonly Picked[]) {
  const names = new Set(picked.map(({ fileName }) => fileName));
  const stored = (await wixControl.library(siteId)).filter(({ displayName }) => names.has(displayName));
  const puts = (await wixControl.calls()).filter(({ method }) => method === 'PUT');
  return {
    md5s: stored.map(({ md5 }) => md5).toSorted(),
    bytesReceived: puts.map(({ bytesReceived }) => bytesReceived),
  };
}

test('a batch has one driver, whichever process is asked; who was taken over can write through neither', async () => {
  const [a, b] = [through(0), through(1)];
  const [first, second] = [randomUUID(), randomUUID()];
  const files = pick(2);
  const lease = await openBatch(a, files, first);
  const { batchId } = lease;

  const refused = await b<AcquireLeaseResponse>('ledger', 'acquireLease', { batchId, holderId: second });
  expect(refused).toMatchObject({ heldBy: { holderId: first } });

  const taken = await b<{ lease: Lease }>('ledger', 'acquireLease', { batchId, holderId: second, takeOver: true });
  const newLease = proofOf(taken.lease);
  expect(newLease.epoch).toBeGreaterThan(lease.epoch);
  const cancelled = [{ type: 'cancelled', uploadId: files[0]?.uploadId }];
  for (const call of [a, b]) {
    await expect(call('ledger', 'recordChanges', { lease, changes: cancelled })).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    await expect(askTickets(call, files, lease)).rejects.toMatchObject({ code: 'LEASE_LOST' });
  }
  expect(await a('ledger', 'renewLeases', { holderId: first, leases: [lease] })).toMatchObject({ lost: [batchId] });
  expect((await loadBatch(a, batchId)).get(files[0]?.uploadId ?? '')?.state).toBe('queued');

  // The one that drives may do so through both.
  for (const [index, call] of [a, b].entries()) {
    const changes = [{ type: 'cancelled', uploadId: files[index]?.uploadId }];
    await call('ledger', 'recordChanges', { lease: newLease, changes });
  }
  const states = [...(await loadBatch(a, batchId)).values()].map(({ state }) => state);
  expect(states).toEqual(['cancelled', 'cancelled']);
});

test('of two pages that want a batch at the same moment through two processes, one gets it', async () => {
  const lease = await openBatch(through(0), pick(1));
  await through(0)('ledger', 'releaseLease', lease);
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(
      ([0, 1] as const).map((index) =>
        through(index)<AcquireLeaseResponse>('ledger', 'acquireLease', {
          batchId: lease.batchId,
          holderId: randomUUID(),
        }),
      ),
    );
    const won = answers.flatMap((answer) => ('lease' in answer ? answer.lease : []));
    expect(won).toHaveLength(1);
    if (won[0]) await through(1)('ledger', 'releaseLease', proofOf(won[0]));
  }
});

test.each([0, 1] as const)(
  'process %i dies in the middle of a batch: the other knows all of it, and nothing is sent twice',
  async (dying) => {
    const surviving = dying === 0 ? 1 : 0;
    const [dyingCalls, survivor] = [through(dying), through(surviving)];
    const files = pick(30);
    const [told, untold, asked, waiting] = [
      files.slice(0, 8),
      files.slice(8, 14),
      files.slice(14, 20),
      files.slice(20),
    ];
    await wixControl.forgetCalls();
    const lease = await openBatch(dyingCalls, files);

    const tickets = await askTickets(dyingCalls, files.slice(0, 20), lease);
    const sent = await Promise.all(files.slice(0, 14).map((picked, index) => send(picked, tickets[index])));
    const changes = told.map((picked, index) => accepted(picked, sent[index]?.id ?? ''));
    await dyingCalls('ledger', 'recordChanges', { lease, changes });
    await kill(dying);

    // The page is the same and drives still: only the server that answers is another.
    const ledger = await loadBatch(survivor, lease.batchId);
    expect([...ledger.keys()]).toEqual(files.map(({ uploadId }) => uploadId));
    const statesOf = (group: readonly Picked[]) => new Set(group.map(({ uploadId }) => ledger.get(uploadId)?.state));
    for (const picked of told) expect(['accepted', 'ready']).toContain(ledger.get(picked.uploadId)?.state);
    expect(statesOf(asked)).toEqual(new Set(['sending']));
    expect(statesOf(waiting)).toEqual(new Set(['queued']));

    const again = await askTickets(survivor, [...untold, ...asked, ...waiting], lease);
    const found = again.slice(0, untold.length).map((outcome) => ('file' in outcome ? outcome.file.id : outcome));
    expect(found).toEqual(sent.slice(told.length).map(({ id }) => id));
    const rest = [...asked, ...waiting];
    const stored = await Promise.all(rest.map((picked, index) => send(picked, again[untold.length + index])));
    await survivor('ledger', 'recordChanges', {
      lease,
      changes: [
        ...untold.map(({ uploadId, ...picked }) => ({
          type: 'hashed',
          uploadId,
          md5: md5Of({ uploadId, ...picked }),
        })),
        ...rest.map((picked, index) => accepted(picked, stored[index]?.id ?? '')),
      ],
    });
    await survivor('media-upload', 'getFileStates', { fileIds: [...sent, ...stored].map(({ id }) => id) });

    const finished = [...(await loadBatch(survivor, lease.batchId)).values()];
    expect(new Set(finished.map(({ state, verification }) => `${state} ${verification}`))).toEqual(
      new Set(['ready verified']),
    );
    const { batches } = await survivor<OpenBatches>('ledger', 'listOpenBatches');
    expect(batches.map(({ batchId }) => batchId)).not.toContain(lease.batchId);
    const { md5s, bytesReceived } = await arrivals(files);
    expect(md5s).toEqual(files.map(md5Of).toSorted());
    expect(bytesReceived).toEqual(files.map(({ bytes }) => bytes.length));
    servers[dying] = await start();
  },
  30_000,
);

test('250 tickets at once through both use one quota: no refusal of Wix’s, and the rest is told how long to wait', async () => {
  const otherSite = await wixControl.siteId(1);
  const otherToken = await wixControl.tokenFor(otherSite);
  await wixControl.forgetCalls();
  const asked = Array.from({ length: 10 }, (_, index) =>
    askTickets(through(index % 2 === 0 ? 0 : 1, otherToken), pick(25)),
  );
  const outcomes = (await Promise.all(asked)).flat();
  const granted = outcomes.filter((outcome) => 'ticket' in outcome);
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? outcome.failure : []));
  // 198 calls a window, of which each process took one to ask for the user's rights.
  expect([granted.length, failures.length]).toEqual([196, 54]);
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['RATE_LIMITED']));
  const waits = failures.map(({ retryAfterMs = 0 }) => retryAfterMs);
  expect(Math.min(...waits)).toBeGreaterThan(30_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(61_000);
  const ofSite = async () => (await wixControl.calls()).filter((call) => call.siteId === otherSite);
  expect((await ofSite()).map(({ status }) => status)).toEqual(Array.from({ length: 198 }, () => 200));

  // This Wix does count: whoever goes past our quota is refused within three calls.
  const folders = new URL('/site-media/v1/folders', wix.standIn.origin);
  const statuses: number[] = [];
  for (let call = 0; call < 3; call += 1) {
    statuses.push((await fetch(folders, { headers: { authorization: otherToken } })).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
});
