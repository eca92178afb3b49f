import { type MediaFile, REPLACEMENTS_PER_CALL } from '#contracts';
import {
  type DueReplacement,
  dueReplacements,
  type LeftReplacements,
  markReplacementsAsked,
  saveReplacements,
  type WhichReplacements,
} from '#database';
import type { LedgerServices } from './ledger-services.ts';

/** Where files lie that were deleted but can be taken back. */
const TRASH_FOLDER_ID = 'trash-root';
/** How long Wix may go on telling of a time before the new file was ready. */
const PATIENCE_MS = 10 * 60_000;
/** How long a replaced file is left to the page that sent the new one: it asks for many at once. */
const PAGE_GOES_FIRST_MS = 5000;
/**
 * How long the old file stays while nobody has compared the new one's bytes with Wix's copy: Wix may call a file ready while
 * its page still reads it, and five minutes are 15 GB at 50 MB a second. After that no comparison is to be expected, most
 * often because the page is closed. Well below the time after which a new file that is not ready is given up.
 */
const COMPARISON_PATIENCE_MS = 5 * 60_000;
/** Between two questions to Wix about one that has to wait, or of which Wix gave no answer. */
const ASK_AGAIN_AFTER_MS = 30_000;

export interface ReplacedFiles {
  /** States of up to 100 files; those that are not there are left out. */
  read(fileIds: readonly string[]): Promise<readonly MediaFile[]>;
  trash(fileIds: readonly string[]): Promise<void>;
}

/**
 * What no page has asked for in time: five seconds after the new file was ready and compared, five minutes where nobody
 * compared it.
 */
export function leftReplacements(now: Date): LeftReplacements {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return {
    readyBefore: before(PAGE_GOES_FIRST_MS),
    uncomparedReadyBefore: before(COMPARISON_PATIENCE_MS),
    askedBefore: before(ASK_AGAIN_AFTER_MS),
  };
}

/**
 * Moves files to the trash whose places others have taken, up to 50 at once, and writes down what became of each. Only
 * where the new file is ready in the same folder by Wix's word of now: until then the old one may be all there is. For one
 * run at a time on a site; a run that was cut off is made up for by the next one, which finds the file in the trash.
 * @returns how many were due
 */
export async function trashReplaced(
  { connection, now }: LedgerServices,
  instanceId: string,
  files: ReplacedFiles,
  which: WhichReplacements,
): Promise<number> {
  const due = await dueReplacements(connection, instanceId, which, REPLACEMENTS_PER_CALL);
  if (due.length === 0) return 0;
  await markReplacementsAsked(connection, instanceId, idsOf(due), now());
  const ids = new Set(due.flatMap(({ newFileId, oldFileId }) => [newFileId, oldFileId]));
  const found = new Map((await files.read([...ids])).map((file) => [file.id, file]));
  const at = now().getTime();
  const judged = due.map((replacement) => ({
    ...replacement,
    verdict: judge(
      found.get(replacement.newFileId),
      found.get(replacement.oldFileId),
      at - replacement.readySince.getTime() > PATIENCE_MS,
    ),
  }));
  const of = (...verdicts: readonly Verdict[]) => judged.filter(({ verdict }) => verdicts.includes(verdict));
  const toTrash = new Set(of('trash').map(({ oldFileId }) => oldFileId));
  if (toTrash.size > 0) await files.trash([...toTrash]);
  await saveReplacements(connection, instanceId, idsOf(of('trash', 'gone')), 'trashed');
  await saveReplacements(connection, instanceId, idsOf(of('keep')), 'kept');
  return due.length;
}

/** The same for all that no page has asked for in time, those that have to wait included: they hold up no others. */
export async function trashLeftReplaced(
  ledger: LedgerServices,
  instanceId: string,
  files: ReplacedFiles,
): Promise<void> {
  // Who was asked about now is not among the next ones.
  const which = leftReplacements(ledger.now());
  while ((await trashReplaced(ledger, instanceId, files, which)) === REPLACEMENTS_PER_CALL);
}

const idsOf = (replacements: readonly DueReplacement[]) => replacements.map(({ uploadId }) => uploadId);

type Verdict = 'trash' | 'gone' | 'keep' | 'wait';

function judge(newFile: MediaFile | undefined, oldFile: MediaFile | undefined, isLate: boolean): Verdict {
  if (newFile?.operationStatus !== 'READY') return isLate ? 'keep' : 'wait';
  if (oldFile?.id === newFile.id) return 'keep';
  if (!oldFile || oldFile.parentFolderId === TRASH_FOLDER_ID) return 'gone';
  return oldFile.parentFolderId === newFile.parentFolderId ? 'trash' : 'keep';
}
