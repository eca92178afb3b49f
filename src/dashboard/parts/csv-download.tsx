import { TextButton } from '@wix/design-system';
import { useState } from 'react';
import { useWords } from '../words/use-words.ts';
import { copyText } from './copy-text.ts';
import classes from './csv-download.module.css';
import { downloadText } from './download-text.ts';
import { TextToCopy } from './text-to-copy.tsx';

interface CsvDownloadProps {
  readonly label: string;
  readonly fileName: string;
  readonly dataHook: string;
  /** Makes the table; undefined when it could not be made. */
  readonly make: () => Promise<string | undefined>;
}

type Stage = { readonly is: 'idle' | 'making' | 'copied' } | { readonly is: 'saved' | 'shown'; readonly text: string };

/** A table as a file, and as text for a frame that saves no files. */
export function CsvDownload({ label, fileName, dataHook, make }: CsvDownloadProps) {
  const words = useWords();
  const [stage, setStage] = useState<Stage>({ is: 'idle' });
  const save = async () => {
    setStage({ is: 'making' });
    const text = await make();
    if (text === undefined) return setStage({ is: 'idle' });
    downloadText(text, fileName, 'text/csv;charset=utf-8');
    setStage({ is: 'saved', text });
  };
  const copy = async (text: string) => setStage((await copyText(text)) ? { is: 'copied' } : { is: 'shown', text });
  return (
    <div className={classes.download}>
      <div className={classes.buttons}>
        <TextButton size="small" dataHook={dataHook} disabled={stage.is === 'making'} onClick={() => void save()}>
          {label}
        </TextButton>
        {stage.is === 'saved' ? (
          <TextButton size="small" dataHook={`${dataHook}-copy`} onClick={() => void copy(stage.text)}>
            {words('csv.copyInstead')}
          </TextButton>
        ) : null}
        {stage.is === 'copied' ? <span>{words('row.copied')}</span> : null}
      </div>
      {stage.is === 'shown' ? <TextToCopy text={stage.text} dataHook={`${dataHook}-text`} /> : null}
    </div>
  );
}
