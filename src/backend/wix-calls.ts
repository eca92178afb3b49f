import { toAppError } from './wix-failure.ts';

/** What a call to Wix is for. Wix gives each site 200 calls a minute; where they are short, the order here is the order of need. */
export type WixCallPurpose =
  | 'permission'
  | 'tickets'
  | 'upload-folders'
  | 'arrivals'
  | 'file-states'
  | 'settling'
  | 'folders'
  | 'duplicates';

/** Every call to Wix for one site goes through here: the one place that can pace them. */
export interface WixCalls {
  /** @throws AppError when Wix refuses or cannot be reached; anything else thrown is a bug. */
  run<Result>(instanceId: string, purpose: WixCallPurpose, call: () => Promise<Result>): Promise<Result>;
}

/** Calls at once, with failures translated. */
export const directWixCalls: WixCalls = {
  async run(_instanceId, _purpose, call) {
    try {
      return await call();
    } catch (error) {
      throw toAppError(error);
    }
  },
};
