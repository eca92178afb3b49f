import { useState } from 'react';
import { useGoingOn } from '../hooks/use-open-batches.ts';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';

/** Says which uploads went on without anybody's doing. */
export function GoingOnNotice() {
  const words = useWords();
  const goingOn = useGoingOn();
  const [dismissed, setDismissed] = useState(0);
  const told = goingOn.slice(dismissed);
  if (told.length === 0) return null;
  return (
    <Notice
      skin="standard"
      dataHook="going-on-notice"
      title={words('goingOn.title')}
      onClose={() => setDismissed(goingOn.length)}
    >
      {told.map(({ batchId, label, count }) => (
        <div key={batchId}>{words('goingOn.text', { label, count })}</div>
      ))}
    </Notice>
  );
}
