/** Files above this are not copied into the browser's storage. Bytes. */
export const KEPT_FILE_MAX_IN_BYTES = 10 * 1024 * 1024;
/** All kept files of a site together. Bytes. */
export const KEPT_TOTAL_MAX_IN_BYTES = 500 * 1024 * 1024;
/** Copies that nobody fetched for this long belong to batches that were given up elsewhere. Milliseconds. */
export const KEPT_FOR_MS = 7 * 24 * 60 * 60 * 1_000;

const DATABASE = 'uplift-kept-files';
const STORE = 'files';

/**
 * Copies of small files that are not sent yet, so that they go on by themselves after a reload. Only a cache: in a frame
 * whose storage is refused nothing is kept, nothing throws, and the page asks for the folder again instead.
 */
export interface KeptFiles {
  /** False where the browser refuses storage to this frame. */
  readonly available: boolean;
  /** @returns whether the file is kept now. */
  keep(uploadId: string, file: File): Promise<boolean>;
  take(uploadIds: readonly string[]): Promise<ReadonlyMap<string, File>>;
  forget(uploadIds: readonly string[]): Promise<void>;
  close(): void;
}

export interface KeptFilesOptions {
  /** Each site has a cache of its own. */
  readonly siteId: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Bytes. @default KEPT_TOTAL_MAX_IN_BYTES */
  readonly totalMaxInBytes?: number;
}

interface KeptFile {
  readonly file: File;
  readonly keptAt: number;
}

export const nothingKept: KeptFiles = {
  available: false,
  keep: async () => false,
  take: async () => new Map(),
  forget: async () => undefined,
  close: () => undefined,
};

/**
 * Opens the cache of one site. Never rejects: refused storage (third-party cookies blocked, private window, full disk)
 * is a normal mode.
 */
export async function openKeptFiles(options: KeptFilesOptions): Promise<KeptFiles> {
  try {
    const database = await openDatabase(options.siteId);
    return await keptFilesIn(database, options);
  } catch {
    return nothingKept;
  }
}

async function keptFilesIn(
  database: IDBDatabase,
  { now = Date.now, totalMaxInBytes = KEPT_TOTAL_MAX_IN_BYTES }: KeptFilesOptions,
): Promise<KeptFiles> {
  // Another tab may want a newer version: never block it.
  database.onversionchange = () => database.close();
  const store = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
  const sizes = await sweep(store('readwrite'), now() - KEPT_FOR_MS);
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);

  const count = (uploadId: string, size: number) => {
    total += size - (sizes.get(uploadId) ?? 0);
    if (size > 0) sizes.set(uploadId, size);
    else sizes.delete(uploadId);
  };

  return {
    available: true,
    async keep(uploadId, file) {
      const { size } = file;
      if (size > KEPT_FILE_MAX_IN_BYTES || total + size > totalMaxInBytes) return false;
      count(uploadId, size);
      try {
        const files = store('readwrite');
        files.put({ file, keptAt: now() } satisfies KeptFile, uploadId);
        await committed(files.transaction);
        return true;
      } catch {
        count(uploadId, 0);
        return false;
      }
    },
    async take(uploadIds) {
      const found = new Map<string, File>();
      try {
        const files = store('readonly');
        const stored = await Promise.all(uploadIds.map((uploadId) => settled<unknown>(files.get(uploadId))));
        for (const [index, value] of stored.entries()) {
          const uploadId = uploadIds[index];
          if (uploadId !== undefined && isKeptFile(value)) found.set(uploadId, value.file);
        }
      } catch {
        // A cache that cannot be read is an empty one.
      }
      return found;
    },
    async forget(uploadIds) {
      for (const uploadId of uploadIds) count(uploadId, 0);
      try {
        const files = store('readwrite');
        for (const uploadId of uploadIds) files.delete(uploadId);
        await committed(files.transaction);
      } catch {
        // What stays is swept away when its time is over.
      }
    },
    close: () => database.close(),
  };
}

function openDatabase(siteId: string): Promise<IDBDatabase> {
  const request = indexedDB.open(`${DATABASE}:${siteId}`, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

/** Removes what is too old. @returns the sizes of what stays */
function sweep(store: IDBObjectStore, keptBefore: number): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const request = store.openCursor();
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve(sizes);
      const value: unknown = cursor.value;
      if (isKeptFile(value) && value.keptAt >= keptBefore) sizes.set(String(cursor.key), value.file.size);
      else cursor.delete();
      cursor.continue();
    };
  });
}

function isKeptFile(value: unknown): value is KeptFile {
  return (
    typeof value === 'object' && value !== null && 'file' in value && value.file instanceof File && 'keptAt' in value
  );
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A request succeeds before its bytes are on the disk: what a reload must find again has to be committed. */
function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
