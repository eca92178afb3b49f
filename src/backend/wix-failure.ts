import { AppError, type Failure, type FailureCode } from '#contracts';

const MOST_MESSAGE_CHARACTERS = 1000;

/** Wix's codes about a file that the page has words for. The Inbox API spells the first one the other way round. */
const fileCodes: ReadonlyMap<string, FailureCode> = new Map([
  ['MISMATCH_MIME_TYPE', 'MISMATCH_MIME_TYPE'],
  ['MIME_TYPE_MISMATCH', 'MISMATCH_MIME_TYPE'],
  ['ZERO_FILE_SIZE', 'ZERO_FILE_SIZE'],
  ['UNSUPPORTED_FILE_FORMAT', 'UNSUPPORTED_FILE_FORMAT'],
  ['FILE_SIZE_OVER_LIMIT', 'FILE_SIZE_OVER_LIMIT'],
  ['SITE_QUOTA_EXCEEDED', 'SITE_QUOTA_EXCEEDED'],
]);

/** Fields of the SDK's arguments that name a folder: when Wix rejects one, the folder is not there (any more). */
const folderFields: ReadonlySet<string> = new Set(['parentFolderId', 'options.parentFolderId', 'folderId']);

/** One refusal of Wix's, whichever of its two body shapes it came in. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly data?: unknown;
}

/** Reads what lies at the end of a path of keys in something of which nothing is known. */
function read(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && key in at ? Reflect.get(at, key) : undefined),
    value,
  );
}

function readText(value: unknown, ...path: readonly string[]): string | undefined {
  const text = read(value, ...path);
  return typeof text === 'string' || typeof text === 'number' ? String(text) : undefined;
}

function readRefusals(details: unknown): readonly Refusal[] {
  const violations = read(details, 'validationError', 'fieldViolations');
  if (Array.isArray(violations)) {
    return violations.map((violation: unknown) => {
      const field = readText(violation, 'field');
      const description = readText(violation, 'description') ?? 'is not accepted';
      return {
        code: readText(violation, 'ruleName') || readText(violation, 'violatedRule') || 'INVALID_ARGUMENT',
        message: field ? `${field}: ${description}` : description,
        data: read(violation, 'data'),
        ...(field ? { field } : {}),
      };
    });
  }
  const applicationError = read(details, 'applicationError');
  if (applicationError === undefined) return [];
  return [
    {
      code: readText(applicationError, 'code') ?? 'UNKNOWN',
      message: readText(applicationError, 'description') ?? '',
      data: read(applicationError, 'data'),
    },
  ];
}

function readUpgradeUrl(data: unknown): Pick<Failure, 'upgradeUrl'> {
  const url = readText(data, 'quota', 'plans', 'upgradeUrl');
  return url !== undefined && URL.canParse(url) && new URL(url).protocol === 'https:' ? { upgradeUrl: url } : {};
}

function refusalToFailure(refusals: readonly Refusal[], status: number): Failure {
  const known = refusals.find((refusal) => fileCodes.has(refusal.code));
  const code = known && fileCodes.get(known.code);
  if (known && code) return { code, ...(code === 'SITE_QUOTA_EXCEEDED' ? readUpgradeUrl(known.data) : {}) };
  if (refusals.some((refusal) => refusal.field !== undefined && folderFields.has(refusal.field))) {
    return { code: 'FOLDER_NOT_FOUND' };
  }
  const message = refusals
    .map((refusal) => refusal.message)
    .filter(Boolean)
    .join('; ')
    .slice(0, MOST_MESSAGE_CHARACTERS);
  return {
    code: 'WIX_REFUSED',
    wixCode: (refusals[0]?.code ?? String(status)).slice(0, 200),
    ...(message ? { message } : {}),
  };
}

/**
 * Says in our words what an error of the Wix SDK means. Sources: the SDK's `transform-error.js` and `rest-modules.js` for
 * the shapes, its typings for the codes; a refusal may also come as HTML, and is then known by its status alone.
 * @returns undefined when the error is none of the SDK's.
 */
export function toFailure(error: unknown): Failure | undefined {
  const details = read(error, 'details');
  const requestId = readText(error, 'requestId') ?? readText(error, 'details', 'requestId');
  const about = requestId ? { requestId: requestId.slice(0, 200) } : {};
  const status = read(error, 'status') ?? read(error, 'response', 'status');
  if (typeof status !== 'number') {
    // The SDK hangs the original error here when there was no usable answer at all.
    return read(error, 'runtimeError') === undefined ? undefined : { code: 'WIX_UNAVAILABLE', ...about };
  }
  if (status === 429) return { code: 'RATE_LIMITED', ...about };
  if (status >= 500 || status < 400) return { code: 'WIX_UNAVAILABLE', ...about };
  return { ...refusalToFailure(readRefusals(details), status), ...about };
}

/** The same error as an AppError; what is no error of Wix's comes back as it is. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const failure = toFailure(error);
  return failure ? new AppError(failure, 200, { cause: error }) : error;
}

/** HTTP status of the answer behind an error of the Wix SDK. */
export function wixStatusOf(error: unknown): number | undefined {
  const cause = error instanceof AppError ? error.cause : error;
  const status = read(cause, 'status') ?? read(cause, 'response', 'status');
  return typeof status === 'number' ? status : undefined;
}

/** Whether Wix says that the thing asked for by its id is not there. */
export function isNotFound(error: unknown): boolean {
  const details = read(error instanceof AppError ? error.cause : error, 'details');
  return wixStatusOf(error) === 404 || readRefusals(details).some((refusal) => refusal.code === 'RESOURCE_NOT_FOUND');
}
