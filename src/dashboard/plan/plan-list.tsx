import type { PlannedBatch, Planner } from '#upload-engine';
import { useIsAsking, usePlannedBatches, usePlanState } from '../hooks/use-plans.ts';
import hidden from '../parts/visually-hidden.module.css';
import { useWords } from '../words/use-words.ts';
import { PlanCard } from './plan-card.tsx';
import { PlanProgressNotice } from './plan-progress-notice.tsx';

/**
 * What has to be known, or decided, before batches can begin.
 * @param giveFocus for when a plan is gone that had it
 */
export function PlanList({ giveFocus }: { readonly giveFocus: () => void }) {
  const words = useWords();
  const { planner, batches } = usePlannedBatches();
  const isAsking = useIsAsking();
  return (
    <>
      <span role="status" className={hidden.hidden} data-hook="plan-announcement">
        {isAsking ? words('plan.announce') : null}
      </span>
      {batches.map((batch) => (
        <PlanOfBatch key={batch.planNumber} batch={batch} planner={planner} giveFocus={giveFocus} />
      ))}
    </>
  );
}

interface PlanOfBatchProps {
  readonly batch: PlannedBatch;
  readonly planner: Planner;
  readonly giveFocus: () => void;
}

function PlanOfBatch({ batch, planner, giveFocus }: PlanOfBatchProps) {
  const state = usePlanState(batch);
  const { session } = batch;
  if (state.step === 'done') return null;
  if (state.step === 'asking') {
    return (
      <PlanCard
        plan={state.plan}
        stock={state.stock}
        problems={batch.problems}
        onDecide={session.decide}
        onStart={session.start}
        onCancel={() => planner.cancel(batch)}
        giveFocus={giveFocus}
      />
    );
  }
  return <PlanProgressNotice progress={state} onStart={session.start} />;
}
