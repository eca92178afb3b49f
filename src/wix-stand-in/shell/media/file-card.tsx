import { Badge, Box, Text } from '@wix/design-system';
import type { LibraryFile } from '../control.ts';
import type { Words } from '../words.ts';
import { sizeText } from './size-text.ts';

interface FileCardProps {
  readonly file: LibraryFile;
  readonly words: Words;
  /** For choosing: shown as a pressed button. */
  readonly chosen?: boolean;
  readonly onChoose?: () => void;
}

export function FileCard({ file, words, chosen, onChoose }: FileCardProps) {
  const picture = <img className="file-picture" src={file.thumbnailUrl} alt="" loading="lazy" />;
  return (
    <div
      className="file-card"
      data-hook="shell-media-file"
      data-file-name={file.displayName}
      data-status={file.operationStatus}
    >
      {onChoose ? (
        <button
          type="button"
          className="file-link"
          aria-pressed={chosen === true}
          aria-label={file.displayName}
          onClick={onChoose}
        >
          {picture}
        </button>
      ) : (
        <a className="file-link" href={file.url} target="_blank" rel="noreferrer" aria-label={file.displayName}>
          {picture}
        </a>
      )}
      <Text size="tiny" weight="normal" ellipsis>
        {file.displayName}
      </Text>
      <Box gap="SP1" verticalAlign="middle">
        <span dir="ltr">
          <Text size="tiny" secondary>
            {sizeText(file.sizeInBytes)}
          </Text>
        </span>
        {file.operationStatus === 'PENDING' ? (
          <Badge size="tiny" skin="neutralLight">
            {words.pending}
          </Badge>
        ) : null}
        {file.operationStatus === 'FAILED' ? (
          <Badge size="tiny" skin="danger">
            {words.failed}
          </Badge>
        ) : null}
        {file.private ? (
          <Badge size="tiny" skin="warningLight">
            {words.private}
          </Badge>
        ) : null}
        {file.destination === 'inbox' ? (
          <Badge size="tiny" skin="general">
            {words.inbox}
          </Badge>
        ) : null}
      </Box>
    </div>
  );
}
