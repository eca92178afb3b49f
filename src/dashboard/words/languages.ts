export const languages = ['en', 'he'] as const;
export type Language = (typeof languages)[number];

export const directionOf: Readonly<Record<Language, 'ltr' | 'rtl'>> = { en: 'ltr', he: 'rtl' };

/** `he` was `iw` until 1989, and Java still says so. */
const oldNames: Readonly<Record<string, string>> = { iw: 'he' };

/** The language to speak for a tag of the dashboard's (`he-IL`, `pt_BR`, undefined): English where there is no better one. */
export function resolveLanguage(tag: string | undefined): Language {
  const primary = (tag ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  const name = oldNames[primary] ?? primary;
  return languages.find((language) => language === name) ?? 'en';
}
