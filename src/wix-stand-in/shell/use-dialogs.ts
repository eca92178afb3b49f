import type { Serializable } from '@wix/dashboard/provider';
import { useRef, useState } from 'react';
import type { LibraryFile } from './control.ts';

export type OpenDialog =
  | {
      readonly kind: 'modal';
      readonly modalId: string;
      readonly params: unknown;
      readonly close: (data: Serializable) => void;
    }
  | {
      readonly kind: 'media';
      readonly multiSelect: boolean;
      readonly close: (chosen: readonly LibraryFile[] | undefined) => void;
    };

/** What lies above the page: one dialog at a time. While it is open the page is told that it is in the background. */
export function useDialogs(tellLayer: (state: 'foreground' | 'background') => void) {
  const [dialog, setDialog] = useState<OpenDialog | undefined>();
  const latest = useRef<OpenDialog | undefined>(undefined);
  const set = (next: OpenDialog | undefined) => {
    latest.current = next;
    setDialog(next);
    tellLayer(next ? 'background' : 'foreground');
  };
  return {
    dialog,
    openModal: (modalId: string, params: unknown) =>
      new Promise<Serializable>((resolve) => {
        const close = (data: Serializable) => {
          set(undefined);
          resolve(data);
        };
        set({ kind: 'modal', modalId, params, close });
      }),
    closeModal: (data: Serializable) => {
      if (latest.current?.kind === 'modal') latest.current.close(data);
    },
    openMedia: (multiSelect: boolean) =>
      new Promise<readonly LibraryFile[] | undefined>((resolve) => {
        const close = (chosen: readonly LibraryFile[] | undefined) => {
          set(undefined);
          resolve(chosen);
        };
        set({ kind: 'media', multiSelect, close });
      }),
  };
}
