import { z } from 'zod';
import { AppError } from '#contracts';
import type { Metrics } from './metrics.ts';
import { fetchWix } from './wix-fetch.ts';

/** Source: POST https://www.wixapis.com/oauth2/token-info. For a token that is not active only `active` is certain. */
const tokenInfoSchema = z.object({
  active: z.boolean(),
  subjectType: z.string().optional(),
  subjectId: z.string().optional(),
  /** Unix seconds. */
  exp: z.number().optional(),
  clientId: z.string().optional(),
  siteId: z.string().optional(),
  instanceId: z.string().optional(),
});
export type TokenInfo = z.infer<typeof tokenInfoSchema>;

const TOKEN_INFO_URL = 'https://www.wixapis.com/oauth2/token-info';

/**
 * Asks Wix what a token is.
 * Asked directly and not through the SDK's `getTokenInfo`, which has no time limit and hides the status in a sentence.
 * @throws AppError 401 when Wix calls the token wrong (any 4xx but 429), 503 when Wix cannot be asked.
 */
export async function requestTokenInfo(token: string, metrics: Metrics): Promise<TokenInfo> {
  const response = await fetchWix('TokenInfo', metrics, TOKEN_INFO_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch((error: unknown) => {
    throw new AppError({ code: 'WIX_UNAVAILABLE' }, 503, { cause: error });
  });
  const requestId = response.headers.get('x-wix-request-id') ?? undefined;
  const about = requestId === undefined ? {} : { requestId };
  if (response.status === 429) throw new AppError({ code: 'RATE_LIMITED', ...about }, 503);
  if (response.status >= 400 && response.status < 500) throw new AppError({ code: 'TOKEN_INVALID', ...about }, 401);
  const body: unknown = response.status === 200 ? await response.json().catch(() => undefined) : undefined;
  const info = tokenInfoSchema.safeParse(body);
  if (!info.success) throw new AppError({ code: 'WIX_UNAVAILABLE', ...about }, 503);
  return info.data;
}
