import type { ProviderAPI } from '@wix/dashboard/provider';
import type { LibraryFile } from '../control.ts';

type Picked = NonNullable<Awaited<ReturnType<ProviderAPI['openMediaManager']>>>['items'][number];

/** What `openMediaManager` gives for a chosen file, as far as the shell knows it. Dates cannot cross the channel. */
export function toPickedDescriptor(file: LibraryFile): Picked {
  return {
    _id: file.id,
    displayName: file.displayName,
    url: file.url,
    thumbnailUrl: file.thumbnailUrl,
    parentFolderId: file.parentFolderId,
    sizeInBytes: String(file.sizeInBytes),
    private: file.private,
  };
}
