import { useVirtualizer } from '@tanstack/react-virtual';
import { Button, Text } from '@wix/design-system';
import { useMemo, useRef } from 'react';
import {
  type Conflict,
  conflictOf,
  isDecidedWithAll,
  type NameDecision,
  type Plan,
  type PlannedFile,
  type PlanSelection,
} from '#upload-engine';
import virtual from '../parts/virtual-rows.module.css';
import { useWords } from '../words/use-words.ts';
import { ConflictRow } from './conflict-row.tsx';
import classes from './plan.module.css';

/** A row of two lines; on a telephone, where all is shown, it is measured. Pixels. */
const ROW_HEIGHT = 57;
const OVERSCAN = 4;

const forAll = [
  { decision: 'skip', hook: 'conflict-skip-all', name: 'plan.skipAll' },
  { decision: 'keep-both', hook: 'conflict-keep-all', name: 'plan.keepAll' },
  { decision: 'replace', hook: 'conflict-replace-all', name: 'plan.replaceAll' },
] as const;

/** The most urgent first. */
const kinds: readonly Conflict['kind'][] = [
  'same-name',
  'same-name-and-size',
  'same-content',
  'same-file-in-queue',
  'same-name-in-batch',
];

interface ConflictListProps {
  readonly plan: Plan;
  readonly onDecide: (selection: PlanSelection, decision: NameDecision) => void;
}

/**
 * The files that meet others in their folders; each can be decided by itself, and all together. Open questions come first.
 * What is there already, and two of the files themselves that have one name, are decided one by one.
 */
export function ConflictList({ plan, onDecide }: ConflictListProps) {
  const words = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => inOrder(plan), [plan]);
  const together = useMemo(() => plan.files.filter((file) => isDecidedWithAll(file, plan.settings)).length, [plan]);
  const virtualizer = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (place) => ordered[place]?.index ?? place,
    overscan: OVERSCAN,
  });
  return (
    <div className={classes.conflicts}>
      <div className={classes.forAll}>
        <Text size="small" weight="bold">
          {words('plan.conflicts', { count: ordered.length })}
        </Text>
        {together > 0 ? <ForAll count={together} of={ordered.length} onDecide={onDecide} /> : null}
      </div>
      <div ref={scroller} className={classes.scroller}>
        <ul className={virtual.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index: place, start }) => {
            const file = ordered[place];
            return file === undefined ? null : (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={place}
                aria-setsize={ordered.length}
                aria-posinset={place + 1}
                className={virtual.place}
                style={{ transform: `translateY(${start}px)` }}
              >
                <ConflictRow file={file} onDecide={(decision) => onDecide(new Set([file.index]), decision)} />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

interface ForAllProps extends Pick<ConflictListProps, 'onDecide'> {
  readonly count: number;
  readonly of: number;
}

/** Says for how many, where it is not for all that are listed. */
function ForAll({ count, of, onDecide }: ForAllProps) {
  const words = useWords();
  return (
    <div className={classes.buttons} data-hook="conflict-for-all">
      {count < of ? <Text size="small">{words('plan.forAll', { count })}</Text> : null}
      {forAll.map(({ decision, hook, name }) => (
        <Button key={hook} size="small" priority="secondary" dataHook={hook} onClick={() => onDecide('all', decision)}>
          {words(name)}
        </Button>
      ))}
    </div>
  );
}

/** By what stands in the way, not by what was decided: a row must not run away from under the hand that decides it. */
function inOrder({ files, conflictPlaces }: Plan): readonly PlannedFile[] {
  const place = ({ index }: PlannedFile) => conflictPlaces[index] ?? 0;
  return files
    .filter(({ fate }) => conflictOf(fate) !== undefined)
    .sort((one, other) => rank(one) - rank(other) || place(one) - place(other));
}

function rank({ fate }: PlannedFile): number {
  return kinds.indexOf(conflictOf(fate)?.kind ?? 'same-content');
}
