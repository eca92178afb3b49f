import '@wix/design-system/styles.global.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectWebMethods } from './call-web-method.ts';
import { createPageQueue } from './hooks/create-page-queue.ts';
import { connectHost, isStandIn } from './host.ts';

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no element with the id "app"');

// Wix's typeface lies on Wix's static host: a machine without a network does without it.
if (!isStandIn()) void import('./wix-fonts.css');

createRoot(container).render(
  <App
    hostStore={connectHost()}
    openQueue={(host) => {
      connectWebMethods(host.fetchWithAuth);
      return createPageQueue(host.fetchWithAuth);
    }}
  />,
);
