import type { ReturnedReportControl } from '../hooks/use-returned-report.ts';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';

/** What a failure report that came back brought about. */
export function ReportNotice({ control: { report, dismiss } }: { readonly control: ReturnedReportControl }) {
  const words = useWords();
  if (report === undefined) return null;
  const { again, settled, wanted } = report;
  return (
    <Notice
      skin={wanted > 0 ? 'warning' : 'success'}
      dataHook="report-notice"
      onClose={dismiss}
      title={words('report.title', { count: again })}
    >
      {settled > 0 ? <div>{words('report.settled', { count: settled })}</div> : null}
      {wanted > 0 ? <div>{words('report.wanted', { count: wanted })}</div> : null}
    </Notice>
  );
}
