import { useSyncExternalStore } from 'react';

/** A telephone, or a dashboard squeezed beside something else. The style sheets use the same width. */
const narrow = window.matchMedia('(width < 560px)');

export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener);
      return () => narrow.removeEventListener('change', listener);
    },
    () => narrow.matches,
  );
}
