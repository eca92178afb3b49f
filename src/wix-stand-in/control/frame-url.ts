import { randomInt } from 'node:crypto';
import { signInstance } from '../identity/instance-parameter.ts';
import type { Site, User } from '../state/model.ts';
import type { World } from '../world.ts';

/** `URLSearchParams.get` decodes once and the SDK once more: values must be encoded twice. */
const twice = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

/** The address of the app's page in the frame, with the query that the real dashboard gives it. */
export function frameUrl(world: World, pageUrl: string, site: Site, user: User, language: string): string {
  const url = new URL(pageUrl);
  const locale = language === 'he' ? 'he-IL' : 'en-US';
  const parameters: Readonly<Record<string, string>> = {
    instance: signInstance(world, site, user),
    origin: 'https://manage.wix.com',
    locale: language,
    viewMode: 'dashboard',
    siteInfo: twice({
      wixEditorAvailable: true,
      wixEditorActive: true,
      siteUrl: 'https://www.example.com',
      published: true,
    }),
    pageLayout: twice({ type: 'desktop' }),
    essentials: twice({ language, locale, timezone: 'UTC' }),
    cacheKiller: String(randomInt(1_000_000_000)),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
