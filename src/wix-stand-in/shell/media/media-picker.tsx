import { Box, Button } from '@wix/design-system';
import { useState } from 'react';
import type { LibraryFile } from '../control.ts';
import { Dialog } from '../parts/dialog.tsx';
import type { Words } from '../words.ts';
import { FileCard } from './file-card.tsx';
import { useLibrary } from './use-library.ts';

interface MediaPickerProps {
  readonly siteId: string;
  readonly words: Words;
  readonly multiSelect: boolean;
  readonly onClose: (chosen: readonly LibraryFile[] | undefined) => void;
}

/** What `openMediaManager` shows: the site's files to choose from. */
export function MediaPicker({ siteId, words, multiSelect, onClose }: MediaPickerProps) {
  const { library } = useLibrary(siteId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const files = (library?.files ?? []).filter((file) => !file.trashed && file.operationStatus === 'READY');
  const toggle = (id: string) => {
    const next = new Set(multiSelect ? chosen : []);
    if (chosen.has(id)) next.delete(id);
    else next.add(id);
    setChosen(next);
  };
  return (
    <Dialog title={words.chooseFiles} words={words} onClose={() => onClose(undefined)}>
      <div className="file-grid picker-grid">
        {files.map((file) => (
          <FileCard
            key={file.id}
            file={file}
            words={words}
            chosen={chosen.has(file.id)}
            onChoose={() => toggle(file.id)}
          />
        ))}
      </div>
      <Box align="right" marginTop="SP3">
        <Button
          size="small"
          disabled={chosen.size === 0}
          onClick={() => onClose(files.filter(({ id }) => chosen.has(id)))}
        >
          {words.choose}
        </Button>
      </Box>
    </Dialog>
  );
}
