import { Card, EmptyState, Text, TextButton } from '@wix/design-system';
import { useState } from 'react';
import type { Library, LibraryFolder } from '../control.ts';
import type { Words } from '../words.ts';
import { FileCard } from './file-card.tsx';
import { useLibrary } from './use-library.ts';

const ROOT = 'media-root';
/** More cards than this at once make the page slow; the rest is shown on request. */
const CARDS_AT_ONCE = 120;

function trailOf(library: Library, folderId: string): readonly LibraryFolder[] {
  const folder = library.folders.find(({ id }) => id === folderId);
  return folder ? [...trailOf(library, folder.parentFolderId), folder] : [];
}

export function MediaLibrary({ siteId, words }: { readonly siteId: string; readonly words: Words }) {
  const { library, failed } = useLibrary(siteId);
  if (failed) return <div className="notice">{words.stopped}</div>;
  return library ? <LibraryView library={library} words={words} /> : null;
}

function LibraryView({ library, words }: { readonly library: Library; readonly words: Words }) {
  const [openId, setOpenId] = useState(ROOT);
  const [shown, setShown] = useState(CARDS_AT_ONCE);
  const folderId = library.folders.some(({ id, trashed }) => id === openId && !trashed) ? openId : ROOT;
  const open = (id: string) => {
    setOpenId(id);
    setShown(CARDS_AT_ONCE);
  };
  const folders = library.folders
    .filter((folder) => folder.parentFolderId === folderId && !folder.trashed)
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  const files = library.files
    .filter((file) => file.parentFolderId === folderId && !file.trashed)
    .sort((a, b) => b.createdAt - a.createdAt);
  return (
    <div className="library" data-hook="shell-media">
      <nav className="trail" aria-label={words.folders}>
        <TextButton size="small" onClick={() => open(ROOT)}>
          {words.siteFiles}
        </TextButton>
        {trailOf(library, folderId).map((folder) => (
          <TextButton key={folder.id} size="small" onClick={() => open(folder.id)}>
            {`/ ${folder.displayName}`}
          </TextButton>
        ))}
        <Text size="tiny" secondary dataHook="shell-media-count">
          {`${words.folderCount(folders.length)}, ${words.fileCount(files.length)}`}
        </Text>
      </nav>
      {folders.length > 0 ? (
        <div className="folder-grid">
          {folders.map((folder) => (
            <button
              key={folder.id}
              type="button"
              className="folder-card"
              data-hook="shell-media-folder"
              onClick={() => open(folder.id)}
            >
              <span className="folder-icon" aria-hidden="true" />
              <Text size="small" weight="normal" ellipsis>
                {folder.displayName}
              </Text>
            </button>
          ))}
        </div>
      ) : null}
      {files.length > 0 ? (
        <div className="file-grid">
          {files.slice(0, shown).map((file) => (
            <FileCard key={file.id} file={file} words={words} />
          ))}
        </div>
      ) : null}
      {files.length > shown ? (
        <TextButton size="small" onClick={() => setShown(shown + CARDS_AT_ONCE)}>
          {words.showMore}
        </TextButton>
      ) : null}
      {files.length + folders.length === 0 ? (
        <Card>
          <EmptyState skin="section" title={words.empty} subtitle={words.emptyText} />
        </Card>
      ) : null}
    </div>
  );
}
