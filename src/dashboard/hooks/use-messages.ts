import { useEffect, useState } from 'react';
import { directionOf, type Language } from '../words/languages.ts';
import { loadMessages, type Messages } from '../words/load-messages.ts';

export interface LoadedLanguage {
  readonly language: Language;
  readonly messages: Messages;
}

/** The sentences of a language. While a new one loads the old one stays; undefined only before the first. */
export function useMessages(language: Language): LoadedLanguage | undefined {
  const [loaded, setLoaded] = useState<LoadedLanguage>();
  useEffect(() => {
    let isWanted = true;
    loadMessages(language).then((messages) => {
      if (isWanted) setLoaded({ language, messages });
    });
    return () => {
      isWanted = false;
    };
  }, [language]);
  useEffect(() => {
    if (loaded === undefined) return;
    document.documentElement.lang = loaded.language;
    document.documentElement.dir = directionOf[loaded.language];
  }, [loaded]);
  return loaded;
}
