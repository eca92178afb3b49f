import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournal } from '../../src/wix-stand-in/state/journal.ts';
import { APP_ID, PNG, put, startFixture } from './stand-in-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let directory: string;
let buildDirectory: string | undefined;
const children: ChildProcess[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'persistence-'));
});
afterAll(async () => {
  await Promise.all(children.map(kill));
  if (buildDirectory) await rm(buildDirectory, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
});

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

test('files, folders, tickets, secrets and events survive a restart', async () => {
  const fixture = await startFixture();
  const { credentials } = fixture.standIn;
  const { uploadUrl } = await fixture
    .asApp()
    .files.generateFileUploadUrl('image/png', { fileName: 'kept.png', filePath: '/Kept' });
  const { file } = (await (await put(uploadUrl, PNG)).json()) as { file: { id: string } };
  const unused = await fixture.asApp().files.generateFileUploadUrl('image/png', { fileName: 'later.png' });
  const video = await fixture.asApp().files.generateFileUploadUrl('video/mp4', { fileName: 'video.mp4' });
  await fixture.faults({ processingDelayMs: 300 });
  const pending = (await (await put(video.uploadUrl, PNG)).json()) as { file: { id: string; operationStatus: string } };
  expect(pending.file.operationStatus).toBe('PENDING');
  const events = await fixture.control<{ deliveries: unknown[] }>('GET', '/deliveries');
  expect(events.deliveries.length).toBeGreaterThan(0);

  await fixture.restart();
  expect(fixture.standIn.credentials).toEqual(credentials);
  expect((await fixture.asApp().files.getFileDescriptor(file.id)).displayName).toBe('kept.png');
  expect((await fixture.library()).folders.map(({ displayName }) => displayName)).toContain('Kept');
  const moved = (url: string | undefined) => String(url).replace(/^http:\/\/[^/]+/, fixture.standIn.origin);
  expect((await put(moved(uploadUrl), PNG)).status).toBe(403);
  expect((await put(moved(unused.uploadUrl), PNG)).status).toBe(200);
  expect(
    (await fixture.control<{ deliveries: unknown[] }>('GET', '/deliveries')).deliveries.length,
  ).toBeGreaterThanOrEqual(events.deliveries.length);
  await expect
    .poll(async () => (await fixture.asApp().files.getFileDescriptor(pending.file.id)).operationStatus, {
      timeout: 3_000,
    })
    .toBe('READY');
  await fixture.close();
});

test('a journal whose last line was cut is read to the line before; a damaged one is not read in silence', async () => {
  const path = join(directory, 'journal.jsonl');
  const { journal } = openJournal(path);
  journal.append(['things', 'a', { id: 'a', n: 1 }]);
  journal.append(['things', 'b', { id: 'b' }]);
  journal.append(['things', 'a', { id: 'a', n: 2 }]);
  journal.append(['things', 'b']);
  journal.close();
  await appendFile(path, '["things","c",{"id":"c"');
  const again = openJournal(path);
  expect(again.entries).toEqual([['things', 'a', { id: 'a', n: 2 }]]);
  again.journal.close();
  expect(() => again.journal.append(['things', 'd', {}])).toThrow(/closed/);
  expect(await readFile(path, 'utf8')).toBe('["things","a",{"id":"a","n":2}]\n');
  await writeFile(path, 'no line\n["things","a",{"id":"a"}]\n');
  expect(() => openJournal(path)).toThrow(/journal\.jsonl:1/);
});

/** Starts the stand-in in a process of its own, from a build, so that it can be killed. */
async function startProcess(script: string, dataDir: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const origin = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (line) => resolve(String(line).trim())),
  );
  return { child, origin };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

test('a process that is killed while uploads run has lost nothing that it had answered', async () => {
  const entry = join(directory, 'entry.mjs');
  const options = `{ port: 0, dataDir: process.argv[2], appId: '${APP_ID}', shellDir: process.argv[2] }`;
  await writeFile(
    entry,
    `import { startStandIn } from '${root}src/wix-stand-in/index.ts';\nconsole.log((await startStandIn(${options})).origin);\n`,
  );
  const vite = [
    join(root, 'node_modules/vite/bin/vite.js'),
    'build',
    root,
    '--config',
    join(root, 'vite/server.config.ts'),
  ];
  const out = join(root, 'node_modules/.cache', `stand-in-killed-${process.pid}`);
  buildDirectory = out;
  await promisify(execFile)(process.execPath, [...vite, '--ssr', entry, '--outDir', out, '--logLevel', 'error'], {
    cwd: root,
  });
  const dataDir = join(directory, 'killed');
  const script = join(out, 'entry.js');
  let running = await startProcess(script, dataDir);
  const control = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${running.origin}${path}`, init)).json();
  };
  const { sites, users } = await control('/_stand-in/sites');
  const subject = {
    siteId: sites[0].id,
    userId: users.find((user: { mayManageMedia: boolean }) => user.mayManageMedia).id,
  };
  const { token } = await control('/_stand-in/tokens', subject);
  const api = async (path: string, body: unknown) =>
    (
      await fetch(`${running.origin}/site-media/v1${path}`, {
        method: 'POST',
        headers: { Authorization: token },
        body: JSON.stringify(body),
      })
    ).json();

  const ticket = await api('/files/generate-resumable-upload-url', { mimeType: 'video/mp4', fileName: 'half.mp4' });
  const bytes = randomBytes(400_000);
  const create = await fetch(ticket.uploadUrl, {
    method: 'POST',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': '400000',
      'Upload-Metadata': `token ${btoa(ticket.uploadToken)}`,
    },
  });
  const address = new URL(create.headers.get('location') ?? '').pathname;
  const patch = (from: number, to: number) =>
    fetch(running.origin + address, {
      method: 'PATCH',
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Offset': String(from),
        'Content-Type': 'application/offset+octet-stream',
      },
      body: bytes.subarray(from, to),
    });
  expect((await patch(0, 150_000)).status).toBe(204);

  const answered = new Map<string, string>();
  const uploads = Array.from({ length: 40 }, async (_, n) => {
    const { uploadUrl } = await api('/files/generate-upload-url', {
      mimeType: 'image/png',
      fileName: `${n}.png`,
      filePath: `/k/${n % 3}`,
    });
    const body = randomBytes(50_000 + n);
    const response = await put(uploadUrl, body);
    if (response.ok) answered.set(((await response.json()) as { file: { id: string } }).file.id, md5(body));
    if (answered.size === 15) await kill(running.child);
  });
  await Promise.allSettled(uploads);
  expect(answered.size).toBeGreaterThanOrEqual(15);

  running = await startProcess(script, dataDir);
  const library: {
    files: { id: string; md5: string; url: string; displayName: string }[];
    folders: { path: string[] }[];
  } = await control(`/_stand-in/sites/${subject.siteId}/library`);
  for (const [id, hash] of answered) {
    const file = library.files.find((entry) => entry.id === id);
    expect(file?.md5).toBe(hash);
    expect(md5(new Uint8Array(await (await fetch(String(file?.url))).arrayBuffer()))).toBe(hash);
  }
  const head = await fetch(running.origin + address, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  expect(head.headers.get('upload-offset')).toBe('150000');
  expect((await patch(150_000, 400_000)).status).toBe(204);
  const done = await fetch(`${running.origin}/upload/tus/${ticket.uploadToken}?filename=half.mp4`, { method: 'PUT' });
  expect(((await done.json()) as { file: { hash: string } }).file.hash).toBe(md5(bytes));
  await kill(running.child);
});
