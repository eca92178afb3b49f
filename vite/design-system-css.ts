import type { Plugin } from 'vite';

/**
 * Takes the fonts out of the design system's style sheet: they lie on Wix's own static host, and the page asks nobody
 * but its own server unless it really runs inside Wix (there `wix-fonts.css` brings them back).
 */
export function designSystemCss(): Plugin {
  return {
    name: 'uplift:design-system-css',
    enforce: 'pre',
    transform(code, id) {
      if (!/@wix\/design-system\/styles\.global\.css$/.test(id.split('?')[0] ?? id)) return null;
      return { code: code.replaceAll(/@font-face\s*\{[^}]*\}/g, ''), map: null };
    },
  };
}
