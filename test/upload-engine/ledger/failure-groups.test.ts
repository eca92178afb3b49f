import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Failure, failureCodes, isTransient } from '#contracts';
import { actionFor, failureActions } from '../../../src/upload-engine/ledger/failure-action.ts';
import { groupFailures } from '../../../src/upload-engine/ledger/failure-groups.ts';
import { createLedgerWorld, uploadIdOf } from './support/ledger-world.ts';

function failedItems(failures: readonly Failure[]) {
  const world = createLedgerWorld();
  world.add(failures.length + 1);
  for (const [index, failure] of failures.entries()) world.happen(index, { type: 'failed', failure });
  return [...world.items.values()];
}

test('failures are grouped by cause, the most frequent first, each with the one thing to do', () => {
  const items = failedItems([
    { code: 'FILE_UNREADABLE' },
    { code: 'NETWORK', message: 'first' },
    { code: 'SITE_QUOTA_EXCEEDED', upgradeUrl: 'https://www.wix.com/upgrade' },
    { code: 'NETWORK', message: 'last' },
  ]);
  expect(groupFailures(items)).toEqual([
    {
      code: 'NETWORK',
      action: 'retry',
      itemIds: [uploadIdOf(1), uploadIdOf(3)],
      sizeInBytes: 200,
      example: { code: 'NETWORK', message: 'last' },
    },
    expect.objectContaining({ code: 'FILE_UNREADABLE', action: 'pick-again', itemIds: [uploadIdOf(0)] }),
    expect.objectContaining({
      code: 'SITE_QUOTA_EXCEEDED',
      action: 'free-space',
      example: { code: 'SITE_QUOTA_EXCEEDED', upgradeUrl: 'https://www.wix.com/upgrade' },
    }),
  ]);
});

test('what Wix refuses for different reasons is not thrown together', () => {
  const groups = groupFailures(
    failedItems([
      { code: 'WIX_REFUSED', wixCode: 'A' },
      { code: 'WIX_REFUSED', wixCode: 'B' },
      { code: 'WIX_REFUSED', wixCode: 'A' },
    ]),
  );
  expect(groups.map(({ wixCode, itemIds }) => [wixCode, itemIds.length])).toEqual([
    ['A', 2],
    ['B', 1],
  ]);
});

test('every failed item is in exactly one group, and no other item is', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...failureCodes), { maxLength: 50 }), (codes) => {
      const groups = groupFailures(failedItems(codes.map((code) => ({ code }))));
      expect(groups.flatMap(({ itemIds }) => itemIds).toSorted()).toEqual(
        codes.map((_, index) => uploadIdOf(index)).toSorted(),
      );
      expect(groups).toHaveLength(new Set(codes).size);
    }),
  );
});

test('every cause has an action; what heals by itself can be retried', () => {
  for (const code of failureCodes) {
    expect(failureActions).toContain(actionFor(code));
    if (isTransient({ code })) expect(actionFor(code)).toBe('retry');
  }
});
