const WIX_API_ORIGIN = 'https://www.wixapis.com';

/**
 * Sends every request for Wix's API to the stand-in instead, by wrapping the process's `fetch` once: the SDK's addresses
 * are fixed, and stay unmodified. With real credentials this is never called.
 * @param standInOrigin like `http://127.0.0.1:4000`.
 * @returns puts the original `fetch` back.
 */
export function redirectWixTo(standInOrigin: string): () => void {
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== WIX_API_ORIGIN) return original(input, init);
    const target = new URL(standInOrigin);
    target.pathname = url.pathname;
    target.search = url.search;
    return original(input instanceof Request ? new Request(target, input) : target, init);
  };
  return () => {
    globalThis.fetch = original;
  };
}
