import { dashboard } from '@wix/dashboard';
import { createClient } from '@wix/sdk';

/** A page that uses the unmodified SDK and leaves its client where the test can reach it. The last part of its hash is the shell's origin. */
const shellOrigin = decodeURIComponent(window.location.pathname.split('/').at(-1) ?? '');
const state = document.getElementById('state');

const host = dashboard.host({
  origin: 'https://manage.wix.com',
  postMessage: (message, _origin, transfer) => window.parent.postMessage(message, shellOrigin, transfer),
});
const client = createClient({ host, auth: dashboard.auth(), modules: { dashboard } });

client.dashboard.observeState((params: { location?: { pathname?: string } }, environment) => {
  if (state) state.textContent = `${environment.language} ${params.location?.pathname ?? ''}`;
});

Object.assign(window, { client, channel: host.channel });
