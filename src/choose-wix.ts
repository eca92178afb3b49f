import { join } from 'node:path';
import { type Config, explainPort, redirectWixTo, type WixKeys } from '#server';
import { startStandInThread } from './start-stand-in-thread.ts';

/** The Wix that this process talks to: the real one, or the local stand-in that it started beside itself. */
export interface ChosenWix {
  readonly keys: WixKeys;
  readonly standIn?: {
    readonly origin: string;
    readonly dashboardUrl: string;
    connectApp(addresses: { pageUrl: string; webhookUrl: string }): void;
  };
  close(): Promise<void>;
}

/** Starts the stand-in when there are no keys. Its code is only loaded then. */
export async function chooseWix(config: Config, projectRoot: string): Promise<ChosenWix> {
  const { wix } = config;
  if (wix.kind === 'real') return { keys: wix, close: async () => {} };
  const standIn = await startStandInThread({
    port: wix.port,
    dataDir: join(config.dataDir, 'wix-stand-in'),
    appId: wix.appId,
    shellDir: join(projectRoot, 'dist/shell'),
  }).catch(explainPort('STAND_IN_PORT', wix.port));
  const restoreFetch = redirectWixTo(standIn.origin);
  return {
    keys: standIn.credentials,
    standIn,
    async close() {
      restoreFetch();
      await standIn.close();
    },
  };
}
