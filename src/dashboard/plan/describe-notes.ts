import type { Failure } from '#contracts';
import { type FoundProblem, isToSend, isVisible, type PlannedFile, type PlanWarning } from '#upload-engine';
import { failureWords } from '../words/failure-words.ts';
import { formatSize } from '../words/format-size.ts';
import type { Words } from '../words/use-words.ts';

/** Files named for one cause. */
const MOST_NAMED = 3;

/** Something that is said of several files at once. */
export interface Note {
  readonly text: string;
  /** Some of them, and how many more there are. */
  readonly names: string;
}

/** What could not be taken, and why. */
export function problemNotes(words: Words, problems: readonly FoundProblem[]): readonly Note[] {
  return grouped(words, problems, ({ failure }) => [whatAndCure(words, failure)]);
}

/** What will not be sent, and why. */
export function refusalNotes(words: Words, files: readonly PlannedFile[]): readonly Note[] {
  return grouped(words, files, ({ fate }) => (fate.action === 'refuse' ? [whatAndCure(words, fate.failure)] : []));
}

/** What may go wrong with files that are sent. */
export function warningNotes(words: Words, files: readonly PlannedFile[]): readonly Note[] {
  return grouped(words, files, (file) => (isToSend(file) ? file.warnings.map((warning) => warn(words, warning)) : []));
}

/** Why files are sent under other names. */
export function renameNotes(words: Words, files: readonly PlannedFile[]): readonly Note[] {
  return grouped(words, files, (file) =>
    isToSend(file) ? file.nameChanges.filter(isVisible).map((change) => words(`plan.renamed.${change}`)) : [],
  );
}

function whatAndCure(words: Words, failure: Failure): string {
  const { title, cure } = failureWords(words, failure);
  return `${title} ${cure}`;
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
  words: Words,
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
  return [...byText].map(([text, paths]) => ({ text, names: named(words, paths) }));
}

function named(words: Words, paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_NAMED);
  const more = paths.length - shown.length;
  return words.intl.formatList(more > 0 ? [...shown, words('plan.more', { count: more })] : shown);
}
