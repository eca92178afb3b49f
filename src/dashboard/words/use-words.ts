import { useMemo } from 'react';
import { type IntlShape, useIntl } from 'react-intl';
import type english from '../messages/en.json';
import { directionOf, resolveLanguage } from './languages.ts';

export type MessageId = keyof typeof english;
export type MessageValues = Readonly<Record<string, string | number>>;

export interface Words {
  (id: MessageId, values?: MessageValues): string;
  readonly intl: IntlShape;
  /** For a name that stands beside others without a sentence around them. */
  isolate(name: string): string;
}

/** The page's sentences in the reader's language. */
export function useWords(): Words {
  const intl = useIntl();
  return useMemo(() => createWords(intl), [intl]);
}

export function createWords(intl: IntlShape): Words {
  const isRightToLeft = directionOf[resolveLanguage(intl.locale)] === 'rtl';
  return Object.assign(
    (id: MessageId, values?: MessageValues) => intl.formatMessage({ id }, values && isolateAll(values, isRightToLeft)),
    { intl, isolate: (name: string) => isolate(name, isRightToLeft) },
  );
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** A name or a size of the other direction would pull the words around it along: it is set apart where that can happen. */
function isolate(text: string, isRightToLeft: boolean): string {
  const mayTurn = isRightToLeft || rightToLeftLetter.test(text);
  return mayTurn ? `${FIRST_STRONG_ISOLATE}${text}${POP_DIRECTIONAL_ISOLATE}` : text;
}

/** A text that was copied from the page, as it was before `isolate`. */
export function withoutIsolates(text: string): string {
  return text.replaceAll(FIRST_STRONG_ISOLATE, '').replaceAll(POP_DIRECTIONAL_ISOLATE, '');
}

function isolateAll(values: MessageValues, isRightToLeft: boolean): MessageValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? isolate(value, isRightToLeft) : value,
    ]),
  );
}
