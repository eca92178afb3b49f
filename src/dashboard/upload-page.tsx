import { Button, Page, Tabs } from '@wix/design-system';
import { useCallback, useEffect, useRef, useState } from 'react';
import { DestinationBar } from './destination/destination-bar.tsx';
import { ReportNotice } from './failures/report-notice.tsx';
import { HistoryPanel } from './history/history-panel.tsx';
import { useHost } from './hooks/host-context.tsx';
import { ListCleaningProvider } from './hooks/list-cleaning.tsx';
import type { RunTracker } from './hooks/run-tracker.ts';
import { useDestination } from './hooks/use-destination.ts';
import { useFileDrop } from './hooks/use-file-drop.ts';
import { useIntake } from './hooks/use-intake.ts';
import { useIsNarrow } from './hooks/use-is-narrow.ts';
import { useLeaveGuard } from './hooks/use-leave-guard.ts';
import { usePlanSettings } from './hooks/use-plan-settings.ts';
import { useItemIds } from './hooks/use-queue.ts';
import { DropArea } from './intake/drop-area.tsx';
import { FilePicker } from './intake/file-pickers.tsx';
import { IntakeNotices } from './intake/intake-notices.tsx';
import { ContinueNotices } from './open-batches/continue-notices.tsx';
import { GoingOnNotice } from './open-batches/going-on-notice.tsx';
import { OpenBatchList } from './open-batches/open-batch-list.tsx';
import { KeptReporter } from './plan/kept-reporter.tsx';
import { PlanList } from './plan/plan-list.tsx';
import { PlanOptions } from './plan/plan-options.tsx';
import { QueueCard } from './queue/queue-card.tsx';
import { SpeedLimit } from './speed-limit/speed-limit.tsx';
import { RunReporter } from './summary/run-reporter.tsx';
import { WaitNotice } from './summary/wait-notice.tsx';
import classes from './upload-page.module.css';
import { useWords } from './words/use-words.ts';

export function UploadPage() {
  const words = useWords();
  const host = useHost();
  const control = useDestination();
  const { settings, change } = usePlanSettings();
  const intake = useIntake(control, settings);
  const [tab, setTab] = useState<'upload' | 'history'>('upload');
  const { takeDropped, takePasted } = intake;
  const isOver = useFileDrop(
    useCallback(
      (transfer: DataTransfer, target: EventTarget | null) => {
        setTab('upload');
        takeDropped(transfer, target);
      },
      [takeDropped],
    ),
    useCallback(
      (transfer: DataTransfer) => {
        setTab('upload');
        takePasted(transfer);
      },
      [takePasted],
    ),
  );
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const dropArea = useRef<HTMLDivElement>(null);
  const tracker = useRef<RunTracker>();
  const isEmpty = useItemIds().length === 0;
  const isNarrow = useIsNarrow();
  useLeaveGuard();

  const title = words('page.title');
  useEffect(() => {
    host.setPageTitle(title);
    document.title = title;
  }, [host, title]);

  const browseFiles = () => fileInput.current?.click();
  const browseFolder = () => folderInput.current?.click();
  const folderName =
    control.choice.kind === 'inbox-media'
      ? words('destination.inboxMedia')
      : (control.choice.path.at(-1)?.displayName ?? words('destination.topLevel'));

  const actions = (
    <div className={classes.actions}>
      <Button priority="secondary" onClick={browseFolder}>
        {words('action.uploadFolder')}
      </Button>
      <Button onClick={browseFiles}>{words('action.uploadFiles')}</Button>
    </div>
  );

  return (
    <div className={classes.page} data-over={isOver}>
      <Page height="auto" minWidth={0}>
        <Page.Header title={title} subtitle={words('page.subtitle')} actionsBar={isNarrow ? undefined : actions} />
        <Page.Content>
          <Tabs
            size="small"
            horizontalPadding={false}
            minWidth={0}
            activeId={tab}
            items={[
              { id: 'upload', title: words('tab.upload'), dataHook: 'upload-tab' },
              { id: 'history', title: words('tab.history'), dataHook: 'history-tab' },
            ]}
            onClick={({ id }) => setTab(id === 'history' ? 'history' : 'upload')}
          />
          {tab === 'history' ? (
            <div className={classes.sections}>
              <HistoryPanel />
            </div>
          ) : null}
          <div className={classes.sections} hidden={tab === 'history'}>
            {isNarrow ? actions : null}
            <FilePicker ref={fileInput} kind="files" dataHook="file-input" onPick={intake.takePicked} />
            <FilePicker ref={folderInput} kind="folder" dataHook="folder-input" onPick={intake.takePicked} />
            <OpenBatchList onPick={intake.takePicked} />
            <GoingOnNotice />
            <ReportNotice control={intake.returned} />
            <ContinueNotices continuation={intake.continuation} onSendAsNew={intake.takeAsNew} />
            <DestinationBar control={control} />
            {control.choice.kind === 'site-media' ? <PlanOptions settings={settings} onChange={change} /> : null}
            <SpeedLimit />
            <IntakeNotices />
            <WaitNotice />
            <PlanList giveFocus={() => dropArea.current?.focus()} />
            <DropArea
              ref={dropArea}
              size={isEmpty ? 'large' : 'slim'}
              isOver={isOver}
              isReading={intake.reading > 0}
              folderName={folderName}
              onBrowseFiles={browseFiles}
              onBrowseFolder={browseFolder}
            />
            {isEmpty ? null : (
              <ListCleaningProvider tracker={tracker}>
                <QueueCard planSettings={settings} onBrowseFiles={browseFiles} />
              </ListCleaningProvider>
            )}
            <RunReporter trackerRef={tracker} />
            <KeptReporter />
          </div>
        </Page.Content>
      </Page>
    </div>
  );
}
