import type { UploadEngine } from '#upload-engine';
import { itemsOf } from './use-failure-groups.ts';
import { useQueueScan } from './use-queue-scan.ts';

/** How many ready files were compared with Wix's copy, byte for byte, and how many could not be. */
export interface VerificationCounts {
  readonly verified: number;
  readonly notComparable: number;
}

export function useVerificationCounts(): VerificationCounts {
  return useQueueScan(countVerifications);
}

export function countVerifications(engine: UploadEngine, before?: VerificationCounts): VerificationCounts {
  let verified = 0;
  let notComparable = 0;
  if (engine.getSummary().byStatus.ready > 0) {
    for (const { state } of itemsOf(engine)) {
      if (state.status !== 'ready') continue;
      if (state.file.verification === 'verified') verified += 1;
      if (state.file.verification === 'not-comparable') notComparable += 1;
    }
  }
  return before?.verified === verified && before.notComparable === notComparable ? before : { verified, notComparable };
}
