import { StatusDenied } from '@wix/wix-ui-icons-common';
import type { Failure } from '#contracts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import { FullPageState } from './full-page-state.tsx';

/** The server does not accept this session at all; nothing on the page could work. */
export function BlockedState({ failure }: { readonly failure: Failure }) {
  const words = useWords();
  const { title, cure, detail } = failureWords(words, failure);
  return (
    <FullPageState
      dataHook="session-blocked"
      title={title}
      text={[cure, detail].filter(Boolean).join(' ')}
      image={<StatusDenied />}
      action={{ label: words('blocked.action'), onClick: () => window.location.reload() }}
    />
  );
}
