import { StatusAlert } from '@wix/wix-ui-icons-common';
import { Component, type PropsWithChildren } from 'react';
import { useWords } from '../words/use-words.ts';
import { FullPageState } from './full-page-state.tsx';

/** A mistake of ours in one component says so instead of leaving an empty frame. */
export class CrashBoundary extends Component<PropsWithChildren, { readonly hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    return this.state.hasCrashed ? <CrashState /> : this.props.children;
  }
}

function CrashState() {
  const words = useWords();
  return (
    <FullPageState
      dataHook="crashed"
      title={words('crash.title')}
      text={words('crash.text')}
      image={<StatusAlert />}
      action={{ label: words('unreachable.action'), onClick: () => window.location.reload() }}
    />
  );
}
