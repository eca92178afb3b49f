import { WixDesignSystemProvider } from '@wix/design-system';
import { useEffect, useState } from 'react';
import { control, type SiteInfo, type UserInfo } from './control.ts';
import { Dashboard } from './dashboard.tsx';
import { WORDS } from './words.ts';

const RETRY_MS = 1_000;

interface People {
  readonly sites: readonly SiteInfo[];
  readonly users: readonly UserInfo[];
}

/** Loads who and what there is, then shows the dashboard. */
export function Shell() {
  const [people, setPeople] = useState<People | 'failed' | undefined>();
  useEffect(() => {
    let timer: number | undefined;
    const load = () =>
      void control.sites().then(setPeople, () => {
        setPeople('failed');
        timer = window.setTimeout(load, RETRY_MS);
      });
    load();
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <WixDesignSystemProvider>
      {people === 'failed' ? <div className="notice">{WORDS.en.stopped}</div> : null}
      {typeof people === 'object' ? <Dashboard {...people} /> : null}
    </WixDesignSystemProvider>
  );
}
