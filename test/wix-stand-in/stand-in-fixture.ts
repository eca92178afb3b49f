import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { communicationChannelsMedia } from '@wix/comm-channels-media';
import { files, folders } from '@wix/media';
import { AppStrategy, type AuthenticationStrategy, createClient } from '@wix/sdk';
import { type StandIn, startStandIn } from '#wix-stand-in';

export const APP_ID = '5f1d7c1e-0c4b-4f0e-9a53-7b0f5f0f2c11';

export interface ControlledSite {
  readonly id: string;
  readonly instanceId: string;
  readonly displayName: string;
}

export interface LibraryFile {
  readonly id: string;
  readonly displayName: string;
  readonly parentFolderId: string;
  readonly path: readonly string[];
  readonly md5: string;
  readonly sizeInBytes: number;
  readonly operationStatus: string;
  readonly private: boolean;
  readonly destination: string;
  readonly trashed: boolean;
}

export interface Library {
  readonly folders: readonly { readonly id: string; readonly displayName: string; readonly path: readonly string[] }[];
  readonly files: readonly LibraryFile[];
}

/** A stand-in of its own data directory, driven as the app drives Wix: through the real SDK, its host rewritten. */
export interface Fixture {
  readonly standIn: StandIn;
  readonly dataDir: string;
  readonly sites: readonly [ControlledSite, ControlledSite];
  readonly owner: string;
  readonly userWithoutRights: string;
  /** The SDK as the app, for a site. */
  asApp(site?: ControlledSite): ReturnType<typeof clientWith>;
  /** The SDK with any token. */
  withToken(token: string): ReturnType<typeof clientWith>;
  token(variant?: Record<string, unknown>): Promise<string>;
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  faults(changes: Record<string, unknown>): Promise<void>;
  library(site?: ControlledSite): Promise<Library>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The SDK's OAuth calls go through the global fetch: it is redirected for as long as the test file runs. */
const realFetch = globalThis.fetch;
let redirectTo = '';
globalThis.fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  return realFetch(url.replace('https://www.wixapis.com', redirectTo), init);
};

function clientWith(auth: AuthenticationStrategy) {
  return createClient({ auth, modules: { files, folders, communicationChannelsMedia } });
}

export async function startFixture(): Promise<Fixture> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stand-in-'));
  const start = () => startStandIn({ port: 0, dataDir, appId: APP_ID, shellDir: join(dataDir, 'no-shell') });
  let standIn = await start();
  redirectTo = standIn.origin;
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    const response = await realFetch(`${standIn.origin}/_stand-in${path}`, { method, ...init });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { sites, users } = await control<{
    sites: [ControlledSite, ControlledSite];
    users: { id: string; mayManageMedia: boolean }[];
  }>('GET', '/sites');
  const idOf = (mayManageMedia: boolean) => users.find((user) => user.mayManageMedia === mayManageMedia)?.id ?? '';
  const { appSecret, publicKey } = standIn.credentials;
  return {
    get standIn() {
      return standIn;
    },
    dataDir,
    sites,
    owner: idOf(true),
    userWithoutRights: idOf(false),
    control,
    asApp: (site = sites[0]) =>
      clientWith(
        AppStrategy({ appId: APP_ID, appSecret, publicKey, instanceId: site.instanceId }) as AuthenticationStrategy,
      ),
    withToken: (token) => clientWith({ getAuthHeaders: async () => ({ headers: { Authorization: token } }) }),
    token: async (variant = {}) =>
      (await control<{ token: string }>('POST', '/tokens', { siteId: sites[0].id, userId: idOf(true), ...variant }))
        .token,
    faults: async (changes) => void (await control('PUT', '/faults', changes)),
    library: (site = sites[0]) => control('GET', `/sites/${site.id}/library`),
    async restart() {
      await standIn.close();
      standIn = await start();
      redirectTo = standIn.origin;
    },
    async close() {
      await standIn.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What the SDK threw, reduced to what callers look at. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ status: number | undefined; code: unknown; rule: unknown; field: unknown; data: unknown }> {
  const error = await call.then(
    () => {
      throw new Error('it was not refused');
    },
    (reason: {
      response?: { status?: number };
      status?: number;
      details?: {
        applicationError?: { code?: unknown; data?: unknown };
        validationError?: {
          fieldViolations?: { field: string; ruleName?: string; violatedRule?: string; data?: unknown }[];
        };
      };
    }) => reason,
  );
  if (error instanceof Error && error.message === 'it was not refused') throw error;
  const violation = error.details?.validationError?.fieldViolations?.[0];
  return {
    status: error.status ?? error.response?.status,
    code: error.details?.applicationError?.code,
    rule: violation?.ruleName ?? violation?.violatedRule,
    field: violation?.field,
    data: violation?.data ?? error.details?.applicationError?.data,
  };
}

/** The upload as the browser does it. */
export function put(
  uploadUrl: string | undefined,
  body: BodyInit,
  options: { fileName?: string; headers?: Record<string, string> } = {},
) {
  const url =
    options.fileName === undefined
      ? String(uploadUrl)
      : `${uploadUrl}?filename=${encodeURIComponent(options.fileName)}`;
  return realFetch(url, { method: 'PUT', body, headers: options.headers ?? {} });
}

/** A 1×1 PNG: small, and really an image. */
export const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
);

/** Asks again until it is so; fails after `timeoutMs`. */
export async function until<T>(ask: () => Promise<T | undefined | false>, timeoutMs = 30_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
