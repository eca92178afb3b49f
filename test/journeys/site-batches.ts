import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import type { BatchSummary, LedgerItem, LedgerPage, OpenBatches } from '../../src/contracts/index.ts';
import { webMethodsAt } from '../support/call-web-method.ts';
import { keptUploads } from '../support/chromium-profile.ts';

/** The unfinished batches of a site, by the server's own word. */
export interface SiteBatches {
  named(label: string): Promise<BatchSummary>;
  /** Waits until the frame's browser keeps a copy of all that is not sent yet, but for these names. */
  untilKept(frame: Frame, label: string, except?: readonly string[]): Promise<void>;
}

export function batchesOf(appUrl: string, token: string): SiteBatches {
  const call = webMethodsAt(appUrl, token);
  const named = async (label: string) => {
    const { batches } = await call<OpenBatches>('ledger', 'listOpenBatches');
    return batches.find((batch) => batch.label === label) ?? expect.fail(`no unfinished batch is called ${label}`);
  };
  const isUnsent = ({ state }: LedgerItem) => state === 'queued' || state === 'sending';
  return {
    named,
    async untilKept(frame, label, except = []) {
      const { batchId } = await named(label);
      const notKept = async () => {
        const kept = new Set(await keptUploads(frame));
        const { items } = await call<LedgerPage>('ledger', 'loadBatch', { batchId });
        return items.filter(isUnsent).flatMap(({ name, uploadId }) => (kept.has(uploadId) ? [] : name));
      };
      await expect.poll(notKept, { timeout: 60_000 }).toEqual(except);
    },
  };
}
