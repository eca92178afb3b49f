import { useEffect, useState } from 'react';
import { control, type Library } from '../control.ts';

const REFRESH_MS = 1_500;

/** The site's library, asked again and again. `undefined` until the first answer, `failed` while nobody answers. */
export function useLibrary(siteId: string): { readonly library: Library | undefined; readonly failed: boolean } {
  const [state, setState] = useState<{ library: Library | undefined; failed: boolean }>({
    library: undefined,
    failed: false,
  });
  useEffect(() => {
    let stopped = false;
    let timer: number | undefined;
    const load = async (): Promise<void> => {
      try {
        const library = await control.library(siteId);
        if (!stopped) setState({ library, failed: false });
      } catch {
        if (!stopped) setState((previous) => ({ ...previous, failed: true }));
      }
      if (!stopped) timer = window.setTimeout(load, REFRESH_MS);
    };
    setState({ library: undefined, failed: false });
    void load();
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [siteId]);
  return state;
}
