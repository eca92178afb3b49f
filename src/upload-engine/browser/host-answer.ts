import { type Failure, type FailureCode, type MediaFile, toMediaFile } from '#contracts';
import { FailureError } from '../ports.ts';
import { parseRetryAfter } from '../retry-after.ts';

/** What the upload host said. Status 0: nothing. Headers by lower-case name, as far as the host lets pages see them. */
export interface HostAnswer {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

/** Takes the file's descriptor from a good answer. @throws FailureError for any other */
export function acceptedFile(answer: HostAnswer): MediaFile {
  if (answer.status < 200 || answer.status > 299) throw new FailureError(failureOf(answer));
  const body = parseObject(answer.body);
  const file = toMediaFile(body?.file);
  // Sending it again could store it twice, so a person has to look.
  if (!file) throw new FailureError({ code: 'UPLOAD_REFUSED', message: 'The upload host answered without a file.' });
  return file;
}

/**
 * What an answer other than 2xx means. 401, 403 and 410 say that the address is used up or too old (no source has the
 * host's codes; they are what signed addresses answer everywhere), which a new ticket cures.
 */
export function failureOf(answer: HostAnswer): Failure {
  const { status } = answer;
  const details = { ...requestIdOf(answer), ...retryAfterOf(answer) };
  if (status === 0) return { code: 'NETWORK' };
  if (status === 401 || status === 403 || status === 410) return { code: 'TICKET_EXPIRED', ...details };
  if (status === 429) return { code: 'RATE_LIMITED', ...details };
  // 409 and 423 belong to resumable uploads: another request still holds the upload.
  if (status === 408 || status === 409 || status === 423 || status >= 500)
    return { code: 'WIX_UNAVAILABLE', ...details };
  const body = parseObject(answer.body);
  const code = status === 413 ? 'FILE_SIZE_OVER_LIMIT' : uploadCodes.get(wixCodeOf(body) ?? '');
  return { code: code ?? 'UPLOAD_REFUSED', message: messageOf(body, status), ...details };
}

/** Wix's codes for a refused file; the Inbox API spells the first one the other way round. */
const uploadCodes: ReadonlyMap<string, FailureCode> = new Map([
  ['MISMATCH_MIME_TYPE', 'MISMATCH_MIME_TYPE'],
  ['MIME_TYPE_MISMATCH', 'MISMATCH_MIME_TYPE'],
  ['ZERO_FILE_SIZE', 'ZERO_FILE_SIZE'],
  ['UNSUPPORTED_FILE_FORMAT', 'UNSUPPORTED_FILE_FORMAT'],
  ['FILE_SIZE_OVER_LIMIT', 'FILE_SIZE_OVER_LIMIT'],
  ['SITE_QUOTA_EXCEEDED', 'SITE_QUOTA_EXCEEDED'],
]);

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/** Wix writes the reason in one of two places. */
function wixCodeOf(body: JsonObject | undefined): string | undefined {
  const details = asObject(body?.details);
  const application = asObject(details?.applicationError)?.code;
  if (typeof application === 'string') return application;
  const violations = asObject(details?.validationError)?.fieldViolations;
  const rule = Array.isArray(violations) ? asObject(violations[0])?.ruleName : undefined;
  return typeof rule === 'string' ? rule : undefined;
}

function messageOf(body: JsonObject | undefined, status: number): string {
  const said = [wixCodeOf(body), body?.message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return (said || `The upload host answered with status ${status}.`).slice(0, 1_000);
}

function requestIdOf(answer: HostAnswer): Pick<Failure, 'requestId'> {
  const requestId = answer.header('x-wix-request-id');
  return requestId ? { requestId: requestId.slice(0, 200) } : {};
}

function retryAfterOf(answer: HostAnswer): Pick<Failure, 'retryAfterMs'> {
  const retryAfterMs = parseRetryAfter(answer.header('retry-after'), Date.now());
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
