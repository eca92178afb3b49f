/** What the shell asks its own server: the `/_stand-in` endpoints. */
export interface SiteInfo {
  readonly id: string;
  readonly displayName: string;
  readonly appInstalled: boolean;
}

export interface UserInfo {
  readonly id: string;
  readonly displayName: string;
}

export interface LibraryFolder {
  readonly id: string;
  readonly displayName: string;
  readonly parentFolderId: string;
  readonly trashed: boolean;
}

export interface LibraryFile {
  readonly id: string;
  readonly displayName: string;
  readonly parentFolderId: string;
  readonly sizeInBytes: number;
  readonly operationStatus: string;
  readonly mediaType: string;
  readonly private: boolean;
  readonly destination: string;
  readonly trashed: boolean;
  readonly createdAt: number;
  readonly url: string;
  readonly thumbnailUrl: string;
}

export interface Library {
  readonly folders: readonly LibraryFolder[];
  readonly files: readonly LibraryFile[];
}

export interface DashboardToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export type FaultValues = Readonly<Record<string, number | string>>;

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const response = await fetch(`/_stand-in${path}`, { method, cache: 'no-cache', ...init });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return response.json();
}

export const control = {
  sites: () => ask<{ readonly sites: readonly SiteInfo[]; readonly users: readonly UserInfo[] }>('GET', '/sites'),
  library: (siteId: string) => ask<Library>('GET', `/sites/${siteId}/library`),
  frame: (siteId: string, userId: string, language: string) =>
    ask<{ readonly url: string }>('GET', `/frame?${new URLSearchParams({ siteId, userId, language })}`),
  token: (siteId: string, userId: string) => ask<DashboardToken>('POST', '/tokens', { siteId, userId }),
  setInstalled: (siteId: string, installed: boolean) => ask<unknown>('PUT', `/sites/${siteId}/app`, { installed }),
  faults: () => ask<FaultValues>('GET', '/faults'),
  changeFaults: (changes: FaultValues) => ask<FaultValues>('PATCH', '/faults', changes),
  resetFaults: () => ask<FaultValues>('PUT', '/faults', {}),
};
