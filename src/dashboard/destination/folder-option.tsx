import { ChevronLeftSmall, ChevronRightSmall, Folder as FolderIcon } from '@wix/wix-ui-icons-common';
import type { Folder } from '#contracts';
import classes from './folder-list.module.css';

interface FolderOptionProps {
  readonly folder: Folder;
  readonly isChosen: boolean;
  readonly onChoose: (folder: Folder) => void;
}

export function FolderOption({ folder, isChosen, onChoose }: FolderOptionProps) {
  return (
    <li>
      <button
        type="button"
        className={classes.option}
        data-hook="folder-option"
        data-folder-id={folder.id}
        aria-current={isChosen}
        onClick={() => onChoose(folder)}
      >
        <FolderIcon />
        <span className={classes.name}>
          <bdi>{folder.displayName}</bdi>
        </span>
        <span className={classes.deeper} aria-hidden="true">
          <ChevronRightSmall className={classes.leftToRight} />
          <ChevronLeftSmall className={classes.rightToLeft} />
        </span>
      </button>
    </li>
  );
}
