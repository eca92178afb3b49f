/** What can be made to go wrong, live. Rates are 0 to 1 and decided by a seeded sequence, so that a run can be repeated. */
export interface Faults {
  readonly seed: number;
  /** Before every answer of the API and of the upload host. */
  readonly latencyMs: number;
  /** Besides the latency, before an upload URL or token is given out. */
  readonly signingDelayMs: number;
  /** Per upload, in bytes a second; 0: as fast as it goes. */
  readonly throttleBytesPerSecond: number;
  readonly cutUploadRate: number;
  readonly apiErrorRate: number;
  readonly uploadErrorRate: number;
  /** Share of API calls answered 429 although the site is below its limit. */
  readonly tooManyRequestsRate: number;
  /** Sent as Retry-After with every 429; 0: no such header, as documented. */
  readonly retryAfterSeconds: number;
  readonly lostApiAnswerRate: number;
  readonly lostUploadAnswerRate: number;
  readonly uploadRefusalRate: number;
  readonly uploadRefusalStatus: number;
  readonly dashboardTokenLifetimeSeconds: number;
  /** 0: Wix's own lifetimes. */
  readonly ticketLifetimeSeconds: number;
  readonly processingFailureRate: number;
  readonly processingDelayMs: number;
  readonly webhookDuplicateRate: number;
  readonly quotaInBytes: number;
  /** Of every kind but images, vectors and 3D models, which have a bound of their own. */
  readonly largestFileInBytes: number;
  /** Calls per minute and site; 0 switches the limit off. */
  readonly callsPerMinute: number;
  readonly corruptStoredBytes: 'none' | 'flip' | 'truncate';
  readonly hashAlgorithm: 'md5' | 'sha1';
  /** How the files API tells business errors: as its typings say, or as its documentation's tables say. */
  readonly fileErrorShape: 'validation' | 'application';
}

export const NO_FAULTS: Faults = {
  seed: 1,
  latencyMs: 0,
  signingDelayMs: 0,
  throttleBytesPerSecond: 0,
  cutUploadRate: 0,
  apiErrorRate: 0,
  uploadErrorRate: 0,
  tooManyRequestsRate: 0,
  retryAfterSeconds: 0,
  lostApiAnswerRate: 0,
  lostUploadAnswerRate: 0,
  uploadRefusalRate: 0,
  uploadRefusalStatus: 403,
  dashboardTokenLifetimeSeconds: 14_400,
  ticketLifetimeSeconds: 0,
  processingFailureRate: 0,
  processingDelayMs: 3_000,
  webhookDuplicateRate: 0,
  quotaInBytes: 20 * 1024 ** 3,
  largestFileInBytes: 4 * 1024 ** 3,
  callsPerMinute: 200,
  corruptStoredBytes: 'none',
  hashAlgorithm: 'md5',
  fileErrorShape: 'validation',
};

const CHOICES: { readonly [name: string]: readonly (string | number)[] } = {
  uploadRefusalStatus: [401, 403, 410],
  corruptStoredBytes: ['none', 'flip', 'truncate'],
  hashAlgorithm: ['md5', 'sha1'],
  fileErrorShape: ['validation', 'application'],
};

function problemWith(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(NO_FAULTS, name)) return `there is no fault "${name}"`;
  const choices = CHOICES[name];
  if (choices) return choices.some((choice) => choice === value) ? undefined : `is one of ${choices.join(', ')}`;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return 'is a number, 0 or more';
  if (name.endsWith('Rate') && value > 1) return 'is a share from 0 to 1';
  return undefined;
}

export type FaultsParseResult =
  | { readonly ok: true; readonly faults: Faults }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Takes `base` with the given changes; says what is wrong with them otherwise. */
export function parseFaults(base: Faults, changes: unknown): FaultsParseResult {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    return { ok: false, problems: ['the body is a JSON object of faults'] };
  }
  const problems = Object.entries(changes).flatMap(([name, value]) => {
    const problem = problemWith(name, value);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, faults: { ...base, ...changes } };
}
