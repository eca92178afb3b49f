import { useState } from 'react';
import { copyText } from '../parts/copy-text.ts';
import link from '../parts/small-link.module.css';
import { useWords } from '../words/use-words.ts';
import classes from './upload-row.module.css';

type Copying = 'idle' | 'copied' | 'refused';

/** Where the file lives now. Where the frame may not write the clipboard the address itself is shown, selected. */
export function ReadyLinks({ name, url }: { readonly name: string; readonly url: string }) {
  const words = useWords();
  const [copying, setCopying] = useState<Copying>('idle');
  return (
    <span className={classes.links}>
      <a
        className={link.link}
        href={url}
        target="_blank"
        rel="noreferrer"
        aria-label={words('row.openLabel', { name })}
      >
        {words('row.open')}
      </a>
      <button
        type="button"
        className={link.link}
        aria-label={copying === 'copied' ? words('row.copied') : words('row.copyLinkLabel', { name })}
        onClick={async () => setCopying((await copyText(url)) ? 'copied' : 'refused')}
      >
        {words(copying === 'copied' ? 'row.copied' : 'row.copyLink')}
      </button>
      {copying === 'refused' ? (
        <input
          className={classes.address}
          aria-label={words('row.copyFailed')}
          value={url}
          readOnly
          dir="ltr"
          ref={(field) => field?.select()}
        />
      ) : null}
    </span>
  );
}
