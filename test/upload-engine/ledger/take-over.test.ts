import { expect, test } from 'vitest';
import { STAND_BACK_MS } from '../../../src/upload-engine/ledger/lease-keeper.ts';
import { createPages, onDisk, type Page, siteMedia } from './support/pages.ts';

/** A page that nobody tells anything sends four files, and another one of the same browser looks on. */
async function twoPages() {
  const world = createPages();
  world.wix.accepts = false;
  const disk = onDisk('Wedding/1.jpg', 'Wedding/2.jpg', 'Wedding/3.jpg', 'Wedding/4.jpg');
  const first = world.openPage({ storage: true });
  const batchId = first.engine.add(first.sources(disk), siteMedia);
  await world.clock.advance(10_000);
  const second = world.openPage({ storage: true, live: true });
  await second.ledger.refresh();
  return { world, disk, first, second, batchId };
}

const takeOvers = [
  {
    how: 'of the batch',
    run: ({ second, batchId }: Awaited<ReturnType<typeof twoPages>>) => second.ledger.takeOver(batchId),
  },
  {
    how: 'with its files',
    run: ({ second, batchId, disk }: Awaited<ReturnType<typeof twoPages>>) =>
      second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true }),
  },
];

const isSending = (page: Page) => page.sendings.some(({ signal }) => !signal.aborted);

test.each(takeOvers)(
  'a take-over $how keeps still until the other page has stopped, also with what the browser kept and whatever news comes',
  async ({ run }) => {
    const pages = await twoPages();
    const { world, first, second, batchId } = pages;
    const taking = run(pages);
    for (let passedMs = 0; passedMs < STAND_BACK_MS - 100; passedMs += 100) {
      await world.clock.advance(100);
      second.ledger.hear({ type: 'gap' });
      expect(second.sendings).toEqual([]);
    }
    await world.clock.advance(2_000);
    await taking;
    await world.clock.advance(2_000);
    expect(isSending(first)).toBe(false);
    expect(second.sendings.map(({ path }) => path).toSorted()).toEqual(pages.disk.map(({ path }) => path));
    expect(second.ledger.getDriver(batchId)?.kind).toBe('this-page');
    expect(second.ledger.getGoingOn().length).toBeLessThanOrEqual(1);
  },
);

test('files of another batch given to a take-over do not cost it what the browser kept', async () => {
  const { world, first, second, batchId } = await twoPages();
  const taking = second.ledger.continueWith(batchId, second.sources(onDisk('Other/a.jpg')), { takeOver: true });
  second.ledger.hear({ type: 'gap' });
  await world.clock.advance(STAND_BACK_MS + 15_000);
  expect(await taking).toEqual({ kind: 'other-files' });
  await world.clock.advance(15_000);
  expect(isSending(first)).not.toBe(isSending(second));
});

test('while a page stands back, its other leases are renewed', async () => {
  const { world, second, batchId } = await twoPages();
  const own = second.engine.add(second.sources(onDisk('Own/a.jpg')), siteMedia);
  await world.clock.advance(2_000);
  const taking = second.ledger.takeOver(batchId);
  await world.clock.advance(500);
  const renewals = () => world.ledger.calls.filter(({ method }) => method === 'renewLeases').length;
  const before = renewals();
  second.ledger.hear({ type: 'lease-changed', batchId: own, isHeld: true });
  await world.clock.advance(STAND_BACK_MS - 1_000);
  expect(renewals()).toBeGreaterThan(before);
  await world.takenOver(taking);
});
