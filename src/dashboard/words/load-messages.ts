import english from '../messages/en.json';
import type { Language } from './languages.ts';
import type { MessageId } from './use-words.ts';

export type Messages = Readonly<Record<MessageId, string>>;

/** English comes with the page; every other language is fetched from our own server when it is needed. */
const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: () => Promise.resolve(english),
  he: async () => (await import('../messages/he.json')).default,
};

/** English when a language cannot be fetched: words in another language are better than none. */
export function loadMessages(language: Language): Promise<Messages> {
  return loaders[language]().catch(() => english);
}
