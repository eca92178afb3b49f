import type { Clock, LedgerSession } from '#upload-engine';

/** Between two tries to learn what is unfinished. Milliseconds. */
const TRY_AGAIN_MS = 10_000;

export interface FirstLook {
  /** Resolves when the first try has ended, also without an answer: whoever drops files then does not wait any longer. */
  readonly done: Promise<void>;
  stop(): void;
}

/** Asks for the site's unfinished batches after the page has loaded, again and again until the server answers. */
export function takeFirstLook(ledger: Pick<LedgerSession, 'refresh'>, clock: Clock): FirstLook {
  let cancelTimer = () => {};
  let stopped = false;
  const look = (): Promise<void> =>
    ledger.refresh().catch(() => {
      if (!stopped) cancelTimer = clock.setTimeout(() => void look(), TRY_AGAIN_MS);
    });
  return {
    done: look(),
    stop() {
      stopped = true;
      cancelTimer();
    },
  };
}
