import { Text, TextButton } from '@wix/design-system';
import { useState } from 'react';
import type { Failure } from '#contracts';
import { useHost } from '../hooks/host-context.tsx';
import { toFailure } from '../hooks/to-failure.ts';
import { eraseUploadHistory } from '../hooks/use-history.ts';
import { InlineConfirmation } from '../parts/inline-confirmation.tsx';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './history.module.css';

type Stage = { readonly is: 'idle' | 'asking' | 'erasing' } | { readonly is: 'failed'; readonly failure: Failure };

/** Forgets the site's uploads, after a second thought. The files themselves stay. */
export function EraseHistory({ onErased }: { readonly onErased: () => void }) {
  const words = useWords();
  const host = useHost();
  const [stage, setStage] = useState<Stage>({ is: 'idle' });
  const [includesOpen, setIncludesOpen] = useState(false);
  const erase = async () => {
    setStage({ is: 'erasing' });
    try {
      const count = await eraseUploadHistory(includesOpen ? 'everything' : 'finished');
      host.showToast({ type: 'success', message: words('history.erased', { count }) });
      setStage({ is: 'idle' });
      onErased();
    } catch (error) {
      setStage({ is: 'failed', failure: toFailure(error) });
    }
  };
  if (stage.is === 'idle' || stage.is === 'failed') {
    return (
      <>
        <TextButton size="small" skin="destructive" dataHook="history-erase" onClick={() => setStage({ is: 'asking' })}>
          {words('history.erase')}
        </TextButton>
        {stage.is === 'failed' ? (
          <Text size="small" skin="error">
            {failureWords(words, stage.failure).title} {failureWords(words, stage.failure).cure}
          </Text>
        ) : null}
      </>
    );
  }
  return (
    <div className={classes.question}>
      <InlineConfirmation
        dataHook="history-erase-question"
        question={words('history.eraseQuestion')}
        confirmLabel={words('history.eraseConfirm')}
        isBusy={stage.is === 'erasing'}
        onConfirm={() => void erase()}
        onCancel={() => setStage({ is: 'idle' })}
      />
      <label className={classes.label}>
        <input
          type="checkbox"
          data-hook="history-erase-open"
          checked={includesOpen}
          onChange={() => setIncludesOpen(!includesOpen)}
        />{' '}
        {words('history.eraseOpen')}
      </label>
    </div>
  );
}
