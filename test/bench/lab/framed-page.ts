import { setTimeout as sleep } from 'node:timers/promises';
import type { CdpConnection, CdpEvent } from './cdp-connection.ts';
import { CdpSession } from './cdp-session.ts';

const OPEN_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

interface AttachedTarget {
  readonly sessionId: string;
  readonly targetInfo: { readonly type: string };
}

/** A page with another site's page in a frame, as a Wix app lives in the dashboard. Both have sessions of their own. */
export interface FramedPage {
  readonly connection: CdpConnection;
  readonly outer: CdpSession;
  readonly frame: CdpSession;
}

async function untilFrameShows(frames: ReadonlySet<CdpSession>, expression: string): Promise<CdpSession> {
  const deadline = Date.now() + OPEN_TIMEOUT_MS;
  while (Date.now() < deadline) {
    for (const frame of frames) {
      // A frame that navigates meanwhile loses its session; the next round sees the new one.
      if (await frame.evaluate<boolean>(expression).catch(() => false)) return frame;
    }
    await sleep(POLL_MS);
  }
  throw new Error(`no frame came to show: ${expression}`);
}

/**
 * Opens `url` and waits for the cross-site frame of `frameOrigin` to be loaded, scripts included, and to hold an element of
 * `selector`.
 * @throws when it does not within a minute.
 */
export async function openFramedPage(
  connection: CdpConnection,
  { url, frameOrigin, selector }: { readonly url: string; readonly frameOrigin: string; readonly selector: string },
): Promise<FramedPage> {
  const frames = new Set<CdpSession>();
  connection.subscribe(({ method, params }: CdpEvent) => {
    if (method === 'Target.attachedToTarget') {
      const { sessionId, targetInfo } = params as unknown as AttachedTarget;
      if (targetInfo.type === 'iframe') frames.add(new CdpSession(connection, sessionId));
    } else if (method === 'Target.detachedFromTarget') {
      for (const frame of frames) if (frame.id === params.sessionId) frames.delete(frame);
    }
  });
  const { targetId } = await connection.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await connection.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const outer = new CdpSession(connection, sessionId);
  const filter = [{ type: 'iframe' }];
  await outer.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true, filter });
  await outer.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await outer.send('Page.navigate', { url });
  const origin = JSON.stringify(frameOrigin);
  const shown = `location.origin === ${origin} && document.readyState === 'complete' && document.querySelector(${JSON.stringify(selector)}) !== null`;
  return { connection, outer, frame: await untilFrameShows(frames, shown) };
}

/** Puts files into an input as the file dialogue would; the page sees one `change`. */
export async function pickFiles(frame: CdpSession, selector: string, paths: readonly string[]): Promise<void> {
  const objectId = await frame.objectOf(`document.querySelector(${JSON.stringify(selector)})`);
  if (objectId === undefined) throw new Error(`there is no ${selector}`);
  await frame.send('DOM.setFileInputFiles', { objectId, files: paths });
}
