import type { Language } from '../words.ts';

type Label = Readonly<Record<Language, string>>;

/** How one fault is shown: a number with its unit, a share in percent, or a choice. */
export type FaultField =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly label: Label;
      readonly unit: string;
      readonly factor: number;
    }
  | { readonly kind: 'share'; readonly name: string; readonly label: Label }
  | { readonly kind: 'choice'; readonly name: string; readonly label: Label; readonly options: readonly string[] };

export interface FaultGroup {
  readonly title: Label;
  readonly fields: readonly FaultField[];
}

const number = (name: string, en: string, he: string, unit: string, factor = 1): FaultField => ({
  kind: 'number',
  name,
  label: { en, he },
  unit,
  factor,
});
const share = (name: string, en: string, he: string): FaultField => ({ kind: 'share', name, label: { en, he } });
const choice = (name: string, en: string, he: string, options: readonly string[]): FaultField => ({
  kind: 'choice',
  name,
  label: { en, he },
  options,
});

export const FAULT_GROUPS: readonly FaultGroup[] = [
  {
    title: { en: 'The line', he: 'הקו' },
    fields: [
      number('latencyMs', 'Every answer waits', 'כל תשובה מחכה', 'ms'),
      number('throttleBytesPerSecond', 'Each upload is slowed to', 'כל העלאה מואטת ל־', 'kB/s', 1000),
      share('cutUploadRate', 'Uploads cut in the middle', 'העלאות שנקטעות באמצע'),
      share('lostUploadAnswerRate', 'Upload done, answer lost', 'ההעלאה הצליחה, התשובה אבדה'),
      share('lostApiAnswerRate', 'Call done, answer lost', 'הקריאה הצליחה, התשובה אבדה'),
    ],
  },
  {
    title: { en: 'Upload host', he: 'שרת ההעלאות' },
    fields: [
      share('uploadErrorRate', 'Answers 500', 'עונה 500'),
      share('uploadRefusalRate', 'Refuses the ticket', 'דוחה את הכרטיס'),
      choice('uploadRefusalStatus', 'Refuses with', 'דוחה עם', ['401', '403', '410']),
      number('ticketLifetimeSeconds', 'Tickets live (0: as on Wix)', 'אורך חיי כרטיס (0: כמו ב־Wix)', 's'),
      choice('corruptStoredBytes', 'Stored bytes', 'הבתים שנשמרים', ['none', 'flip', 'truncate']),
      choice('hashAlgorithm', 'Hash in descriptors', 'גיבוב בתיאור הקובץ', ['md5', 'sha1']),
    ],
  },
  {
    title: { en: 'API', he: 'API' },
    fields: [
      share('apiErrorRate', 'Answers 500', 'עונה 500'),
      share('tooManyRequestsRate', 'Answers 429', 'עונה 429'),
      number('retryAfterSeconds', 'Retry-After (0: none)', 'Retry-After (0: ללא)', 's'),
      number('callsPerMinute', 'Calls a minute (0: no limit)', 'קריאות בדקה (0: בלי הגבלה)', ''),
      number('signingDelayMs', 'Making a ticket takes', 'יצירת כרטיס אורכת', 'ms'),
      choice('fileErrorShape', 'Errors are told as', 'צורת השגיאות', ['validation', 'application']),
      number('dashboardTokenLifetimeSeconds', 'Dashboard tokens live', 'אורך חיי אסימון', 's'),
      number('quotaInBytes', 'Storage of a site', 'שטח אחסון של אתר', 'MB', 1_000_000),
      number('largestFileInBytes', 'Largest film or document', 'סרט או מסמך גדול ביותר', 'MB', 1_000_000),
    ],
  },
  {
    title: { en: 'After the upload', he: 'אחרי ההעלאה' },
    fields: [
      number('processingDelayMs', 'Video and audio take', 'עיבוד וידאו ושמע אורך', 'ms'),
      share('processingFailureRate', 'Processing fails', 'העיבוד נכשל'),
      share('webhookDuplicateRate', 'Events sent twice', 'אירועים נשלחים פעמיים'),
      number('seed', 'Seed of the dice', 'זרע הקוביות', ''),
    ],
  },
];

/** Several faults at once, as they come together in life. */
export const PRESETS: readonly { readonly label: Label; readonly faults: Readonly<Record<string, number>> }[] = [
  { label: { en: 'Slow line', he: 'קו איטי' }, faults: { throttleBytesPerSecond: 200_000, latencyMs: 150 } },
  {
    label: { en: 'Bad line', he: 'קו גרוע' },
    faults: { cutUploadRate: 0.3, lostUploadAnswerRate: 0.1, latencyMs: 300 },
  },
  {
    label: { en: 'Wix is busy', he: 'Wix עמוס' },
    faults: { apiErrorRate: 0.2, tooManyRequestsRate: 0.2, uploadErrorRate: 0.2 },
  },
];
