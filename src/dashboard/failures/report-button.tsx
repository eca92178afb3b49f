import { useFailureReport } from '../hooks/use-failure-report.ts';
import { CsvDownload } from '../parts/csv-download.tsx';
import { useWords } from '../words/use-words.ts';

/** Everything that failed, as a table that can be dropped here again to queue exactly those files. */
export function ReportButton() {
  const words = useWords();
  const makeReport = useFailureReport();
  return (
    <CsvDownload
      label={words('failures.report')}
      fileName="failed-uploads.csv"
      dataHook="failure-report"
      make={async () => makeReport()}
    />
  );
}
