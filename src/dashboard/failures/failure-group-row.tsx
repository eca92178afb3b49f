import { TextButton } from '@wix/design-system';
import type { FailureGroup, PlanSettings } from '#upload-engine';
import { useListCleaning } from '../hooks/list-cleaning.tsx';
import { useGroupOrders } from '../hooks/use-group-orders.ts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import { FailureGroupAction } from './failure-group-action.tsx';
import classes from './failures.module.css';

interface FailureGroupRowProps {
  readonly group: FailureGroup;
  readonly planSettings: PlanSettings;
  readonly onBrowseFiles: () => void;
}

export function FailureGroupRow({ group, planSettings, onBrowseFiles }: FailureGroupRowProps) {
  const words = useWords();
  const cleaning = useListCleaning();
  const orders = useGroupOrders(group, planSettings);
  const { title, cure, detail } = failureWords(words, group.example);
  const refusal = orders.failure === undefined ? undefined : failureWords(words, orders.failure);
  return (
    <div
      className={classes.group}
      data-hook="failure-group"
      data-code={group.code}
      data-action={group.action}
      data-count={group.itemIds.length}
    >
      <div className={classes.cause}>
        <strong>{words('failures.cause', { count: group.itemIds.length, title })}</strong> {cure}
        {detail === undefined ? null : <div className={classes.detail}>{detail}</div>}
        {refusal === undefined ? null : (
          <div className={classes.refusal}>
            {refusal.title} {refusal.cure}
          </div>
        )}
      </div>
      <div className={classes.actions}>
        <FailureGroupAction group={group} orders={orders} onBrowseFiles={onBrowseFiles} />
        <TextButton size="small" dataHook="failure-group-remove" onClick={() => cleaning.remove(group.itemIds)}>
          {words('failures.remove')}
        </TextButton>
      </div>
    </div>
  );
}
