import { TextButton } from '@wix/design-system';
import type { ListSection } from '../hooks/list-rows.ts';
import type { CollapsedFolders } from '../hooks/use-collapsed.ts';
import { useWords } from '../words/use-words.ts';

interface FolderFoldProps {
  readonly sections: readonly ListSection[];
  readonly collapsed: CollapsedFolders;
}

/** Collapses all folders that are shown, or opens them all. */
export function FolderFold({ sections, collapsed }: FolderFoldProps) {
  const words = useWords();
  const isClosed = sections.every(({ folder }) => collapsed.keys.has(folder));
  return (
    <TextButton
      size="small"
      dataHook="folders-fold"
      onClick={() => collapsed.replace(isClosed ? [] : sections.map(({ folder }) => folder))}
    >
      {words(isClosed ? 'queue.expandAll' : 'queue.collapseAll')}
    </TextButton>
  );
}
