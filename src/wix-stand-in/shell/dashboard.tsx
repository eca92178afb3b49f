import { Box, Button, Text } from '@wix/design-system';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { control, type SiteInfo, type UserInfo } from './control.ts';
import { FaultsPanel } from './faults/faults-panel.tsx';
import { useFaults } from './faults/use-faults.ts';
import { createDashboardTokens } from './frame/dashboard-tokens.ts';
import { PageFrame } from './frame/page-frame.tsx';
import { createPageSession, type PageSession } from './frame/page-session.ts';
import { PAGE_ID, type ShellActions } from './frame/provider-api.ts';
import { useLeavingGuard } from './frame/use-leaving-guard.ts';
import { MediaLibrary } from './media/media-library.tsx';
import { MediaPicker } from './media/media-picker.tsx';
import { toPickedDescriptor } from './media/picked-descriptor.ts';
import { Dialog } from './parts/dialog.tsx';
import { SideNav } from './parts/side-nav.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { type Place, placeUrl } from './place.ts';
import { ToastStack } from './toasts/toast-stack.tsx';
import { createToastStore } from './toasts/toast-store.ts';
import { useDialogs } from './use-dialogs.ts';
import { usePlace } from './use-place.ts';
import { WORDS } from './words.ts';

interface DashboardProps {
  readonly sites: readonly SiteInfo[];
  readonly users: readonly UserInfo[];
}

/** Sessions of documents that are gone never answer; a few are kept, as a double mount makes two at once. */
const KEPT_SESSIONS = 4;

function pageState(place: Place) {
  const url = new URL(place.path, 'http://page');
  const location = { pageId: PAGE_ID, pathname: url.pathname, search: url.search, hash: url.hash };
  const environment = {
    locale: place.language === 'he' ? 'he-IL' : 'en-US',
    language: place.language,
    embedded: false,
    pageLocation: location,
  };
  return [{ location, displayMode: 'main' as const }, environment] as const;
}

export function Dashboard({ sites, users }: DashboardProps) {
  const { place, go } = usePlace(sites[0]?.id ?? '', users[0]?.id ?? '');
  const [toasts] = useState(createToastStore);
  const [title, setTitle] = useState<string | null>(null);
  const [areFaultsOpen, setFaultsOpen] = useState(false);
  const [removed, setRemoved] = useState<ReadonlySet<string>>(
    () => new Set(sites.filter(({ appInstalled }) => !appInstalled).map(({ id }) => id)),
  );
  const faults = useFaults();
  const words = WORDS[place.language];

  const sessions = useRef<readonly PageSession[]>([]);
  const currentPlace = useRef(place);
  currentPlace.current = place;
  const currentSessions = useCallback(() => sessions.current, []);
  const guard = useLeavingGuard(currentSessions);
  const dialogs = useDialogs((state) => {
    for (const session of sessions.current) session.tellLayer(state);
  });

  const siteName = sites.find(({ id }) => id === place.siteId)?.displayName ?? '';
  const shownTitle = place.view === 'media' ? words.mediaManager : (title ?? words.uplift);
  useEffect(() => {
    document.title = `${shownTitle} | ${siteName} | ${words.title}`;
  }, [shownTitle, siteName, words]);
  useEffect(() => {
    document.documentElement.lang = place.language;
    document.documentElement.dir = place.language === 'he' ? 'rtl' : 'ltr';
  }, [place.language]);

  useEffect(() => {
    for (const session of sessions.current) session.tellState(pageState(place));
  }, [place]);

  const openSession = () => {
    const session = createPageSession(() => pageState(currentPlace.current));
    sessions.current = [...sessions.current, session].slice(-KEPT_SESSIONS);
    return session;
  };
  const leaveFor = (change: Partial<Place>) =>
    guard.leave(() => {
      sessions.current = [];
      toasts.clear();
      setTitle(null);
      go(change);
    });

  const accessToken = useMemo(() => createDashboardTokens(place.siteId, place.userId), [place.siteId, place.userId]);
  const actions: Omit<ShellActions, 'setHeight'> = {
    accessToken,
    setPageTitle: setTitle,
    showToast: toasts.show,
    navigate: (path, history) => go({ path }, history),
    pageUrl: (path) => placeUrl({ ...currentPlace.current, path }),
    openModal: dialogs.openModal,
    closeModal: dialogs.closeModal,
    openMediaManager: async (options) => {
      const chosen = await dialogs.openMedia(options?.multiSelect === true);
      return chosen && { items: chosen.map(toPickedDescriptor) };
    },
    missing: (name) => void toasts.show({ message: `${words.notHere} ${name}`, type: 'warning' }),
  };
  const setInstalled = (installed: boolean) =>
    void control.setInstalled(place.siteId, installed).then(() => {
      const next = new Set(removed);
      if (installed) next.delete(place.siteId);
      else next.add(place.siteId);
      setRemoved(next);
    });

  return (
    <div className="shell">
      <TopBar
        words={words}
        place={place}
        sites={sites}
        users={users}
        onSite={(siteId) => leaveFor({ siteId, path: '/' })}
        onUser={(userId) => leaveFor({ userId, path: '/' })}
        onLanguage={(language) => go({ language }, 'replace')}
      />
      <div className="body">
        <SideNav
          words={words}
          view={place.view}
          areFaultsOpen={areFaultsOpen}
          faultsOn={faults.faultsOn}
          onView={(view) => (view === place.view ? undefined : leaveFor({ view, path: '/' }))}
          onFaults={() => setFaultsOpen(!areFaultsOpen)}
        />
        <main className="content">
          <div className="page-title">
            <Text size="tiny" secondary>
              {`${siteName} / `}
              <span data-hook="shell-page-title">{shownTitle}</span>
            </Text>
          </div>
          {place.view === 'media' ? (
            <MediaLibrary siteId={place.siteId} words={words} />
          ) : (
            <PageFrame
              key={`${place.siteId} ${place.userId}`}
              place={place}
              words={words}
              actions={actions}
              openSession={openSession}
            />
          )}
        </main>
        {areFaultsOpen ? (
          <FaultsPanel
            words={words}
            language={place.language}
            values={faults.values}
            faultsOn={faults.faultsOn}
            isInstalled={!removed.has(place.siteId)}
            onChange={faults.change}
            onReset={faults.reset}
            onInstalled={setInstalled}
            onClose={() => setFaultsOpen(false)}
          />
        ) : null}
      </div>
      <ToastStack store={toasts} words={words} />
      {guard.isAsking ? (
        <Dialog title={words.leaveTitle} words={words} onClose={() => guard.answer(false)}>
          <Text>{words.leaveText}</Text>
          <Box align="right" gap="SP2" marginTop="SP4">
            <Button size="small" priority="secondary" onClick={() => guard.answer(false)} dataHook="shell-leave-stay">
              {words.stay}
            </Button>
            <Button size="small" onClick={() => guard.answer(true)} dataHook="shell-leave-go">
              {words.leave}
            </Button>
          </Box>
        </Dialog>
      ) : null}
      {dialogs.dialog?.kind === 'modal' ? (
        <Dialog title={dialogs.dialog.modalId} words={words} onClose={() => dialogs.closeModal(null)}>
          <pre className="modal-params">{JSON.stringify(dialogs.dialog.params ?? {}, null, 2)}</pre>
        </Dialog>
      ) : null}
      {dialogs.dialog?.kind === 'media' ? (
        <MediaPicker
          siteId={place.siteId}
          words={words}
          multiSelect={dialogs.dialog.multiSelect}
          onClose={dialogs.dialog.close}
        />
      ) : null}
    </div>
  );
}
