import { Checkbox } from '@wix/design-system';
import { useId, useState } from 'react';
import { isPossibleSpeed, LEAST_SPEED, MOST_SPEED, useSpeedLimit } from '../hooks/use-speed-limit.ts';
import { useWords } from '../words/use-words.ts';
import classes from './speed-limit.module.css';

/** A limit on what leaves this browser, so that others on the same line can go on working. Holds at once, also for what is under way. */
export function SpeedLimit() {
  const words = useWords();
  const id = useId();
  const { settings, change } = useSpeedLimit();
  const [typed, setTyped] = useState(String(settings.megabytesPerSecond));
  const isPossible = isPossibleSpeed(readNumber(typed));
  return (
    <div className={classes.line} data-hook="speed-limit">
      <Checkbox
        size="small"
        dataHook="speed-limit-on"
        checked={settings.isLimited}
        onChange={() => change({ isLimited: !settings.isLimited })}
      >
        {words('speed.limit')}
      </Checkbox>
      <span className={classes.amount}>
        <input
          type="number"
          inputMode="decimal"
          className={classes.number}
          data-hook="speed-limit-value"
          aria-label={words('speed.label')}
          aria-invalid={!isPossible}
          aria-describedby={isPossible ? undefined : id}
          min={LEAST_SPEED}
          max={MOST_SPEED}
          step={0.5}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            const speed = readNumber(currentTarget.value);
            if (isPossibleSpeed(speed)) change({ megabytesPerSecond: speed });
          }}
        />
        {words('speed.unit')}
      </span>
      {isPossible ? null : (
        <span id={id} className={classes.hint} role="status">
          {words('speed.range', { least: LEAST_SPEED, most: MOST_SPEED })}
          {settings.isLimited ? ` ${words('speed.applies', { speed: settings.megabytesPerSecond })}` : null}
        </span>
      )}
    </div>
  );
}

/** An empty field is no number, not zero. */
function readNumber(typed: string): number {
  return typed === '' ? Number.NaN : Number(typed);
}
