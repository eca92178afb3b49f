import type { ExistingFile, Failure } from '#contracts';
import type { DurationEstimate, Rates } from './estimate-duration.ts';
import type { FolderKey } from './folder-tree.ts';
import type { QueuedFiles } from './queue-view.ts';
import type { FoundProblem } from './take-stock.ts';
import type { NameChange } from './wix-name.ts';

/** One file as it was found, before anything was decided. */
export interface FoundFile {
  /** With the name, `/` between parts, as the browser gave it. */
  readonly path: string;
  /** Undefined when it cannot be read. */
  readonly sizeInBytes: number | undefined;
  /** Milliseconds since 1970, from the file system. */
  readonly lastModified: number;
  /** MIME type by the first bytes; absent when nobody looked or nothing was recognised. */
  readonly contentType?: string;
  /** Of all bytes, 32 lower-case hex digits; absent when nobody needed it. */
  readonly md5?: string;
}

/** What is known of the place where the files go. */
export interface ExistingTarget {
  /** Ids of the folders of the tree that are there; the chosen folder itself has the key ''. */
  readonly folderIds: ReadonlyMap<FolderKey, string>;
  /** Of a folder that is not to be listed only the files that may stand in the way. */
  readonly files: ReadonlyMap<FolderKey, readonly ExistingFile[]>;
  /** False: nobody could look, or not to the end. What is not in `files` may still be there. */
  readonly complete: boolean;
}

export type NameDecision = 'ask' | 'skip' | 'keep-both' | 'replace';

export interface PlanSettings {
  /** What to do with a file whose name is taken in its folder. */
  readonly sameName: NameDecision;
  /** What to do with a file whose content lies in its folder already, under whatever name. */
  readonly sameContent: 'skip' | 'send';
  /** Make folders that hold nothing to send. */
  readonly emptyFolders: boolean;
  /** `when-needed`: a batch about which there is nothing to ask starts at once. */
  readonly show: 'when-needed' | 'always';
}

export const defaultPlanSettings: PlanSettings = {
  sameName: 'ask',
  sameContent: 'skip',
  emptyFolders: false,
  show: 'when-needed',
};

export interface PlanInput {
  readonly files: readonly FoundFile[];
  /** Folders that hold no files, by their paths. */
  readonly emptyFolders?: readonly string[];
  /** `isFlat`: a place without folders, where none is made. */
  readonly destination: { readonly folderId: string; readonly private?: boolean; readonly isFlat?: boolean };
  readonly existing: ExistingTarget;
  /** Files of the list that are on their way there. */
  readonly queued?: QueuedFiles;
  readonly settings: PlanSettings;
  readonly rates?: Rates;
}

/**
 * Why a file is not simply sent.
 * `same-content`: these bytes lie in the folder already. `same-name-and-size`: most likely the same file, but nobody
 * compared the bytes. `same-name`: another file of that name. `same-name-in-batch`: two of the files themselves, or one of
 * another batch that is on its way there. `same-file-in-queue`: added before and on its way, by path and size.
 */
export type Conflict =
  | { readonly kind: 'same-content' | 'same-name-and-size' | 'same-name'; readonly existing: ExistingFile }
  | { readonly kind: 'same-name-in-batch' }
  | { readonly kind: 'same-file-in-queue' };

/** What happens to one file. `ask` waits for a person and holds up nobody else. */
export type Fate =
  | { readonly action: 'send' }
  | { readonly action: 'ask'; readonly conflict: Conflict }
  | { readonly action: 'keep-both'; readonly conflict: Conflict }
  | { readonly action: 'replace'; readonly conflict: Conflict; readonly replaces: ExistingFile }
  | { readonly action: 'skip'; readonly conflict: Conflict }
  | { readonly action: 'refuse'; readonly failure: Failure }
  /** Rubbish that operating systems leave in folders: no row in the list, but counted and said. */
  | { readonly action: 'leave-out'; readonly because: 'junk' };

export type PlanAction = Fate['action'];

/** What a person should know of a file that is sent all the same: Wix decides. */
export type PlanWarning =
  | { readonly code: 'may-be-too-large'; readonly limitInBytes: number }
  | { readonly code: 'unknown-type'; readonly extension: string }
  | { readonly code: 'no-extension'; readonly suggestedExtension?: string }
  | { readonly code: 'content-differs'; readonly contentType: string; readonly suggestedExtension?: string }
  /** Private 3D models are refused by Wix (third-party finding). */
  | { readonly code: 'private-model' };

export interface PlannedFile {
  /** Place in the input. */
  readonly index: number;
  readonly path: string;
  /** Folder below the destination, in the names that Wix gets; '' for the destination itself. */
  readonly folder: FolderKey;
  /** The name that Wix gets, unless both are kept. */
  readonly name: string;
  /** The name that it gets when both are kept; there for files with a conflict. */
  readonly freeName?: string;
  readonly nameChanges: readonly NameChange[];
  readonly sizeInBytes: number;
  readonly warnings: readonly PlanWarning[];
  readonly fate: Fate;
}

export interface PlanTotals {
  readonly files: Readonly<Record<PlanAction, number>>;
  /** Files that will be sent: send, keep-both and replace. */
  readonly filesToSend: number;
  readonly bytesToSend: number;
  /** Of the files to send, those that get another name than they have on the disk, beyond the way accents are written. */
  readonly renamed: number;
  /** Of the files to send. */
  readonly withWarnings: number;
}

export interface Plan {
  readonly destination: PlanInput['destination'];
  readonly settings: PlanSettings;
  /** In the order of the input, one for each file of it. */
  readonly files: readonly PlannedFile[];
  /** By the `index` of each file with a conflict its place among them: by folder and name, as people count. */
  readonly conflictPlaces: readonly number[];
  /** Folders that are not there yet, parents before their children. */
  readonly foldersToMake: readonly FolderKey[];
  /** Folders that hold nothing to send, are wanted, and cannot be had: too deep, or with too long a name. */
  readonly foldersRefused: readonly FoundProblem[];
  readonly existing: ExistingTarget;
  readonly totals: PlanTotals;
  readonly estimate: DurationEstimate;
  readonly rates: Rates;
}

/** The name under which a file is sent as things stand. */
export function nameToSend(file: PlannedFile): string {
  return file.fate.action === 'keep-both' ? (file.freeName ?? file.name) : file.name;
}

export function isToSend(file: PlannedFile): boolean {
  const { action } = file.fate;
  return action === 'send' || action === 'keep-both' || action === 'replace';
}
