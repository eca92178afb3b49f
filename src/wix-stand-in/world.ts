import type { FaultBox } from './control/fault-box.ts';
import type { Blobs } from './state/blobs.ts';
import type { MediaFile } from './state/model.ts';
import type { Secrets } from './state/secrets.ts';
import type { Store } from './state/store.ts';

/** The app that is registered with this Wix. The two addresses are known once it runs. */
export interface RegisteredApp {
  readonly id: string;
  pageUrl?: string;
  webhookUrl?: string;
}

/** What the parts of the stand-in work on. */
export interface World {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly secrets: Secrets;
  readonly faults: FaultBox;
  readonly app: RegisteredApp;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (message: string, details?: Readonly<Record<string, unknown>>) => void;
}

/** What happens to a file is told to the app's webhook and to the shell through this. */
export interface FileEvents {
  fileReady(file: MediaFile, options?: { readonly triggeredByUndelete: boolean }): void;
  fileFailed(file: MediaFile, error: { readonly code: string; readonly description: string }): void;
}
