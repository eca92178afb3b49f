import type { Failure } from '#contracts';
import { type FoundProblem, isToSend, isVisible, type Plan, type PlannedFile, type PlanWarning } from '#upload-engine';
import { failureWords } from '../words/failure-words.ts';
import { formatSize } from '../words/format-size.ts';
import { useWords, type Words } from '../words/use-words.ts';
import classes from './plan.module.css';

/** Files named for one cause. */
const MOST_NAMED = 3;

interface PlanNotesProps {
  readonly plan: Plan;
  readonly problems: readonly FoundProblem[];
}

/** What a person may want to change before it begins: files that could not be taken, are refused, may be refused, or get other names. */
export function PlanNotes({ plan, problems }: PlanNotesProps) {
  const words = useWords();
  const notes = [
    ...grouped(problems, ({ failure }) => [whatAndCure(words, failure)]),
    ...refusals(words, plan.files),
    ...warnings(words, plan.files),
    ...renames(words, plan.files),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes} data-hook="plan-notes">
      {notes.map(({ text, paths }) => (
        <li key={text}>
          {text} <bdi className={classes.meta}>{named(words, paths)}</bdi>
        </li>
      ))}
    </ul>
  );
}

interface Note {
  readonly text: string;
  readonly paths: readonly string[];
}

function refusals(words: Words, files: readonly PlannedFile[]): readonly Note[] {
  return grouped(files, ({ fate }) => (fate.action === 'refuse' ? [whatAndCure(words, fate.failure)] : []));
}

function whatAndCure(words: Words, failure: Failure): string {
  const { title, cure } = failureWords(words, failure);
  return `${title} ${cure}`;
}

function warnings(words: Words, files: readonly PlannedFile[]): readonly Note[] {
  return grouped(files, (file) => (isToSend(file) ? file.warnings.map((warning) => warn(words, warning)) : []));
}

function renames(words: Words, files: readonly PlannedFile[]): readonly Note[] {
  return grouped(files, (file) =>
    isToSend(file) ? file.nameChanges.filter(isVisible).map((change) => words(`plan.renamed.${change}`)) : [],
  );
}

function warn(words: Words, warning: PlanWarning): string {
  switch (warning.code) {
    case 'may-be-too-large':
      return words('plan.warn.may-be-too-large', { size: formatSize(words.intl, warning.limitInBytes) });
    case 'unknown-type':
      return words('plan.warn.unknown-type', { extension: `.${warning.extension}` });
    case 'no-extension':
      return words('plan.warn.no-extension');
    case 'content-differs':
      return words('plan.warn.content-differs', {
        type: warning.contentType,
        extension: `.${warning.suggestedExtension ?? ''}`,
      });
    case 'private-model':
      return words('plan.warn.private-model');
  }
}

function grouped<File extends { readonly path: string }>(
  files: readonly File[],
  textsOf: (file: File) => readonly string[],
): readonly Note[] {
  const byText = new Map<string, string[]>();
  for (const file of files) {
    for (const text of textsOf(file)) {
      const paths = byText.get(text);
      if (paths) paths.push(file.path);
      else byText.set(text, [file.path]);
    }
  }
  return [...byText].map(([text, paths]) => ({ text, paths }));
}

function named(words: Words, paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_NAMED);
  const more = paths.length - shown.length;
  return words.intl.formatList(more > 0 ? [...shown, words('plan.more', { count: more })] : shown);
}
