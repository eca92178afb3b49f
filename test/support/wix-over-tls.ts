import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type StandIn, startStandIn } from '#wix-stand-in';
import { createSelfSignedCertificate } from './self-signed-certificate.ts';

const NAMES_TO_LOOPBACK = resolve(import.meta.dirname, 'wix-names-to-loopback.cjs');
const WIX_NAMES = ['www.wixapis.com', 'upload.wixmp.com'];

/** A stand-in that servers reach as they reach Wix: by Wix's names, over TLS. They are in real-Wix mode and know nothing of it. */
export interface WixOverTls {
  readonly standIn: StandIn;
  /** For a server's process: the app's keys, and the way to this Wix. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions: readonly string[];
  close(): Promise<void>;
}

/** The TLS end of the connections: passes each call on as it is, under the only name that the stand-in listens to. */
function startProxy(target: string, certificate: { readonly key: string; readonly cert: string }) {
  const { hostname, port, host } = new URL(target);
  const server = createServer(certificate, (incoming, outgoing) => {
    const { method, url: path } = incoming;
    const headers = { ...incoming.headers, host };
    const passedOn = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.once('error', () => outgoing.destroy());
    incoming.pipe(passedOn);
  });
  server.listen(0, '127.0.0.1');
  return server;
}

export async function startWixOverTls(appId: string): Promise<WixOverTls> {
  const directory = mkdtempSync(join(tmpdir(), 'wix-over-tls-'));
  const standIn = await startStandIn({ port: 0, dataDir: directory, appId, shellDir: join(directory, 'no-shell') });
  const certificate = createSelfSignedCertificate(WIX_NAMES);
  const certificateFile = join(directory, 'certificate.pem');
  writeFileSync(certificateFile, certificate.cert);
  const proxy = startProxy(standIn.origin, certificate);
  await once(proxy, 'listening');
  const { appSecret, publicKey } = standIn.credentials;
  return {
    standIn,
    environment: {
      WIX_APP_ID: appId,
      WIX_APP_SECRET: appSecret,
      WIX_PUBLIC_KEY: publicKey,
      NODE_EXTRA_CA_CERTS: certificateFile,
      WIX_NAMES_PORT: String((proxy.address() as AddressInfo).port),
    },
    nodeOptions: ['--require', NAMES_TO_LOOPBACK],
    async close() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
      await standIn.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
