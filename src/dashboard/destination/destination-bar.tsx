import { Button, Card, Text } from '@wix/design-system';
import { Folder as FolderIcon, NewFolder } from '@wix/wix-ui-icons-common';
import { type ElementRef, useCallback, useRef, useState } from 'react';
import type { Folder } from '#contracts';
import { chosenFolderId } from '../hooks/destination-choice.ts';
import type { DestinationControl } from '../hooks/use-destination.ts';
import hidden from '../parts/visually-hidden.module.css';
import { useWords } from '../words/use-words.ts';
import classes from './destination-bar.module.css';
import { DestinationSelect } from './destination-select.tsx';
import { FolderCreator } from './folder-creator.tsx';
import { FolderPath } from './folder-path.tsx';
import { FolderPicker } from './folder-picker.tsx';

/** Which folder the picker lists: it follows the choice, except that opening it always begins at the top. */
type Panel =
  | { readonly kind: 'closed' }
  | { readonly kind: 'picking'; readonly path: readonly Folder[]; readonly opened: number };

export function DestinationBar({ control }: { readonly control: DestinationControl }) {
  const words = useWords();
  const { choice, chooseFolder } = control;
  const [panel, setPanel] = useState<Panel>({ kind: 'closed' });
  const [isCreating, setIsCreating] = useState(false);
  const pickerButton = useRef<ElementRef<typeof Button>>(null);
  const creatorButton = useRef<ElementRef<typeof Button>>(null);
  const folderList = useRef<HTMLElement>(null);
  const isMade = useRef(false);
  const folderName = choice.path.at(-1)?.displayName ?? words('destination.topLevel');

  const choose = useCallback(
    (path: readonly Folder[]) => {
      chooseFolder(path);
      setPanel((shown) => (shown.kind === 'picking' ? { ...shown, path } : shown));
    },
    [chooseFolder],
  );
  const openPicker = () =>
    setPanel((shown) => ({ kind: 'picking', path: [], opened: shown.kind === 'picking' ? shown.opened + 1 : 0 }));

  return (
    <Card>
      <div className={classes.bar}>
        <DestinationSelect kind={choice.kind} onChoose={control.chooseKind} />
        {choice.kind === 'inbox-media' ? (
          <Text size="small" secondary>
            {words('destination.inboxHint')}
          </Text>
        ) : (
          <>
            <div className={classes.path}>
              <FolderPath path={choice.path} onChoose={choose} label={words('destination.path')} />
            </div>
            <div className={classes.buttons}>
              <Button
                ref={pickerButton}
                size="small"
                priority="secondary"
                prefixIcon={<FolderIcon />}
                dataHook="folder-picker"
                aria-expanded={panel.kind === 'picking'}
                onClick={openPicker}
              >
                {words('folders.choose')}
              </Button>
              <Button
                ref={creatorButton}
                size="small"
                priority="secondary"
                prefixIcon={<NewFolder />}
                dataHook="folder-create"
                onClick={() => {
                  isMade.current = false;
                  setIsCreating(true);
                }}
              >
                {words('folders.create')}
              </Button>
            </div>
          </>
        )}
      </div>
      {choice.kind === 'site-media' && isCreating ? (
        <FolderCreator
          parentFolderId={chosenFolderId(choice)}
          parentName={folderName}
          onCreated={(folder) => {
            isMade.current = true;
            setIsCreating(false);
            choose([...choice.path, folder]);
          }}
          onCancel={() => setIsCreating(false)}
          // The picker, where it is open, shows the new folder.
          giveFocus={() => ((isMade.current ? folderList.current : null) ?? creatorButton.current)?.focus()}
        />
      ) : null}
      {choice.kind === 'site-media' && panel.kind === 'picking' ? (
        <FolderPicker
          key={panel.opened}
          path={panel.path}
          chosenId={chosenFolderId(choice)}
          onChoose={choose}
          onClose={() => setPanel({ kind: 'closed' })}
          list={folderList}
          giveFocus={() => pickerButton.current?.focus()}
        />
      ) : null}
      <span role="status" className={hidden.hidden}>
        {choice.path.length > 0 ? words('folders.chosen', { folder: folderName }) : null}
      </span>
    </Card>
  );
}
