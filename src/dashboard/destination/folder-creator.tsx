import { Button, Input, Text } from '@wix/design-system';
import { type KeyboardEvent, useRef, useState } from 'react';
import { FOLDER_NAME_MAX_LENGTH, type Folder } from '#contracts';
import { useFocusAfter } from '../hooks/use-focus-after.ts';
import { useCreateFolder } from '../hooks/use-folder-choice.ts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './folder-creator.module.css';

interface FolderCreatorProps {
  readonly parentFolderId: string;
  readonly parentName: string;
  readonly onCreated: (folder: Folder) => void;
  readonly onCancel: () => void;
  /** For when it is gone. */
  readonly giveFocus: () => void;
}

/** Enter makes the folder, Esc leaves. The name stays when Wix refuses it, so that it can be corrected. */
export function FolderCreator({ parentFolderId, parentName, onCreated, onCancel, giveFocus }: FolderCreatorProps) {
  const words = useWords();
  const [name, setName] = useState('');
  const { creation, create } = useCreateFolder(onCreated);
  const place = useRef<HTMLDivElement>(null);
  useFocusAfter(place, giveFocus);
  const isCreating = creation.status === 'creating';
  const isNamed = name.trim() !== '';
  const confirm = () => {
    if (isNamed && !isCreating) void create(parentFolderId, name.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') confirm();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onCancel();
  };
  return (
    <div ref={place} className={classes.creator}>
      <div className={classes.field}>
        <Input
          autoFocus
          size="small"
          dataHook="folder-name"
          ariaLabel={words('folders.nameLabel', { folder: parentName })}
          placeholder={words('folders.namePlaceholder')}
          maxLength={FOLDER_NAME_MAX_LENGTH}
          value={name}
          readOnly={isCreating}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={onKeyDown}
          {...(creation.status === 'failed' ? { status: 'error' as const } : {})}
        />
      </div>
      <Button size="small" dataHook="folder-create-confirm" disabled={!isNamed} onClick={confirm}>
        {words(isCreating ? 'folders.creating' : 'folders.createConfirm')}
      </Button>
      <Button size="small" priority="secondary" onClick={onCancel}>
        {words('folders.createCancel')}
      </Button>
      <div className={classes.hint} role="status">
        {creation.status === 'failed' ? (
          <CreationFailure {...failureWords(words, creation.failure)} />
        ) : (
          <Text size="tiny" secondary>
            {words('folders.nameLabel', { folder: parentName })}
          </Text>
        )}
      </div>
    </div>
  );
}

function CreationFailure({ title, cure, detail }: ReturnType<typeof failureWords>) {
  const words = useWords();
  return (
    <Text size="tiny" skin="error">
      {words('folders.createFailed')}. {title} {cure} {detail}
    </Text>
  );
}
