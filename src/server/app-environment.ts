import type { Caller } from './caller.ts';
import type { Logger } from './log.ts';

/** What middleware leaves on the request for the handlers and the log line after them. */
export interface AppEnvironment {
  Variables: {
    requestId: string;
    log: Logger;
    caller?: Caller;
    webMethod?: { readonly name: string; readonly outcome: string };
  };
}
