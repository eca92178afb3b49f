import { useCallback, useState } from 'react';
import { defaultPlanSettings, type NameDecision, type PlanSettings } from '#upload-engine';

export const nameDecisions = ['ask', 'skip', 'keep-both', 'replace'] as const satisfies readonly NameDecision[];

const KEY = 'uplift.plan-settings';

/** What the person wants done with files that are there already, kept in this browser where the frame may keep anything. */
export function usePlanSettings(): {
  readonly settings: PlanSettings;
  change(changes: Partial<PlanSettings>): void;
} {
  const [settings, setSettings] = useState(recall);
  const change = useCallback((changes: Partial<PlanSettings>) => {
    setSettings((before) => {
      const after = { ...before, ...changes };
      remember(after);
      return after;
    });
  }, []);
  return { settings, change };
}

function recall(): PlanSettings {
  try {
    return readSettings(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // A frame without storage is a normal place to be in.
    return defaultPlanSettings;
  }
}

function remember(settings: PlanSettings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // As above: then they hold until the page is closed.
  }
}

/** Takes what is understood of something that was stored; for the rest the usual holds. */
export function readSettings(stored: unknown): PlanSettings {
  const field = (name: string): unknown =>
    typeof stored === 'object' && stored ? Reflect.get(stored, name) : undefined;
  const sameName = nameDecisions.find((decision) => decision === field('sameName'));
  return {
    ...defaultPlanSettings,
    ...(sameName === undefined ? {} : { sameName }),
    ...(field('show') === 'always' ? { show: 'always' } : {}),
    ...(field('emptyFolders') === true ? { emptyFolders: true } : {}),
  };
}
