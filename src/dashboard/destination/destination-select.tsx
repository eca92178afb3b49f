import { SegmentedToggle } from '@wix/design-system';
import { useId } from 'react';
import type { Destination } from '#upload-engine';
import { useWords } from '../words/use-words.ts';
import classes from './destination-select.module.css';

interface DestinationSelectProps {
  readonly kind: Destination['kind'];
  readonly onChoose: (kind: Destination['kind']) => void;
}

const kinds = [
  { kind: 'site-media', name: 'destination.siteMedia' },
  { kind: 'inbox-media', name: 'destination.inboxMedia' },
] as const;

/** Both in sight: a list that opens would be cut off at the edge of the dashboard's frame. */
export function DestinationSelect({ kind, onChoose }: DestinationSelectProps) {
  const words = useWords();
  const id = useId();
  return (
    <div className={classes.field}>
      <span id={id} className={classes.label}>
        {words('destination.label')}
      </span>
      <SegmentedToggle
        size="small"
        dataHook="destination-select"
        ariaLabelledby={id}
        selected={kind}
        onClick={(_event, value) => {
          const chosen = kinds.find((offered) => offered.kind === value);
          if (chosen !== undefined) onChoose(chosen.kind);
        }}
      >
        {kinds.map((offered) => (
          <SegmentedToggle.Button key={offered.kind} value={offered.kind} data-value={offered.kind}>
            {words(offered.name)}
          </SegmentedToggle.Button>
        ))}
      </SegmentedToggle>
    </div>
  );
}
