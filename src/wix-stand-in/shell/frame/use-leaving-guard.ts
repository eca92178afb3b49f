import { useCallback, useEffect, useRef, useState } from 'react';
import type { PageSession } from './page-session.ts';

const ASK_EVERY_MS = 1_000;

interface LeavingGuard {
  /** Asks the page; runs `go` at once, or after the person has said so. */
  leave(go: () => void): void;
  /** There is a question on the screen. */
  readonly isAsking: boolean;
  answer(leave: boolean): void;
}

/**
 * Nobody leaves a page that objects without being asked. The browser wants its answer to a reload or a closed tab at
 * once, but the page answers across a channel: so it is asked every second, and the last answer is given.
 */
export function useLeavingGuard(sessions: () => readonly PageSession[]): LeavingGuard {
  const [pending, setPending] = useState<{ readonly go: () => void } | undefined>();
  const objects = useRef(false);

  const ask = useCallback(async (): Promise<boolean> => {
    const answers = await Promise.all(sessions().map((session) => session.objectsToLeaving()));
    objects.current = answers.includes(true);
    return objects.current;
  }, [sessions]);

  useEffect(() => {
    const stop = new AbortController();
    const timer = window.setInterval(ask, ASK_EVERY_MS);
    const refuse = (event: BeforeUnloadEvent): void => {
      if (objects.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', refuse, { signal: stop.signal });
    return () => {
      stop.abort();
      window.clearInterval(timer);
    };
  }, [ask]);

  return {
    isAsking: pending !== undefined,
    leave: (go) => void ask().then((objected) => (objected ? setPending({ go }) : go())),
    answer(leave) {
      setPending(undefined);
      if (leave) pending?.go();
    },
  };
}
