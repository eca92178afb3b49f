import { handshakeCode, provideSDKApi } from '@wix/dashboard/provider';
import { useEffect, useRef, useState } from 'react';
import { control } from '../control.ts';
import type { Place } from '../place.ts';
import type { Words } from '../words.ts';
import type { PageSession } from './page-session.ts';
import { createProviderApi, type ShellActions } from './provider-api.ts';

const RETRY_MS = 1_000;
/** A frame that reports nonsense must not make a page without end. */
const MAX_HEIGHT_PX = 200_000;

interface PageFrameProps {
  readonly place: Place;
  readonly words: Words;
  readonly actions: Omit<ShellActions, 'setHeight'>;
  /** Called for every handshake: each reload of the page, and each of a double mount, is a session of its own. */
  readonly openSession: () => PageSession;
}

interface Handshake {
  readonly code: string;
  readonly port: MessagePort;
}

function isHandshake(data: unknown): data is Handshake {
  return typeof data === 'object' && data !== null && 'code' in data && 'port' in data && data.code === handshakeCode;
}

/** The app's page in its frame. The listener is there before the frame's address: the page says hello only once. */
export function PageFrame({ place, words, actions, openSession }: PageFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isWaiting, setWaiting] = useState(false);
  const [height, setHeight] = useState(600);
  const current = useRef({ actions, openSession, language: place.language });
  current.current = { actions, openSession, language: place.language };
  const { siteId, userId } = place;

  useEffect(() => {
    let pageOrigin: string | undefined;
    let retry: number | undefined;
    const stop = new AbortController();
    const greet = ({ source, origin, data }: MessageEvent): void => {
      if (source !== frame.current?.contentWindow || origin !== pageOrigin || !isHandshake(data)) return;
      const shell: ShellActions = {
        ...current.current.actions,
        setHeight: (reported) => setHeight(Math.min(MAX_HEIGHT_PX, Math.max(0, Number(reported) || 0))),
      };
      provideSDKApi({ api: createProviderApi(current.current.openSession(), shell), port: data.port });
    };
    const load = async (): Promise<void> => {
      try {
        const { url } = await control.frame(siteId, userId, current.current.language);
        if (stop.signal.aborted) return;
        pageOrigin = new URL(url).origin;
        setWaiting(false);
        if (frame.current) frame.current.src = url;
      } catch {
        if (stop.signal.aborted) return;
        setWaiting(true);
        retry = window.setTimeout(load, RETRY_MS);
      }
    };
    window.addEventListener('message', greet, { signal: stop.signal });
    void load();
    return () => {
      stop.abort();
      window.clearTimeout(retry);
    };
  }, [siteId, userId]);

  return (
    <>
      {isWaiting ? <div className="notice">{words.notConnected}</div> : null}
      <iframe
        ref={frame}
        id="shell-frame"
        name="shell-frame"
        data-hook="shell-frame"
        title={words.uplift}
        className="page-frame"
        style={{ height }}
        allow="clipboard-write"
      />
    </>
  );
}
