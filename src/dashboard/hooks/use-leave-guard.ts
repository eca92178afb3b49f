import { useEffect } from 'react';
import { useEngine } from './engine-context.tsx';
import { useHost } from './host-context.tsx';

/** Leaving the page while bytes move needs a second thought; the dashboard asks for it. */
export function useLeaveGuard(): void {
  const host = useHost();
  const engine = useEngine();
  useEffect(() => host.guardLeaving(() => engine.getSummary().isBusy), [host, engine]);
}
