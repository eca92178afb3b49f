import { StatusAlert } from '@wix/wix-ui-icons-common';
import { useWords } from '../words/use-words.ts';
import { FullPageState } from './full-page-state.tsx';

/** Opened outside a dashboard, or in one that stays silent. */
export function UnreachableState() {
  const words = useWords();
  return (
    <FullPageState
      dataHook="host-unreachable"
      title={words('unreachable.title')}
      text={words('unreachable.text')}
      image={<StatusAlert />}
      action={{ label: words('unreachable.action'), onClick: () => window.location.reload() }}
    />
  );
}
