import { TextButton } from '@wix/design-system';
import { ChevronLeftSmall, ChevronRightSmall } from '@wix/wix-ui-icons-common';
import { useRef } from 'react';
import { useIntl } from 'react-intl';
import type { Folder } from '#contracts';
import { directionOf, resolveLanguage } from '../words/languages.ts';
import { useWords } from '../words/use-words.ts';
import classes from './folder-path.module.css';

interface FolderPathProps {
  readonly path: readonly Folder[];
  readonly label: string;
  readonly onChoose: (path: readonly Folder[]) => void;
}

/** Where a folder lies, from the top level down; a click on a part goes up to it. */
export function FolderPath({ path, label, onChoose }: FolderPathProps) {
  const words = useWords();
  const isRightToLeft = directionOf[resolveLanguage(useIntl().locale)] === 'rtl';
  const nav = useRef<HTMLElement>(null);
  const parts = [
    { id: 'top', name: words('destination.topLevel'), path: [] },
    ...path.map((folder, index) => ({ id: folder.id, name: folder.displayName, path: path.slice(0, index + 1) })),
  ];
  return (
    <nav ref={nav} tabIndex={-1} className={classes.nav} aria-label={label}>
      <ol className={classes.path}>
        {parts.map((part, index) => {
          const isLast = index === parts.length - 1;
          return (
            <li key={part.id} className={classes.part}>
              {isLast ? (
                <bdi className={classes.current} aria-current="location">
                  {part.name}
                </bdi>
              ) : (
                <>
                  <TextButton
                    size="small"
                    onClick={() => {
                      // The pressed part is the last one then, and no button any more.
                      nav.current?.focus();
                      onChoose(part.path);
                    }}
                  >
                    <bdi>{part.name}</bdi>
                  </TextButton>
                  <span className={classes.separator} aria-hidden="true">
                    {isRightToLeft ? <ChevronLeftSmall /> : <ChevronRightSmall />}
                  </span>
                </>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
