import { useCallback, useMemo, useReducer } from 'react';
import type { Folder } from '#contracts';
import type { Destination } from '#upload-engine';
import { changeDestination, type DestinationChoice, toDestination, topLevel } from './destination-choice.ts';

export interface DestinationControl {
  readonly choice: DestinationChoice;
  /** What the engine gets with the next batch. */
  readonly destination: Destination;
  /** Somebody chose it since the page was loaded. */
  readonly isChosen: boolean;
  chooseKind(kind: Destination['kind']): void;
  /** Path from the top level down to the folder, with it; empty for the top level. */
  chooseFolder(path: readonly Folder[]): void;
}

export function useDestination(): DestinationControl {
  const [choice, dispatch] = useReducer(changeDestination, topLevel);
  const destination = useMemo(() => toDestination(choice), [choice]);
  const chooseKind = useCallback((kind: Destination['kind']) => dispatch({ type: 'kind-chosen', kind }), []);
  const chooseFolder = useCallback((path: readonly Folder[]) => dispatch({ type: 'folder-chosen', path }), []);
  return { choice, destination, isChosen: choice !== topLevel, chooseKind, chooseFolder };
}
