import { useEffect, useState } from 'react';
import { type Place, placeUrl, readPlace } from './place.ts';

/** The place in the address bar, and a way to go elsewhere. */
export function usePlace(firstSiteId: string, firstUserId: string) {
  const [place, setPlace] = useState(() => readPlace(window.location.search, firstSiteId, firstUserId));
  useEffect(() => {
    const follow = () => setPlace(readPlace(window.location.search, firstSiteId, firstUserId));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, [firstSiteId, firstUserId]);
  const go = (change: Partial<Place>, history: 'push' | 'replace' = 'push') => {
    const next = { ...place, ...change };
    window.history[history === 'push' ? 'pushState' : 'replaceState'](null, '', placeUrl(next));
    setPlace(next);
  };
  return { place, go };
}
