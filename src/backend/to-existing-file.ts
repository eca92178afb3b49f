import type { ExistingFile } from '#contracts';
import type { ListedFile } from './wix-existing-files.ts';

const md5Shape = /^[0-9a-f]{32}$/;

/** @param comparable the kinds of media for which Wix's hash is known to be the MD5 of what was sent, on this site */
export function toExistingFile(file: ListedFile, comparable: ReadonlySet<string>): ExistingFile {
  const hash = file.hash.toLowerCase();
  return {
    id: file.id,
    name: file.displayName,
    ...(file.sizeInBytes === undefined ? {} : { sizeInBytes: file.sizeInBytes }),
    ...(comparable.has(file.mediaType) && md5Shape.test(hash) ? { md5: hash } : {}),
    ...(file.addedAt === undefined ? {} : { addedAt: file.addedAt }),
  };
}
