import { Permissions, webMethod } from '@wix/web-methods';
import type { Session } from '#contracts';
import { callContext } from './call-context.ts';

/** For whom the page works: from the verified token, never from what the page's address says. */
export const getSession = webMethod(Permissions.Admin, async (): Promise<Session> => {
  const { caller, services } = callContext();
  const { instanceId, userId } = caller;
  return { instanceId, userId, callsPerMinute: services.callsPerMinute };
});
