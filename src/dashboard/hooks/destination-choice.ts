import { type Folder, ROOT_FOLDER_ID } from '#contracts';
import type { Destination } from '#upload-engine';

/** Where the next files go. Each destination keeps its own choice, so that a look at the other one loses nothing. */
export interface DestinationChoice {
  readonly kind: Destination['kind'];
  /** From the top level down to the chosen folder; empty for the top itself. */
  readonly path: readonly Folder[];
}

export type DestinationEvent =
  | { readonly type: 'kind-chosen'; readonly kind: Destination['kind'] }
  | { readonly type: 'folder-chosen'; readonly path: readonly Folder[] };

export const topLevel: DestinationChoice = { kind: 'site-media', path: [] };

export function changeDestination(choice: DestinationChoice, event: DestinationEvent): DestinationChoice {
  switch (event.type) {
    case 'kind-chosen':
      return { ...choice, kind: event.kind };
    case 'folder-chosen':
      return { ...choice, path: event.path };
    default:
      return event satisfies never;
  }
}

export function chosenFolderId(choice: DestinationChoice): string {
  return choice.path.at(-1)?.id ?? ROOT_FOLDER_ID;
}

export function toDestination(choice: DestinationChoice): Destination {
  return choice.kind === 'inbox-media'
    ? { kind: 'inbox-media' }
    : {
        kind: 'site-media',
        folderId: chosenFolderId(choice),
        folderPath: choice.path.map(({ displayName }) => displayName),
      };
}
