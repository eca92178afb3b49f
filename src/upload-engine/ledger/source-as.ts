import type { SourceFile } from '../ports.ts';

/** The same bytes under the name and path that they have in the batch. */
export function sourceAs(
  source: SourceFile,
  { name, path }: { readonly name: string; readonly path: string },
): SourceFile {
  return {
    name,
    path,
    type: source.type,
    body: source.body,
    get lastModified() {
      return source.lastModified;
    },
    sizeInBytes: () => source.sizeInBytes(),
    readHead: (length, wasRead) => source.readHead(length, wasRead),
    hold: async () => source.hold?.(),
    held: () => source.held?.(),
    letGo: () => source.letGo?.(),
  };
}
