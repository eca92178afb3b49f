import { TextButton } from '@wix/design-system';
import { useState } from 'react';
import { useOpenBatches, useSession } from '../hooks/use-open-batches.ts';
import { useWords } from '../words/use-words.ts';
import { OpenBatchCard } from './open-batch-card.tsx';

/** As many as can be looked at; the newest is the one that is meant. */
const SHOWN_AT_FIRST = 3;

interface OpenBatchListProps {
  readonly onPick: (files: FileList, batchId: string) => void;
}

/** Uploads of the site that are not finished: what is done, and how to go on. */
export function OpenBatchList({ onPick }: OpenBatchListProps) {
  const words = useWords();
  const batches = useOpenBatches();
  const session = useSession();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? batches : batches.slice(0, SHOWN_AT_FIRST);
  const hidden = batches.length - shown.length;
  return (
    <>
      {shown.map((batch) => (
        <OpenBatchCard key={batch.batchId} batch={batch} session={session} onPick={onPick} />
      ))}
      {hidden > 0 ? (
        <div>
          <TextButton size="small" dataHook="open-batch-more" onClick={() => setShowsAll(true)}>
            {words('open.more', { count: hidden })}
          </TextButton>
        </div>
      ) : null}
    </>
  );
}
