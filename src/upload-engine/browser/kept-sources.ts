import type { KeptSources } from '../ledger/kept-sources.ts';
import { openKeptFiles } from './kept-files.ts';
import { sourceFromFile } from './source-file.ts';

/** The kept files of a site as the ledger sees them. Never rejects. */
export async function openKeptSources(siteId: string): Promise<KeptSources> {
  const kept = await openKeptFiles({ siteId });
  return {
    available: kept.available,
    keep: async (itemId, { body }) => body instanceof File && kept.keep(itemId, body),
    async take(itemIds) {
      const files = await kept.take(itemIds);
      return new Map([...files].map(([itemId, file]) => [itemId, sourceFromFile(file, file.name)]));
    },
    forget: kept.forget,
  };
}
