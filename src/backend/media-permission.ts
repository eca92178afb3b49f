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

/** For so long a user whom Wix let in is not shut out because the site's calls are used up. */
const YES_OUTLASTS_MS = 5 * 60_000;
const MOST_REMEMBERED = 10_000;

/**
 * Makes the guard in front of everything that runs with the app's authority: elevation would let a collaborator without
 * media rights upload. Asks Wix once per token check, since the caller object is made anew with each; the answer, yes or
 * no, lives as long. When Wix does not answer, that is thrown as what it is and asked again next time. Only where no call
 * is left to ask with, the last yes of a few minutes ago counts: files that are on their way use the calls up for minutes,
 * and what the page has to write down of them must not wait for that.
 * @returns throws AppError 403 MEDIA_PERMISSION_REQUIRED, or the failure that kept Wix from answering.
 */
export function createMediaPermissionGuard(): MediaPermissionGuard {
  const answers = new WeakMap<SiteCaller, Promise<void>>();
  /** When users were let in, the longest ago first. Milliseconds since 1970. */
  const letInAt = new Map<string, number>();
  const keyOf = ({ instanceId, userId }: SiteCaller) => `${instanceId} ${userId}`;

  function letIn(caller: SiteCaller): void {
    letInAt.delete(keyOf(caller));
    letInAt.set(keyOf(caller), Date.now());
    const [oldest] = letInAt.keys();
    if (letInAt.size > MOST_REMEMBERED && oldest !== undefined) letInAt.delete(oldest);
  }

  async function ask(caller: SiteCaller): Promise<void> {
    try {
      await askWix();
      letIn(caller);
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined;
      if (code === 'MEDIA_PERMISSION_REQUIRED') letInAt.delete(keyOf(caller));
      else answers.delete(caller);
      const lately = Date.now() - (letInAt.get(keyOf(caller)) ?? Number.NEGATIVE_INFINITY) < YES_OUTLASTS_MS;
      if (code !== 'RATE_LIMITED' || !lately) throw error;
    }
  }

  return (caller) => {
    const answer = answers.get(caller) ?? ask(caller);
    answers.set(caller, answer);
    return answer;
  };
}
