import { WixDesignSystemProvider } from '@wix/design-system';
import { useEffect, useState } from 'react';
import { IntlProvider } from 'react-intl';
import type { DashboardHost, HostStore } from './dashboard-host.ts';
import type { PageQueue } from './hooks/create-page-queue.ts';
import { QueueProvider } from './hooks/engine-context.tsx';
import { HostProvider, useHostState } from './hooks/host-context.tsx';
import { useMessages } from './hooks/use-messages.ts';
import { MediaAccess } from './media-access.tsx';
import { ConnectingState } from './states/connecting-state.tsx';
import { CrashBoundary } from './states/crash-boundary.tsx';
import { UnreachableState } from './states/unreachable-state.tsx';
import { resolveLanguage } from './words/languages.ts';

interface AppProps {
  readonly hostStore: HostStore;
  /** Called once, when the dashboard has answered. */
  readonly openQueue: (host: DashboardHost) => PageQueue;
}

export function App({ hostStore, openQueue }: AppProps) {
  const { connection, language } = useHostState(hostStore);
  const loaded = useMessages(resolveLanguage(language));
  if (loaded === undefined) return null;
  return (
    <IntlProvider locale={loaded.language} messages={loaded.messages}>
      <WixDesignSystemProvider as="div" locale={loaded.language}>
        <CrashBoundary>
          {connection.status === 'connecting' ? <ConnectingState /> : null}
          {connection.status === 'unreachable' ? <UnreachableState /> : null}
          {connection.status === 'connected' ? <Connected host={connection.host} openQueue={openQueue} /> : null}
        </CrashBoundary>
      </WixDesignSystemProvider>
    </IntlProvider>
  );
}

interface ConnectedProps {
  readonly host: DashboardHost;
  readonly openQueue: (host: DashboardHost) => PageQueue;
}

function Connected({ host, openQueue }: ConnectedProps) {
  const [pageQueue] = useState(() => openQueue(host));
  useEffect(() => {
    // A page that the browser keeps for the way back goes on where it was.
    const leave = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) pageQueue.dispose();
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      pageQueue.dispose();
    };
  }, [pageQueue]);
  return (
    <HostProvider host={host}>
      <QueueProvider pageQueue={pageQueue}>
        <MediaAccess />
      </QueueProvider>
    </HostProvider>
  );
}
