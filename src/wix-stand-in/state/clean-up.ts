import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../world.ts';

/** Forgets tickets that have ended, and the resumable uploads that only they could have finished. */
export async function cleanUp(world: World): Promise<void> {
  const { tickets, tusUploads } = world.store;
  for (const ticket of [...tickets.all()]) if (ticket.expiresAt < world.now()) tickets.remove(ticket.id);
  for (const upload of [...tusUploads.all()]) {
    if (tickets.get(upload.ticketId)) continue;
    for (const name of [upload.id, `${upload.id}.json`])
      await rm(join(world.blobs.tusDirectory, name), { force: true });
    tusUploads.remove(upload.id);
  }
}
