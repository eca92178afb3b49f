import { Input, Text, TextButton } from '@wix/design-system';
import { Search } from '@wix/wix-ui-icons-common';
import { type RefObject, useRef, useState } from 'react';
import { FOLDER_SEARCH_MAX_LENGTH, type Folder, ROOT_FOLDER_ID } from '#contracts';
import { useEscape } from '../hooks/use-escape.ts';
import { useFocusAfter } from '../hooks/use-focus-after.ts';
import { findParents } from '../hooks/use-folder-choice.ts';
import { type FolderQuery, useFolderListing } from '../hooks/use-folder-listing.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { useWords } from '../words/use-words.ts';
import { FolderList } from './folder-list.tsx';
import classes from './folder-picker.module.css';

/** A pause in typing that asks Wix once for a word, not for every letter. Milliseconds. */
const SEARCH_PAUSE_MS = 300;

interface FolderPickerProps {
  /** The folder whose sub folders are shown, with all above it; empty for the top level. */
  readonly path: readonly Folder[];
  readonly chosenId: string;
  readonly onChoose: (path: readonly Folder[]) => void;
  readonly onClose: () => void;
  /** Where its list of folders lies. */
  readonly list: RefObject<HTMLElement>;
  /** For when it is gone. */
  readonly giveFocus: () => void;
}

/** Lies in the page, not over it: a panel that floats would be cut off at the edge of the dashboard's frame. */
export function FolderPicker({ path, chosenId, onChoose, onClose, list, giveFocus }: FolderPickerProps) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const settled = useSettled(typed.trim(), SEARCH_PAUSE_MS);
  // Emptying the field shows the folders again at once.
  const search = typed.trim() === '' ? '' : settled;
  const folderName = path.at(-1)?.displayName ?? words('destination.topLevel');
  const query: FolderQuery = search === '' ? { parentFolderId: path.at(-1)?.id ?? ROOT_FOLDER_ID } : { search };
  const control = useFolderListing(query);
  const heading =
    search === '' ? words('folders.heading', { folder: folderName }) : words('folders.results', { search });

  const choose = async (folder: Folder) => {
    if (search === '') return onChoose([...path, folder]);
    setTyped('');
    // Without its parents the folder is chosen all the same; only the way to it is not shown.
    const parents = await findParents(folder).catch(() => []);
    onChoose([...parents, folder]);
  };
  useEscape(onClose);
  const place = useRef<HTMLDivElement>(null);
  useFocusAfter(place, giveFocus);

  return (
    <div ref={place} className={classes.picker}>
      <div className={classes.tools}>
        <div className={classes.search}>
          <Input
            size="small"
            border="round"
            clearButton
            dataHook="folder-search"
            prefix={
              <Input.IconAffix>
                <Search />
              </Input.IconAffix>
            }
            placeholder={words('folders.search')}
            ariaLabel={words('folders.search')}
            maxLength={FOLDER_SEARCH_MAX_LENGTH}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onClear={() => setTyped('')}
          />
        </div>
        <TextButton size="small" onClick={onClose} dataHook="folder-picker-close">
          {words('folders.done')}
        </TextButton>
      </div>
      <Text size="small" weight="bold">
        {heading}
      </Text>
      <FolderList
        place={list}
        control={control}
        chosenId={chosenId}
        label={heading}
        emptyText={
          search === '' ? words('folders.empty', { folder: folderName }) : words('folders.noResults', { search })
        }
        onChoose={choose}
        onUp={search === '' && path.length > 0 ? () => onChoose(path.slice(0, -1)) : undefined}
      />
    </div>
  );
}
