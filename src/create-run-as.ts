import { type BackendServices, createMediaPermissionGuard, runInCallContext } from '#backend';
import { createWixClients, type ElevationContext, installElevationContext, type Metrics, type WixKeys } from '#server';

/** Nobody called: Wix sent an event, or it is time to tidy up. */
const NOBODY = '';

/**
 * What surrounds everything that acts on a site: the SDK's context of that site and the backend's own. For web methods
 * there is also the guard that lets only users with media rights use the app's authority. Once per process.
 */
export function createRunAs(keys: WixKeys, metrics: Metrics, services: BackendServices): ElevationContext {
  const elevation = installElevationContext(createWixClients(keys, metrics));
  const requireMediaPermission = createMediaPermissionGuard();
  return {
    runAs: (call, work) =>
      elevation.runAs(call, () =>
        runInCallContext({ caller: call.caller, services }, async () => {
          await requireMediaPermission(call.caller);
          return work();
        }),
      ),
    runAsApp: (instanceId, work) =>
      elevation.runAsApp(instanceId, () =>
        runInCallContext({ caller: { instanceId, userId: NOBODY }, services }, work),
      ),
  };
}
