import type { Language } from './words.ts';

export type View = 'uplift' | 'media';

/** Where the person is. It is the shell's query string, so that a reload and a link lead to the same place. */
export interface Place {
  readonly siteId: string;
  readonly userId: string;
  readonly language: Language;
  readonly view: View;
  /** The page's own part of the address: `/sub?x=1#y`. */
  readonly path: string;
}

export function readPlace(search: string, firstSiteId: string, firstUserId: string): Place {
  const query = new URLSearchParams(search);
  return {
    siteId: query.get('site') ?? firstSiteId,
    userId: query.get('user') ?? firstUserId,
    language: query.get('language') === 'he' ? 'he' : 'en',
    view: query.get('view') === 'media' ? 'media' : 'uplift',
    path: query.get('path') ?? '/',
  };
}

export function placeUrl(place: Place): string {
  const { siteId, userId, language, view, path } = place;
  const query = new URLSearchParams({ site: siteId, user: userId, language, view, ...(path === '/' ? {} : { path }) });
  return `${window.location.origin}/?${query}`;
}
