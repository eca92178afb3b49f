import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredFile } from '../../support/integrity.ts';
import { type RunningUplift, startUplift } from '../../support/running-uplift.ts';

const UNLIMITED = 1_000_000_000;
/** As many as Wix takes in one call. */
const FILES_PER_DELETION = 1000;

/** Faults of the stand-in that runs switch on (`/_stand-in/faults`). Rates are 0 to 1. */
export interface Conditions {
  readonly signingDelayMs?: number;
  /** Before a film is ready. */
  readonly processingDelayMs?: number;
  readonly throttleBytesPerSecond?: number;
  readonly uploadErrorRate?: number;
  readonly cutUploadRate?: number;
  readonly lostUploadAnswerRate?: number;
}

interface LibraryEntry extends StoredFile {
  readonly id: string;
}

interface RequestEntry {
  readonly method: string;
  readonly path: string;
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly status: number | null;
}

/** What the app registered with Wix: the bench's signing endpoint signs with the same identity. */
export interface AppIdentity {
  readonly appId: string;
  readonly appSecret: string;
  readonly instanceId: string;
}

/** The built product and the stand-in on fresh data, without a quota of calls or bytes and without a largest file. One for each turn. */
export class Site {
  readonly uplift: RunningUplift;
  readonly identity: AppIdentity;
  readonly #siteId: string;
  readonly #idsAtStart: ReadonlySet<string>;

  private constructor(uplift: RunningUplift, identity: AppIdentity, siteId: string, idsAtStart: ReadonlySet<string>) {
    this.uplift = uplift;
    this.identity = identity;
    this.#siteId = siteId;
    this.#idsAtStart = idsAtStart;
  }

  static async start(conditions: Conditions): Promise<Site> {
    const uplift = await startUplift({ WIX_CALLS_PER_MINUTE: String(UNLIMITED) });
    const bytes = { quotaInBytes: UNLIMITED * 1024, largestFileInBytes: UNLIMITED * 1024 };
    const faults = { callsPerMinute: 0, ...bytes, ...conditions };
    await control(uplift, 'faults', { method: 'PUT', body: JSON.stringify(faults) });
    const { appId, sites } = await control<{ appId: string; sites: readonly { id: string; instanceId: string }[] }>(
      uplift,
      'sites',
    );
    const [site] = sites;
    if (!site) throw new Error('the stand-in has no site');
    const secrets = JSON.parse(readFileSync(join(uplift.dataDir, 'wix-stand-in/secrets.json'), 'utf8'));
    const identity = { appId, appSecret: String(secrets.appSecret), instanceId: site.instanceId };
    const ids = (await filesOf(uplift, site.id)).map(({ id }) => id);
    return new Site(uplift, identity, site.id, new Set(ids));
  }

  /** Deletes for good what came since the start: the next files find the folder as the first ones did. */
  async startAnew(): Promise<void> {
    const ids = (await this.storedFiles()).map(({ id }) => id);
    const token = await tokenOf(this.uplift, this.identity);
    for (let from = 0; from < ids.length; from += FILES_PER_DELETION) {
      const fileIds = ids.slice(from, from + FILES_PER_DELETION);
      await post(this.uplift, 'site-media/v1/bulk/files/delete', { fileIds, permanent: true }, token);
    }
  }

  /** Files that came since the start. */
  async storedFiles(): Promise<readonly LibraryEntry[]> {
    return (await filesOf(this.uplift, this.#siteId)).filter(({ id }) => !this.#idsAtStart.has(id));
  }

  /** When the host had answered its last upload with success, milliseconds since 1970. */
  async lastUploadAnsweredAt(): Promise<number> {
    const { requests } = await control<{ requests: readonly RequestEntry[] }>(this.uplift, 'requests');
    const ends = requests
      .filter(({ method, path, status }) => method === 'PUT' && path.startsWith('/upload/') && status === 200)
      .map(({ startedAt, durationMs }) => startedAt + (durationMs ?? 0));
    if (ends.length === 0) throw new Error('no upload was answered');
    return Math.max(...ends);
  }

  async dispose(): Promise<void> {
    await this.uplift.dispose();
  }
}

async function filesOf(uplift: RunningUplift, siteId: string): Promise<readonly LibraryEntry[]> {
  return (await control<{ files: readonly LibraryEntry[] }>(uplift, `sites/${siteId}/library`)).files;
}

async function tokenOf(uplift: RunningUplift, { appId, appSecret, instanceId }: AppIdentity): Promise<string> {
  const credentials = { client_id: appId, client_secret: appSecret, instance_id: instanceId };
  const answer = await post(uplift, 'oauth2/token', { grant_type: 'client_credentials', ...credentials });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A call of Wix's API, which the stand-in answers. */
async function post(uplift: RunningUplift, path: string, body: object, token?: string): Promise<Response> {
  const answer = await fetch(`${uplift.standInOrigin}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: token }) },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function control<Answer>(uplift: RunningUplift, path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(`${uplift.standInOrigin}/_stand-in/${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`stand-in control ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
