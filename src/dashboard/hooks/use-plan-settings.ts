import { useCallback, useState } from 'react';
import { defaultPlanSettings, type NameDecision, type PlanSettings } from '#upload-engine';
import { recallSettings, rememberSettings, storedField } from './stored-settings.ts';

export const nameDecisions = ['ask', 'skip', 'keep-both', 'replace'] as const satisfies readonly NameDecision[];

const KEY = 'uplift.plan-settings';

/** What the person wants done with files that are there already, kept in this browser where the frame may keep anything. */
export function usePlanSettings(): {
  readonly settings: PlanSettings;
  change(changes: Partial<PlanSettings>): void;
} {
  const [settings, setSettings] = useState(() => readSettings(recallSettings(KEY)));
  const change = useCallback((changes: Partial<PlanSettings>) => {
    setSettings((before) => {
      const after = { ...before, ...changes };
      rememberSettings(KEY, after);
      return after;
    });
  }, []);
  return { settings, change };
}

/** Takes what is understood of something that was stored; for the rest the usual holds. */
export function readSettings(stored: unknown): PlanSettings {
  const field = (name: string) => storedField(stored, name);
  const sameName = nameDecisions.find((decision) => decision === field('sameName'));
  return {
    ...defaultPlanSettings,
    ...(sameName === undefined ? {} : { sameName }),
    ...(field('show') === 'always' ? { show: 'always' } : {}),
    ...(field('emptyFolders') === true ? { emptyFolders: true } : {}),
  };
}
