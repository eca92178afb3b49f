import { TextButton } from '@wix/design-system';
import { useState } from 'react';
import { copyText } from '../parts/copy-text.ts';
import { useWords } from '../words/use-words.ts';
import classes from './upload-row.module.css';

type Copying = 'idle' | 'copied' | 'refused';

/** Where the file lives now. Where the frame may not write the clipboard the address itself is shown, selected. */
export function ReadyLinks({ name, url }: { readonly name: string; readonly url: string }) {
  const words = useWords();
  const [copying, setCopying] = useState<Copying>('idle');
  return (
    <span className={classes.links}>
      <TextButton
        size="small"
        as="a"
        href={url}
        target="_blank"
        rel="noreferrer"
        ariaLabel={words('row.openLabel', { name })}
      >
        {words('row.open')}
      </TextButton>
      <TextButton
        size="small"
        ariaLabel={copying === 'copied' ? words('row.copied') : words('row.copyLinkLabel', { name })}
        onClick={async () => setCopying((await copyText(url)) ? 'copied' : 'refused')}
      >
        {words(copying === 'copied' ? 'row.copied' : 'row.copyLink')}
      </TextButton>
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
