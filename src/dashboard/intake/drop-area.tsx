import { Heading, Loader, Text, TextButton } from '@wix/design-system';
import { UploadExport } from '@wix/wix-ui-icons-common';
import { forwardRef } from 'react';
import { useWords } from '../words/use-words.ts';
import classes from './drop-area.module.css';

interface DropAreaProps {
  readonly size: 'large' | 'slim';
  readonly isOver: boolean;
  readonly isReading: boolean;
  readonly folderName: string;
  readonly onBrowseFiles: () => void;
  readonly onBrowseFolder: () => void;
}

/** Shows where to drop. The page as a whole takes the drop, so a miss is a hit. Takes the focus of what was above and has gone. */
export const DropArea = forwardRef<HTMLDivElement, DropAreaProps>(function DropArea(
  { size, isOver, isReading, folderName, onBrowseFiles, onBrowseFolder },
  ref,
) {
  const words = useWords();
  const headline = isReading
    ? words('drop.reading')
    : isOver
      ? words('drop.active', { folder: folderName })
      : words(size === 'large' ? 'drop.title' : 'drop.slim');
  return (
    <div ref={ref} tabIndex={-1} className={classes.area} data-hook="drop-area" data-size={size} data-over={isOver}>
      <span className={classes.sign}>{isReading ? <Loader size="tiny" /> : <UploadExport />}</span>
      {size === 'large' ? (
        <>
          <Heading size="medium" as="h2">
            {headline}
          </Heading>
          <Text secondary>{words('drop.subtitle')}</Text>
          <div className={classes.browse}>
            <TextButton onClick={onBrowseFiles}>{words('drop.browseFiles')}</TextButton>
            <TextButton onClick={onBrowseFolder}>{words('drop.browseFolder')}</TextButton>
          </div>
        </>
      ) : (
        <Text size="small" secondary={!isOver}>
          {headline}
        </Text>
      )}
    </div>
  );
});
