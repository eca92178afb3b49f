import { folders } from '@wix/media';
import { AppError } from '#contracts';
import type { SiteCaller } from './call-context.ts';
import { callWix } from './call-wix.ts';
import { wixStatusOf } from './wix-failure.ts';

/** Passes when the current caller may use the Media Manager. */
export type MediaPermissionGuard = (caller: SiteCaller) => Promise<void>;

/** The cheapest call that needs the right to the Media Manager, in the user's own name: not elevated. */
async function askWix(): Promise<void> {
  try {
    await callWix('permission', () => folders.listFolders({ paging: { limit: 1 } }));
  } catch (error) {
    if (wixStatusOf(error) !== 403) throw error;
    throw new AppError({ code: 'MEDIA_PERMISSION_REQUIRED' }, 403, { cause: error });
  }
}

/**
 * Makes the guard in front of everything that runs with the app's authority: elevation would let a collaborator without
 * media rights upload. Asks Wix once per token check, since the caller object is made anew with each; the answer, yes or
 * no, lives as long. When Wix does not answer, that is thrown as what it is and asked again next time.
 * @returns throws AppError 403 MEDIA_PERMISSION_REQUIRED, or the failure that kept Wix from answering.
 */
export function createMediaPermissionGuard(): MediaPermissionGuard {
  const answers = new WeakMap<SiteCaller, Promise<void>>();

  async function ask(caller: SiteCaller): Promise<void> {
    try {
      await askWix();
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'MEDIA_PERMISSION_REQUIRED')) answers.delete(caller);
      throw error;
    }
  }

  return (caller) => {
    const answer = answers.get(caller) ?? ask(caller);
    answers.set(caller, answer);
    return answer;
  };
}
