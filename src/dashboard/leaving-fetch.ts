/** Lets a page that is being left say a last word to its server. */
export interface LeavingFetch {
  /** Keeps what the latest call proved itself with. @returns the same object */
  remember<Answer extends { readonly headers: Readonly<Record<string, string>> }>(auth: Answer): Answer;
  /** The same `fetch`, until the page is being left: from then on with the headers remembered, and outliving the page. */
  unlessLeaving(fetchWithAuth: typeof fetch): typeof fetch;
}

/**
 * Asked for a token by a page that is going, the dashboard would answer nobody, and a usual request dies with its page.
 * A page that the browser keeps for the way back is not going.
 * @param page where `pagehide` is heard: before those hear it who were added later, so that they can still call
 */
export function createLeavingFetch(page: Pick<Window, 'addEventListener' | 'fetch'>): LeavingFetch {
  let remembered: Readonly<Record<string, string>> | undefined;
  let isLeaving = false;
  page.addEventListener('pagehide', ({ persisted }) => {
    isLeaving = !persisted;
  });
  return {
    remember(auth) {
      remembered = auth.headers;
      return auth;
    },
    unlessLeaving: (fetchWithAuth) => (input, init) =>
      isLeaving && remembered
        ? page.fetch(input, { ...init, headers: { ...init?.headers, ...remembered }, keepalive: true })
        : fetchWithAuth(input, init),
  };
}
