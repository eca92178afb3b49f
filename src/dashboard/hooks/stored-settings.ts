/** What a person has set, kept in this browser. A frame without storage is a normal place to be in: then it holds until the page is closed. */
export function recallSettings(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    // Refused, or not ours: as if nothing had been kept.
    return {};
  }
}

export function rememberSettings(key: string, settings: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // As above.
  }
}

/** A field of something that was stored, of which nothing is known. */
export function storedField(stored: unknown, name: string): unknown {
  return typeof stored === 'object' && stored ? Reflect.get(stored, name) : undefined;
}
