const LABELS: Readonly<Record<string, readonly [label: string, color: string]>> = {
  video: ['VIDEO', '#3b57e6'],
  audio: ['AUDIO', '#8a3be6'],
  document: ['DOC', '#2f7ab0'],
  archive: ['ZIP', '#7a6a3a'],
  model3d: ['3D', '#2f9a6a'],
  image: ['IMAGE', '#b0752f'],
  vector: ['SVG', '#b0752f'],
};

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

/** The picture that stands for a file which has none of its own; real Wix has a few PNGs for this. */
export function iconOf(kind: string): string {
  const [label, color] = LABELS[kind] ?? ['FILE', '#6b7280'];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256"><rect width="256" height="256" fill="#eef1f6"/><path d="M72 32h80l40 40v152H72z" fill="#fff" stroke="${color}" stroke-width="6"/><path d="M152 32v40h40" fill="none" stroke="${color}" stroke-width="6"/><text x="132" y="160" text-anchor="middle" font-family="sans-serif" font-size="30" font-weight="700" fill="${color}">${label}</text></svg>`;
}

/** Stands for a frame of a video: nothing here can decode one. */
export function posterOf(name: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720" viewBox="0 0 1280 720"><rect width="1280" height="720" fill="#26324f"/><circle cx="640" cy="330" r="110" fill="#fff" fill-opacity=".85"/><path d="M605 270v120l100-60z" fill="#26324f"/><text x="640" y="560" text-anchor="middle" font-family="sans-serif" font-size="44" fill="#fff">${escapeXml(name)}</text></svg>`;
}
