import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { applicationError, newRequestId, WixError } from '../api/wix-error.ts';
import type { RequestLog } from '../control/request-log.ts';
import type { Processing } from '../events/processing.ts';
import { toUploadAnswer } from '../library/descriptor.ts';
import type { MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';
import { answerPreflight, CORS_HEADERS } from './cors.ts';
import { putUpload } from './put-upload.ts';
import { fileIdOfToken } from './ticket-token.ts';
import { createTusHost, TUS_PATH } from './tus-upload.ts';

/** Everything that real Wix has at `https://upload.wixmp.com`. It streams, so it works on the bare request. */
export type UploadHost = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export const isUploadHostPath = (path: string): boolean => path.startsWith('/upload/');

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  if (response.destroyed || response.headersSent) return;
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.setHeader(name, value);
  response.setHeader('x-wix-request-id', newRequestId());
  // @tus/server names some of them too, in other letters: a browser refuses a CORS header that comes twice.
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status).end(body);
}

const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  send(response, status, { 'Content-Type': 'application/json' }, JSON.stringify(value));

function sendError(world: World, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // The rest of the body is read and dropped: a browser that is still sending could not read the answer otherwise.
  request.resume();
  const known = error instanceof WixError;
  if (!known && request.complete) world.log('the upload host failed', { error });
  const wixError = known ? error : new WixError(500, { json: { message: '', details: {} } });
  if ('html' in wixError.body) send(response, wixError.status, { 'Content-Type': 'text/html' }, wixError.body.html);
  else sendJson(response, wixError.status, wixError.body.json);
}

/** What is refused before the upload is looked at: an Authorization header, and faults that are switched on. */
function assertMayArrive(world: World, request: IncomingMessage): void {
  const { uploadErrorRate, uploadRefusalRate, uploadRefusalStatus } = world.faults.current;
  if (request.headers.authorization !== undefined) {
    throw applicationError(400, 'UNEXPECTED_AUTHORIZATION', 'The upload URL carries its own token');
  }
  if (world.faults.happens('upload-error', uploadErrorRate))
    throw new WixError(500, { json: { message: '', details: {} } });
  if (world.faults.happens('upload-refusal', uploadRefusalRate)) {
    const status = uploadRefusalStatus === 401 ? 401 : uploadRefusalStatus === 410 ? 410 : 403;
    throw applicationError(status, 'TOKEN_REFUSED', 'The upload token is not accepted');
  }
}

export function createUploadHost(world: World, processing: Processing, requests: RequestLog): UploadHost {
  const tus = createTusHost(world, processing);

  const answerFile = (response: ServerResponse, file: MediaFile): void => {
    if (world.faults.happens('lost-upload-answer', world.faults.current.lostUploadAnswerRate)) response.destroy();
    else sendJson(response, 200, { file: toUploadAnswer(world, file) });
  };

  const answerTus = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await tus.handle(request, requests.of(request));
    const lost = request.method === 'PATCH' || request.method === 'POST';
    if (lost && world.faults.happens('lost-upload-answer', world.faults.current.lostUploadAnswerRate)) {
      response.destroy();
      return;
    }
    request.resume();
    send(response, answer.status, Object.fromEntries(answer.headers), await answer.text());
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', world.origin());
    const queryName = url.searchParams.get('filename') ?? undefined;
    const record = requests.of(request);
    const isTus = url.pathname === TUS_PATH || url.pathname.startsWith(`${TUS_PATH}/`);
    const token = url.pathname.slice((isTus ? `${TUS_PATH}/` : '/upload/').length);
    record.fileId = fileIdOfToken(token) ?? null;
    const finalises = isTus && token !== '' && (request.method === 'PUT' || request.method === 'GET');
    if (finalises) answerFile(response, await tus.finalise(token, queryName, record));
    else if (isTus) await answerTus(request, response);
    else if (request.method === 'PUT') {
      answerFile(response, await putUpload(world, processing, { request, record, token, queryName }));
    } else throw applicationError(501, 'NOT_IMPLEMENTED', `The stand-in does not do ${request.method} /upload/<token>`);
  };

  return async (request, response) => {
    if (request.method === 'OPTIONS') return answerPreflight(response);
    try {
      const { latencyMs } = world.faults.current;
      if (latencyMs > 0) await sleep(latencyMs);
      assertMayArrive(world, request);
      await route(request, response);
    } catch (error) {
      sendError(world, request, response, error);
    }
  };
}
