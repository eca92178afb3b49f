import { type Line, startLine } from '../../support/line.ts';
import type { RunningUplift } from '../../support/running-uplift.ts';

/** The lines from the browser to the upload host and to our server, which can be cut apart from each other. */
export interface Lines {
  readonly uploadHost: Line;
  readonly server: Line;
  /** The browser's switch that leads it over them. The dashboard around our page has another host name and keeps its own line. */
  readonly browserSwitch: string;
  close(): Promise<void>;
}

export async function startLines({ standInOrigin, appUrl }: RunningUplift): Promise<Lines> {
  const lineTo = (url: string) => startLine(Number(new URL(url).port), 0);
  const uploadHost = await lineTo(standInOrigin);
  const server = await lineTo(appUrl);
  const rule = (url: string, { port }: Line) => `MAP ${new URL(url).host} 127.0.0.1:${port}`;
  return {
    uploadHost,
    server,
    browserSwitch: `--host-resolver-rules=${rule(standInOrigin, uploadHost)},${rule(appUrl, server)}`,
    async close() {
      await Promise.all([uploadHost.close(), server.close()]);
    },
  };
}
