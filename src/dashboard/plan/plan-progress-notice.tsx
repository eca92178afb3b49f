import { Button, Card, Loader, Text } from '@wix/design-system';
import { useEffect, useState } from 'react';
import type { PlanProgress } from '#upload-engine';
import { failureWords } from '../words/failure-words.ts';
import { useWords, type Words } from '../words/use-words.ts';
import classes from './plan.module.css';

/** Most looks are over before anybody could read about them. Milliseconds. */
const SHOWN_AFTER_MS = 700;

interface PlanProgressNoticeProps {
  readonly progress: PlanProgress;
  readonly onStart: () => void;
}

/** Says what the files wait for, and lets those go who do not want to wait. */
export function PlanProgressNotice({ progress, onStart }: PlanProgressNoticeProps) {
  const words = useWords();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <Card>
      <div className={classes.progress} data-hook="plan-progress" data-step={progress.step}>
        <Loader size="tiny" />
        <div className={classes.grow} role="status">
          <Text size="small">{describe(words, progress)}</Text>
        </div>
        <Button size="small" priority="secondary" dataHook="plan-start" onClick={onStart}>
          {words('plan.startNow')}
        </Button>
      </div>
    </Card>
  );
}

function describe(words: Words, progress: PlanProgress): string {
  switch (progress.step) {
    case 'reading':
      return words('plan.reading', { count: progress.filesRead });
    case 'looking':
      return progress.failure === undefined
        ? words('plan.looking', { count: progress.filesSeen })
        : `${failureWords(words, progress.failure).title} ${words('plan.lookingAgain')}`;
    case 'comparing':
      return words('plan.comparing', { done: progress.compared, count: progress.toCompare });
  }
}
