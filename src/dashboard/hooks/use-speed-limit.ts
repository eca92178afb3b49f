import { useCallback, useEffect, useState } from 'react';
import { useEngine } from './engine-context.tsx';
import { recallSettings, rememberSettings, storedField } from './stored-settings.ts';

export interface SpeedSettings {
  readonly isLimited: boolean;
  /** Megabytes a second; 1 MB is 1,000,000 bytes. */
  readonly megabytesPerSecond: number;
}

/** Megabytes a second. Below the least, the pieces that Wix's host takes would leave in jerks. */
export const LEAST_SPEED = 0.5;
export const MOST_SPEED = 1_000;

const KEY = 'uplift.speed-settings';
const usual: SpeedSettings = { isLimited: false, megabytesPerSecond: 2 };

/** How fast this page may upload: kept in this browser, and obeyed by the engine at once. */
export function useSpeedLimit(): {
  readonly settings: SpeedSettings;
  change(changes: Partial<SpeedSettings>): void;
} {
  const engine = useEngine();
  const [settings, setSettings] = useState(() => readSpeedSettings(recallSettings(KEY)));
  const { isLimited, megabytesPerSecond } = settings;
  useEffect(() => {
    engine.setSpeedLimit(isLimited ? megabytesPerSecond * 1_000_000 : undefined);
  }, [engine, isLimited, megabytesPerSecond]);
  const change = useCallback((changes: Partial<SpeedSettings>) => {
    setSettings((before) => {
      const after = { ...before, ...changes };
      rememberSettings(KEY, after);
      return after;
    });
  }, []);
  return { settings, change };
}

export function isPossibleSpeed(value: unknown): value is number {
  return typeof value === 'number' && value >= LEAST_SPEED && value <= MOST_SPEED;
}

/** Takes what is understood of something that was stored; for the rest the usual holds. */
export function readSpeedSettings(stored: unknown): SpeedSettings {
  const speed = storedField(stored, 'megabytesPerSecond');
  return {
    isLimited: storedField(stored, 'isLimited') === true,
    megabytesPerSecond: isPossibleSpeed(speed) ? speed : usual.megabytesPerSecond,
  };
}
