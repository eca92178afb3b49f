/** How a name differs from the one on the disk. `composed`: the same letters, written the way Wix's search expects. */
export type NameChange = 'composed' | 'control-characters' | 'direction-marks' | 'spaces' | 'separators' | 'only-dots';

export interface WixName {
  readonly name: string;
  readonly changes: readonly NameChange[];
}

/** What a name becomes of which nothing is left. */
const UNNAMED = 'unnamed';

const steps: readonly { readonly change: NameChange; readonly apply: (name: string) => string }[] = [
  // macOS writes an accent as a character of its own (NFD); searching and comparing on Wix go by the composed form.
  { change: 'composed', apply: (name) => name.normalize('NFC') },
  // Line ends and the like; half of a surrogate pair cannot travel as UTF-8.
  { change: 'control-characters', apply: (name) => name.replace(/\p{Cc}+/gu, ' ').replace(/\p{Cs}/gu, '_') },
  // Embeddings, overrides and isolates let the name of a program read like that of a photograph. Plain marks stay.
  { change: 'direction-marks', apply: (name) => name.replace(/[\u202A-\u202E\u2066-\u2069]/gu, '') },
  // A path in disguise for whoever downloads the file on Windows.
  { change: 'separators', apply: (name) => name.replace(/[\\/]/g, '_') },
  { change: 'spaces', apply: (name) => name.trim() },
  { change: 'only-dots', apply: (name) => (/^\.*$/.test(name) ? UNNAMED : name) },
];

/** The name under which a file or folder goes to Wix, and what had to change. Length is not touched. */
export function toWixName(raw: string): WixName {
  let name = raw;
  const changes: NameChange[] = [];
  for (const { change, apply } of steps) {
    const next = apply(name);
    if (next === name) continue;
    changes.push(change);
    name = next;
  }
  return { name, changes };
}

/** Whether somebody who compares the two names sees a difference. */
export function isVisible(change: NameChange): boolean {
  return change !== 'composed';
}
