import { writeFileSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of the files, one file of the disk per file id. Ids are made by the stand-in and are safe as names. */
export interface Blobs {
  pathOf(fileId: string): string;
  /** A new path for bytes that are still arriving. On the same disk as the blobs, so that keeping them is a rename. */
  temporaryPath(name: string): string;
  keep(temporaryPath: string, fileId: string): Promise<void>;
  /** As `keep`, for few bytes that are in memory: they are on the disk when it returns. */
  keepBytes(pieces: readonly Uint8Array[], fileId: string): void;
  /** As `keep`, but the source stays until the caller removes it. */
  keepLink(sourcePath: string, fileId: string): Promise<void>;
  remove(fileId: string): Promise<void>;
  readonly tusDirectory: string;
}

/** Opens the folders of bytes and clears what a killed process left half received. */
export async function openBlobs(dataDir: string, knownFileIds: ReadonlySet<string>): Promise<Blobs> {
  const blobs = join(dataDir, 'blobs');
  const incoming = join(dataDir, 'incoming');
  const tusDirectory = join(dataDir, 'tus');
  await rm(incoming, { recursive: true, force: true });
  for (const directory of [blobs, incoming, tusDirectory]) await mkdir(directory, { recursive: true });
  for (const name of await readdir(blobs)) if (!knownFileIds.has(name)) await unlink(join(blobs, name));
  const pathOf = (fileId: string) => join(blobs, fileId);
  return {
    pathOf,
    tusDirectory,
    temporaryPath: (name) => join(incoming, name),
    // Each step on another thread would cost more than the write itself.
    keepBytes: (pieces, fileId) => writeFileSync(pathOf(fileId), Buffer.concat(pieces)),
    keep: (temporaryPath, fileId) => rename(temporaryPath, pathOf(fileId)),
    async keepLink(sourcePath, fileId) {
      await rm(pathOf(fileId), { force: true });
      await link(sourcePath, pathOf(fileId));
    },
    remove: (fileId) => rm(pathOf(fileId), { force: true }),
  };
}
