import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insertBatch, insertItems, itemsOfSite } from '#database';
import { onBothEngines } from '../support/on-both-engines.ts';

const now = new Date(1_700_000_000_000);
const anyText = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'B', '%', '_', '\\', '"'), minLength: 1, maxLength });
const anyBatch = fc.record({
  kind: fc.constantFrom('site-media' as const, 'inbox-media' as const),
  folderPath: fc.option(fc.array(anyText(2), { maxLength: 3 }), { nil: undefined }),
  files: fc.array(fc.record({ names: fc.array(anyText(2), { minLength: 1, maxLength: 3 }), sentAs: anyText(3) }), {
    minLength: 1,
    maxLength: 4,
  }),
});
const anySearch = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_', '\\', '"', '/'), minLength: 1, maxLength: 5 });

onBothEngines(({ database }) => {
  test('what is searched for is found in the name, and in the folders and the path as one text, sign by sign', async () => {
    const { connection } = database();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyBatch, { minLength: 1, maxLength: 4 }),
        fc.array(anySearch),
        async (all, searches) => {
          const site = randomUUID();
          const model: { name: string; kind: string; place: string }[] = [];
          for (const { kind, folderPath, files } of all) {
            const batchId = randomUUID();
            const folders = folderPath === undefined ? {} : { folderPath };
            const destination = kind === 'inbox-media' ? { kind } : { kind, folderId: 'f', ...folders };
            await insertBatch(connection, site, { batchId, destination, label: '', userId: 'dana', createdAt: now });
            const rows = files.map(({ names, sentAs }) => ({
              uploadId: randomUUID(),
              batchId,
              path: names.join('/'),
              name: sentAs,
              sizeInBytes: null,
              lastModified: 0,
              mimeType: null,
              state: 'queued' as const,
              replaces: null,
              userId: 'dana',
              createdAt: now,
            }));
            await insertItems(connection, site, rows);
            const above = kind === 'site-media' ? (folderPath ?? []) : [];
            for (const { path, name } of rows)
              model.push({ name, kind, place: [...above, path].join('/').toLowerCase() });
          }
          const found = async (filter: Parameters<typeof itemsOfSite>[2]) =>
            (await itemsOfSite(connection, site, filter, { limit: 100 })).map(({ item }) => item.name).toSorted();
          const expected = (isFound: (each: (typeof model)[number]) => boolean) =>
            model
              .filter(isFound)
              .map(({ name }) => name)
              .toSorted();
          for (const search of searches) {
            const part = (text: string) => text.toLowerCase().includes(search);
            expect(await found({ search })).toEqual(expected(({ name, place }) => part(name) || part(place)));
            const place = { kind: 'site-media', below: search } as const;
            expect(await found({ place })).toEqual(
              expected((each) => each.kind === place.kind && each.place.startsWith(search)),
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
