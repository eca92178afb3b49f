import { control, type DashboardToken } from '../control.ts';

/** A page asks for the token with every call; a new one each time would make every check of it begin anew. */
export function createDashboardTokens(siteId: string, userId: string): () => Promise<string> {
  let current: Promise<DashboardToken> | undefined;
  let renewAt = 0;
  return async () => {
    if (current === undefined || Date.now() >= renewAt) {
      const askedAt = Date.now();
      renewAt = Number.POSITIVE_INFINITY;
      current = control.token(siteId, userId);
      try {
        renewAt = askedAt + ((await current).expiresAt - askedAt) / 2;
      } catch (error) {
        current = undefined;
        throw error;
      }
    }
    return (await current).token;
  };
}
