import { Text, TextButton } from '@wix/design-system';
import { useState } from 'react';
import type { Failure, HistoryEntry } from '#contracts';
import { toFailure } from '../hooks/to-failure.ts';
import type { HistoryControl } from '../hooks/use-history.ts';
import { copyText } from '../parts/copy-text.ts';
import { CsvDownload } from '../parts/csv-download.tsx';
import { TextToCopy } from '../parts/text-to-copy.tsx';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import { EraseHistory } from './erase-history.tsx';
import { formatHistory, formatLinks } from './format-history.ts';
import classes from './history.module.css';

type Links =
  | { readonly is: 'idle' | 'loading' }
  | { readonly is: 'copied'; readonly count: number }
  | { readonly is: 'shown'; readonly text: string };

/** What can be done with everything that the filter lets through. */
export function HistoryActions({ control }: { readonly control: HistoryControl }) {
  const words = useWords();
  const [links, setLinks] = useState<Links>({ is: 'idle' });
  const [failure, setFailure] = useState<Failure>();
  const loadAll = async (): Promise<readonly HistoryEntry[] | undefined> => {
    setFailure(undefined);
    try {
      return await control.loadAll();
    } catch (error) {
      setFailure(toFailure(error));
      return undefined;
    }
  };
  const copyLinks = async () => {
    setLinks({ is: 'loading' });
    const entries = (await loadAll())?.filter(({ url }) => url);
    if (entries === undefined) return setLinks({ is: 'idle' });
    const text = formatLinks(entries);
    setLinks((await copyText(text)) ? { is: 'copied', count: entries.length } : { is: 'shown', text });
  };
  const refusal = failure && failureWords(words, failure);
  return (
    <div className={classes.actions}>
      <div className={classes.buttons}>
        <TextButton
          size="small"
          dataHook="history-copy-links"
          disabled={links.is === 'loading'}
          onClick={() => void copyLinks()}
        >
          {links.is === 'copied' ? words('history.linksCopied', { count: links.count }) : words('history.copyLinks')}
        </TextButton>
        <CsvDownload
          label={words('history.export')}
          fileName="uploads.csv"
          dataHook="history-export"
          make={async () => {
            const entries = await loadAll();
            return entries && formatHistory(words, entries);
          }}
        />
        <EraseHistory onErased={control.reload} />
      </div>
      {links.is === 'shown' ? <TextToCopy text={links.text} dataHook="history-links-text" /> : null}
      {refusal === undefined ? null : (
        <Text size="small" skin="error">
          {refusal.title} {refusal.cure}
        </Text>
      )}
    </div>
  );
}
