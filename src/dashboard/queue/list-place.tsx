import type { QueueFolderKey } from '#upload-engine';
import { useFolder } from '../hooks/use-folder.ts';
import { placeWords } from '../words/destination-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './list-place.module.css';

/** Where the files of a list without heads go. */
export function ListPlace({ folderKey }: { readonly folderKey: QueueFolderKey }) {
  const words = useWords();
  const folder = useFolder(folderKey);
  const place = folder && placeWords(words, folder.destination, folder.path);
  if (place === undefined) return null;
  return (
    <div className={classes.place} title={place} data-hook="list-place">
      {words('queue.goesTo', { place })}
    </div>
  );
}
