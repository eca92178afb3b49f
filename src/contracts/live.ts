import { z } from 'zod';
import { batchIdSchema } from './lease.ts';
import { ledgerStates } from './ledger.ts';
import { FILE_ID_MAX_LENGTH } from './media-limits.ts';
import { uploadIdSchema } from './tickets.ts';

/** Where a page of the dashboard hears what changed on its site, as server-sent events. */
export const LIVE_PATH = '/live';
/** A stream that is silent for longer than this is dead: a comment comes that often. Milliseconds. */
export const LIVE_HEARTBEAT_MS = 15_000;

/**
 * What a page hears. A hint to look, never the truth itself: events may be lost, doubled or late, and whoever hears one asks
 * the web methods. Unknown types are for newer pages.
 */
export const liveEventSchema = z.discriminatedUnion('type', [
  /** The ledger's state of a file changed by Wix's word. */
  z.object({
    type: z.literal('file-changed'),
    uploadId: uploadIdSchema,
    fileId: z.string().max(FILE_ID_MAX_LENGTH).optional(),
    state: z.enum(ledgerStates),
    batchId: batchIdSchema.optional(),
  }),
  /** Somebody took a batch or gave it back. */
  z.object({ type: z.literal('lease-changed'), batchId: batchIdSchema, isHeld: z.boolean() }),
  /** Files were added to a batch, files of it moved on, or it was given up. */
  z.object({ type: z.literal('batch-changed'), batchId: batchIdSchema }),
  /** Something was missed: look for yourself. */
  z.object({ type: z.literal('gap') }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
