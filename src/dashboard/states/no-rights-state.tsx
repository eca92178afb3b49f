import { StatusDenied } from '@wix/wix-ui-icons-common';
import { useWords } from '../words/use-words.ts';
import { FullPageState } from './full-page-state.tsx';

/** The person may open the dashboard but not use the Media Manager: says whom to ask for what. */
export function NoRightsState({ onCheckAgain }: { readonly onCheckAgain: () => void }) {
  const words = useWords();
  return (
    <FullPageState
      dataHook="no-permission"
      title={words('noRights.title')}
      text={`${words('noRights.text')} ${words('noRights.after')}`}
      image={<StatusDenied />}
      action={{ label: words('noRights.action'), onClick: onCheckAgain }}
    />
  );
}
