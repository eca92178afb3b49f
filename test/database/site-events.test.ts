import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { SITE_EVENT_MAX_BYTES } from '#database';
import { deferred } from '../support/deferred.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

onBothEngines(({ database }) => {
  test('an event reaches every listener of its site', async () => {
    const site = randomUUID();
    const [first, second] = [deferred<unknown>(), deferred<unknown>()];
    const { siteEvents } = database();
    await siteEvents.subscribe(site, first.resolve);
    await siteEvents.subscribe(site, second.resolve);
    await siteEvents.publish(site, { type: 'file', fileId: 'é' });
    const message = { kind: 'event', event: { type: 'file', fileId: 'é' } };
    expect(await Promise.all([first.promise, second.promise])).toEqual([message, message]);
  });

  test('an event of another site, or after stopping, is not heard', async () => {
    const [site, other] = [randomUUID(), randomUUID()];
    const heard: unknown[] = [];
    const [before, after] = [deferred<unknown>(), deferred<unknown>()];
    const { siteEvents } = database();
    const stop = await siteEvents.subscribe(site, (message) => heard.push(message));
    const stopOther = await siteEvents.subscribe(other, before.resolve);
    await siteEvents.publish(other, 'before');
    await before.promise;
    stop();
    stopOther();
    await siteEvents.subscribe(other, after.resolve);
    await siteEvents.publish(site, 'too late');
    await siteEvents.publish(other, 'after');
    expect(await after.promise).toEqual({ kind: 'event', event: 'after' });
    expect(heard).toEqual([]);
  });

  test('an event too large for PostgreSQL is refused on both engines alike', async () => {
    await expect(database().siteEvents.publish('site', 'x'.repeat(SITE_EVENT_MAX_BYTES))).rejects.toThrow(RangeError);
  });
});
