import { Hono } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { edgeRefusal } from './wix-error.ts';

/** Get App Instance, for the app's own identity only. */
export function createAppInstanceApi(): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/instance', (c) => {
    const { site, addedBy } = c.get('caller');
    if (addedBy.identityType !== 'APP') throw edgeRefusal(403);
    return c.json({
      instance: {
        instanceId: site.instanceId,
        appName: 'Uplift',
        appVersion: '1.0.0',
        isFree: true,
        permissions: ['SCOPE.DC-MEDIA.MANAGE-MEDIAMANAGER', 'SCOPE.DC-INBOX.MANAGE-MSGS', 'SCOPE.DC.MANAGE-YOUR-APP'],
        availablePlans: [],
        copiedFromTemplate: false,
        freeTrialAvailable: false,
      },
      site: {
        siteDisplayName: site.displayName,
        locale: 'en',
        paymentCurrency: 'USD',
        multilingual: { isMultiLingual: false, supportedLanguages: [] },
        installedWixApps: [],
        ownerInfo: { email: 'owner@example.com' },
        siteId: site.id,
      },
    });
  });
}
