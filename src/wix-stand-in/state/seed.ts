import type { Site, User } from './model.ts';
import type { Store } from './store.ts';

const OWNER: User = {
  id: 'a8a52bb9-3a51-4c0d-9f3e-51c0b7f4d1aa',
  displayName: 'Dana Levi (owner)',
  mayManageMedia: true,
};
const COLLABORATOR: User = {
  id: '2acbb8d4-77e0-4b52-8d2c-0d6f3c8f9e11',
  displayName: 'Noam Bar (no media rights)',
  mayManageMedia: false,
};

const SITES: readonly Site[] = [
  {
    id: '3f7c1c52-8a5e-4d4b-b1c9-6a2e4f0d7b31',
    instanceId: '7be0a7de-51f5-4c64-9a02-1f8cf2f5d6a1',
    displayName: 'Corner Bakery',
    ownerId: OWNER.id,
    appInstalled: true,
    installationAnnounced: false,
  },
  {
    id: '91d0e4a6-2b7f-4f3a-8c55-e3b1a9d8c042',
    instanceId: 'c4f9b8a3-6e2d-47d1-bb7e-90a5d3e1c7f2',
    displayName: 'Studio Levi',
    ownerId: OWNER.id,
    appInstalled: true,
    installationAnnounced: false,
  },
];

/** Two sites and two users; nothing is touched where they exist already. */
export function seedSitesAndUsers(store: Store): void {
  for (const user of [OWNER, COLLABORATOR]) if (!store.users.get(user.id)) store.users.put(user);
  for (const site of SITES) if (!store.sites.get(site.id)) store.sites.put(site);
}
