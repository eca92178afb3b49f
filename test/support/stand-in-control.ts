/** A stored file as the stand-in's library shows it. */
export interface StoredFile {
  readonly id: string;
  readonly displayName: string;
  readonly path: readonly string[];
  readonly md5: string;
  readonly sizeInBytes: number;
}

/** One call as the stand-in saw it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly startedAt: number;
  /** Null while it runs, and when its line was cut before an answer. */
  readonly status: number | null;
  readonly durationMs: number | null;
  readonly contentLength: number | null;
  readonly bytesReceived: number;
  readonly siteId: string | null;
  readonly fileId: string | null;
  /** Wix's id of the request, of API calls only. */
  readonly requestId: string | null;
}

interface World {
  readonly sites: readonly { readonly id: string }[];
  readonly users: readonly { readonly id: string; readonly mayManageMedia: boolean }[];
}

/** What tests steer and watch a stand-in with. */
export interface StandInControl {
  siteId(index: number): Promise<string>;
  /** A dashboard token of a user who may manage media. */
  tokenFor(siteId: string): Promise<string>;
  library(siteId: string): Promise<readonly StoredFile[]>;
  calls(): Promise<readonly SeenCall[]>;
  forgetCalls(): Promise<void>;
  /** Exactly these are on. */
  setFaults(faults: Readonly<Record<string, unknown>>): Promise<void>;
  /** These change, the others stay. */
  changeFaults(faults: Readonly<Record<string, unknown>>): Promise<void>;
}

export function controlOf(standInOrigin: string): StandInControl {
  async function control<Result>(path: string, method = 'GET', body?: unknown): Promise<Result> {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${standInOrigin}/_stand-in/${path}`, { method, ...(body === undefined ? {} : json) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<Result>;
  }
  const world = () => control<World>('sites');
  return {
    async siteId(index) {
      const site = (await world()).sites[index];
      if (!site) throw new Error(`the stand-in has no site ${index}`);
      return site.id;
    },
    async tokenFor(siteId) {
      const user = (await world()).users.find(({ mayManageMedia }) => mayManageMedia);
      return (await control<{ token: string }>('tokens', 'POST', { siteId, userId: user?.id })).token;
    },
    library: async (siteId) => (await control<{ files: readonly StoredFile[] }>(`sites/${siteId}/library`)).files,
    calls: async () => (await control<{ requests: readonly SeenCall[] }>('requests')).requests,
    forgetCalls: () => control('requests', 'DELETE'),
    setFaults: (faults) => control('faults', 'PUT', faults),
    changeFaults: (faults) => control('faults', 'PATCH', faults),
  };
}
