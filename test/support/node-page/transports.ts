import { openAsBlob } from 'node:fs';
import type { MediaFile } from '#contracts';
import { FailureError, type Transport, type TransportJob } from '#upload-engine';

const TUS = { 'Tus-Resumable': '1.0.0' };
const CHUNK_IN_BYTES = 256 * 1024;

async function ask(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { ...init, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new FailureError({ code: 'NETWORK' }, { cause: error });
  });
  if (answer.ok) return answer;
  await answer.body?.cancel();
  const isRefused = [401, 403, 404, 410].includes(answer.status);
  throw new FailureError({ code: isRefused ? 'TICKET_EXPIRED' : 'NETWORK' });
}

async function fileOf(answer: Response): Promise<MediaFile> {
  return ((await answer.json()) as { file: MediaFile }).file;
}

const named = (url: string, { fileName }: TransportJob) => `${url}?filename=${encodeURIComponent(fileName)}`;

/** @param pathOf where on the disk a body is */
export function putOverFetch(pathOf: (body: object) => string): Transport {
  return {
    async send(job, events, signal) {
      if (job.ticket.protocol !== 'put') throw new TypeError('no PUT ticket');
      const body = await openAsBlob(pathOf(job.body));
      const headers = { 'content-type': job.mimeType };
      const answer = await ask(named(job.ticket.uploadUrl, job), { method: 'PUT', headers, body }, signal);
      events.onSent(job.sizeInBytes);
      return fileOf(answer);
    },
    terminate: async () => {},
  };
}

/** TUS 1.0 as far as an upload needs it, in small chunks. */
export function tusOverFetch(pathOf: (body: object) => string): Transport {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const create = async (job: TransportJob, ticket: { uploadUrl: string; uploadToken: string }, signal: AbortSignal) => {
    const metadata = { filename: job.fileName, contentType: job.mimeType, token: ticket.uploadToken };
    const headers = {
      ...TUS,
      'Upload-Length': String(job.sizeInBytes),
      'Upload-Metadata': Object.entries(metadata)
        .map(([key, value]) => `${key} ${base64(value)}`)
        .join(','),
    };
    const answer = await ask(ticket.uploadUrl, { method: 'POST', headers }, signal);
    return answer.headers.get('location') ?? '';
  };
  const offsetAt = async (resumeUrl: string, signal: AbortSignal) => {
    const answer = await ask(resumeUrl, { method: 'HEAD', headers: TUS }, signal);
    return Number(answer.headers.get('upload-offset'));
  };
  return {
    async send(job, events, signal) {
      const { ticket } = job;
      if (ticket.protocol !== 'tus') throw new TypeError('no TUS ticket');
      const resumeUrl = ticket.resumeUrl ?? (await create(job, ticket, signal));
      events.onResumeUrl(resumeUrl);
      const body = await openAsBlob(pathOf(job.body));
      let offset = ticket.resumeUrl === undefined ? 0 : await offsetAt(resumeUrl, signal);
      events.onAccepted(offset);
      while (offset < job.sizeInBytes) {
        const chunk = body.slice(offset, offset + CHUNK_IN_BYTES);
        const headers = { ...TUS, 'Upload-Offset': String(offset), 'content-type': 'application/offset+octet-stream' };
        await ask(resumeUrl, { method: 'PATCH', headers, body: chunk }, signal);
        offset += chunk.size;
        events.onSent(offset);
        events.onAccepted(offset);
      }
      return fileOf(await ask(named(`${ticket.uploadUrl}/${ticket.uploadToken}`, job), { method: 'PUT' }, signal));
    },
    terminate: async () => {},
  };
}
