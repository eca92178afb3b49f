import { controlOf, type SeenCall } from '../../support/stand-in-control.ts';

/** Every call that the stand-in saw: it keeps the last 5,000, so they are fetched well before they are gone. */
export interface CallWatch {
  /** Fetches what came since. Rejects while the stand-in is down. */
  look(): Promise<void>;
  /** All so far, oldest first, each with what was known of it at the last look. */
  calls(): readonly SeenCall[];
  stop(): void;
}

const LOOK_EVERY_MS = 5_000;

const keyOf = ({ startedAt, method, path, fileId, requestId }: SeenCall) =>
  [startedAt, method, path, requestId ?? fileId].join(' ');

export function watchCalls(standInOrigin: string): CallWatch {
  const wix = controlOf(standInOrigin);
  const seen = new Map<string, SeenCall>();
  const look = async () => {
    for (const call of await wix.calls()) seen.set(keyOf(call), call);
  };
  // A look that fails while the stand-in is down is made up for by the next; whoever needs the last word looks once more.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  return {
    look,
    calls: () => [...seen.values()].toSorted((one, other) => one.startedAt - other.startedAt),
    stop: () => clearInterval(timer),
  };
}

/** Those that count against a site's calls a minute: API calls in its name that were not refused for their rate. */
export function countedCalls(calls: readonly SeenCall[], siteId: string): readonly SeenCall[] {
  return calls.filter((call) => call.siteId === siteId && !call.path.startsWith('/upload/') && call.status !== 429);
}

export const isTicketCall = ({ path }: SeenCall): boolean => /\/generate-(resumable-)?upload-url$/.test(path);
