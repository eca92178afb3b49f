import { Fields } from '../api/fields.ts';
import { applicationError } from '../api/wix-error.ts';
import { APP_TOKEN_LIFETIME_SECONDS, issueToken, type SubjectType } from '../identity/access-token.ts';
import type { World } from '../world.ts';

const SUBJECT_TYPES: readonly SubjectType[] = ['APP', 'USER', 'MEMBER', 'VISITOR', 'UNKNOWN'];

export interface DashboardToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * A token as the dashboard gives it to its frame: the user's, for the site. The variants make tokens that a backend must
 * refuse: expired (`expiresInSeconds` 0), `active: false`, another app's, another kind of subject.
 */
export function issueDashboardToken(world: World, body: unknown): DashboardToken {
  const fields = new Fields(body);
  const site = world.store.sites.get(fields.requiredString('siteId', 100));
  const user = world.store.users.get(fields.requiredString('userId', 100));
  const lifetimeSeconds = fields.integer('expiresInSeconds', {
    min: -APP_TOKEN_LIFETIME_SECONDS,
    max: 10 * APP_TOKEN_LIFETIME_SECONDS,
    fallback: world.faults.current.dashboardTokenLifetimeSeconds,
  });
  const active = fields.boolean('active') ?? true;
  const appId = fields.string('appId', { maxLength: 100 }) ?? world.app.id;
  const subjectType = fields.oneOf('subjectType', SUBJECT_TYPES) ?? 'USER';
  fields.done();
  if (!site || !user) throw applicationError(404, 'NOT_FOUND', 'There is no such site or user');
  const token = issueToken(
    world,
    {
      subjectType,
      subjectId: subjectType === 'APP' ? appId : user.id,
      siteId: site.id,
      instanceId: site.instanceId,
      appId,
    },
    { lifetimeSeconds, revoked: !active },
  );
  return { token, expiresAt: Date.now() + lifetimeSeconds * 1000 };
}
