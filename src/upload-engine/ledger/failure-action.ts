import type { FailureCode } from '#contracts';

/** What a person can do about a failure. */
export const failureActions = [
  /** The same again may well succeed. */
  'retry',
  /** The file on the disk has to be picked again. */
  'pick-again',
  /** The name has to change. */
  'rename',
  /** Nothing helps this file: another format, a smaller or a not empty one. */
  'other-file',
  /** The site has no room. */
  'free-space',
  /** The folder that was chosen is gone. */
  'choose-folder',
  /** The person has no right to do this; the site's owner can give it. */
  'ask-owner',
  /** The session is over. */
  'reload-page',
  /** Another page drives the batch. */
  'take-over',
  /** Neither the file nor the person can do anything: Wix's or our support needs the request id. */
  'ask-support',
] as const;
export type FailureAction = (typeof failureActions)[number];

const actions: Readonly<Record<FailureCode, FailureAction>> = {
  MISMATCH_MIME_TYPE: 'rename',
  ZERO_FILE_SIZE: 'other-file',
  UNSUPPORTED_FILE_FORMAT: 'other-file',
  FILE_SIZE_OVER_LIMIT: 'other-file',
  SITE_QUOTA_EXCEEDED: 'free-space',
  FOLDER_NOT_FOUND: 'choose-folder',
  RATE_LIMITED: 'retry',
  WIX_UNAVAILABLE: 'retry',
  WIX_REFUSED: 'ask-support',
  TOKEN_MISSING: 'reload-page',
  TOKEN_INVALID: 'reload-page',
  TOKEN_FORBIDDEN: 'ask-owner',
  MEDIA_PERMISSION_REQUIRED: 'ask-owner',
  LEASE_LOST: 'take-over',
  INVALID_ARGUMENT: 'ask-support',
  SERVER_UNAVAILABLE: 'retry',
  INTERNAL: 'ask-support',
  NETWORK: 'retry',
  STALLED: 'retry',
  TICKET_EXPIRED: 'retry',
  UPLOAD_REFUSED: 'retry',
  FILE_UNREADABLE: 'pick-again',
  FILE_CHANGED: 'pick-again',
  FILE_NAME_TOO_LONG: 'rename',
  PATH_TOO_LONG: 'rename',
  NAME_TAKEN: 'rename',
  ALREADY_THERE: 'retry',
  ALREADY_IN_LIST: 'retry',
  FOLDER_UNREADABLE: 'pick-again',
  STORED_COPY_DIFFERS: 'retry',
  PROCESSING_FAILED: 'other-file',
};

/** The one right thing to do about a failure. */
export function actionFor(code: FailureCode): FailureAction {
  return actions[code];
}
