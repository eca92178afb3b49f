import { Button, Card, Text } from '@wix/design-system';
import { useId, useRef } from 'react';
import {
  conflictOf,
  type FoundProblem,
  type NameDecision,
  type Plan,
  type PlanSelection,
  type Stock,
} from '#upload-engine';
import { useFocusAfter } from '../hooks/use-focus-after.ts';
import { useWords } from '../words/use-words.ts';
import { ConflictList } from './conflict-list.tsx';
import { planFacts } from './describe-plan.ts';
import { describeStock } from './describe-stock.ts';
import classes from './plan.module.css';
import { PlanNotes } from './plan-notes.tsx';

interface PlanCardProps {
  readonly plan: Plan;
  readonly stock: Stock;
  /** What could not be taken. */
  readonly problems: readonly FoundProblem[];
  readonly onDecide: (selection: PlanSelection, decision: NameDecision) => void;
  readonly onStart: () => void;
  readonly onCancel: () => void;
  /** For when it is gone. */
  readonly giveFocus: () => void;
}

/** What will happen to a batch, before its first byte goes, and what is still to be decided. */
export function PlanCard({ plan, stock, problems, onDecide, onStart, onCancel, giveFocus }: PlanCardProps) {
  const words = useWords();
  const heading = useId();
  const place = useRef<HTMLElement>(null);
  useFocusAfter(place, giveFocus);
  const hasConflicts = plan.files.some(({ fate }) => conflictOf(fate) !== undefined);
  const { ask } = plan.totals.files;
  const canBegin = canBeBegun(plan);
  return (
    <Card>
      <section ref={place} className={classes.plan} aria-labelledby={heading} data-hook="plan-panel">
        <div>
          <h2 id={heading} className={classes.title}>
            {words(ask > 0 ? 'plan.titleAsking' : 'plan.title')}
          </h2>
          <Text size="small" dataHook="plan-counts">
            {describeStock(words, stock)}
          </Text>
        </div>
        <ul className={classes.facts} data-hook="plan-facts">
          {planFacts(words, plan).map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        {hasConflicts ? <ConflictList plan={plan} onDecide={onDecide} /> : null}
        <PlanNotes plan={plan} problems={problems} />
        <div className={classes.buttons}>
          <Button dataHook="plan-start" disabled={!canBegin} onClick={onStart}>
            {words(ask > 0 ? 'plan.startOthers' : 'plan.start', { count: plan.totals.filesToSend })}
          </Button>
          <Button priority="secondary" dataHook="plan-cancel" onClick={onCancel}>
            {words('plan.cancel')}
          </Button>
          {canBegin ? null : <Text size="small">{words('plan.nothingDecided')}</Text>}
        </div>
      </section>
    </Card>
  );
}

/** False as long as every file of it waits for its answer: there is nothing to go on with. */
function canBeBegun({ files, foldersToMake, totals }: Plan): boolean {
  return foldersToMake.length > 0 || totals.files.ask + totals.files['leave-out'] < files.length;
}
