import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import {
  type destinationSchema,
  type Failure,
  ledgerStates,
  type MediaFile,
  replacementOutcomes,
  verifications,
} from '#contracts';

/**
 * The one schema of both engines. `instance_id` comes first in every primary key and in every index: a row belongs to
 * one site, and no query finds it without naming that site.
 */
const instanceId = () => text('instance_id').notNull();
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
const bytes = (name: string) => bigint(name, { mode: 'number' });

/** One row per site that ever called. `removedAt` starts the 30 days after which everything of the site is deleted. */
export const sites = pgTable('sites', {
  instanceId: text('instance_id').primaryKey(),
  firstSeenAt: moment('first_seen_at').notNull(),
  lastSeenAt: moment('last_seen_at').notNull(),
  removedAt: moment('removed_at'),
  /** When Wix sent the latest word that the app was installed or removed: older ones that come late mean nothing. */
  installationToldAt: moment('installation_told_at'),
  /** When Wix was last asked about this site's accepted files; claimed by one process at a time. */
  settledAt: moment('settled_at'),
});

/** What one pick, drop or import added. Open until every file is finished and the page closed it. */
export const batches = pgTable(
  'batches',
  {
    instanceId: instanceId(),
    batchId: uuid('batch_id').notNull(),
    destination: jsonb('destination').$type<z.infer<typeof destinationSchema>>().notNull(),
    label: text('label').notNull(),
    userId: text('user_id').notNull(),
    createdAt: moment('created_at').notNull(),
    closedAt: moment('closed_at'),
    /** The page that drives the batch; null when nobody does. */
    leaseHolder: uuid('lease_holder'),
    leaseUserId: text('lease_user_id'),
    /** Fencing token: grows with every change of holder, so that a holder who was replaced cannot write any more. */
    leaseEpoch: integer('lease_epoch').notNull().default(0),
    leaseExpiresAt: moment('lease_expires_at'),
  },
  (table) => [
    primaryKey({ columns: [table.instanceId, table.batchId] }),
    index('batches_open').on(table.instanceId, table.createdAt).where(sql`${table.closedAt} is null`),
  ],
);

/** One file. Rows without a batch come from ticket calls that named none; they protect against double uploads all the same. */
export const items = pgTable(
  'items',
  {
    instanceId: instanceId(),
    uploadId: uuid('upload_id').notNull(),
    /** Order of arrival; also the cursor of every list. */
    position: bigserial('position', { mode: 'number' }).notNull(),
    batchId: uuid('batch_id'),
    path: text('path').notNull(),
    name: text('name').notNull(),
    /** Null until the page has read it. */
    sizeInBytes: bytes('size_in_bytes'),
    /** Milliseconds since 1970, as the browser says. */
    lastModified: bytes('last_modified'),
    mimeType: text('mime_type'),
    /** Hash over samples of the file: enough to tell two files of one name apart, too little to prove equality. */
    sampleHash: text('sample_hash'),
    /** MD5 over all bytes, 32 hex digits. */
    md5: text('md5'),
    state: text('state', { enum: ledgerStates }).notNull(),
    bytesAccepted: bytes('bytes_accepted').notNull().default(0),
    /** Sealed (`secret-box.ts`): whoever knows the address may write to the upload. */
    resumeUrl: text('resume_url'),
    /** Sealed: upload address and token of the resumable ticket that `resumeUrl` belongs to. */
    resumableTicket: text('resumable_ticket'),
    resumableTicketAt: moment('resumable_ticket_at'),
    /** How often the stored address was offered without any byte having moved since. */
    resumeOffers: integer('resume_offers').notNull().default(0),
    fileId: text('file_id'),
    url: text('url'),
    mediaType: text('media_type'),
    wixHash: text('wix_hash'),
    verification: text('verification', { enum: verifications }),
    failure: jsonb('failure').$type<Failure>(),
    /** The user took the failed item off the list: nobody waits for it any more. */
    dismissed: boolean('dismissed').notNull().default(false),
    /** Id of the file at Wix whose place this one takes. */
    replaces: text('replaces'),
    /** What became of that file; null while that is open. */
    replacement: text('replacement', { enum: replacementOutcomes }),
    /** When Wix was last asked whether that file can go. */
    replacementAskedAt: moment('replacement_asked_at'),
    userId: text('user_id').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.instanceId, table.uploadId] }),
    foreignKey({ columns: [table.instanceId, table.batchId], foreignColumns: [batches.instanceId, batches.batchId] }),
    index('items_of_batch').on(table.instanceId, table.batchId, table.position),
    index('items_in_order').on(table.instanceId, table.position),
    index('items_by_file').on(table.instanceId, table.fileId),
    index('items_accepted').on(table.instanceId, table.updatedAt).where(sql`${table.state} = 'accepted'`),
    index('items_replacing')
      .on(table.instanceId, table.position)
      .where(sql`${table.state} = 'ready' and ${table.replaces} is not null and ${table.replacement} is null`),
    index('items_replaced').on(table.instanceId, table.replaces).where(sql`${table.replacement} = 'trashed'`),
    index('items_verified').on(table.instanceId, table.mediaType).where(sql`${table.verification} = 'verified'`),
  ],
);

/** Every ticket that Wix gave for an upload: the file ids under which its bytes may have arrived. */
export const tickets = pgTable(
  'tickets',
  {
    instanceId: instanceId(),
    ticketId: bigserial('ticket_id', { mode: 'number' }).notNull(),
    uploadId: uuid('upload_id').notNull(),
    /** Null when the ticket did not tell: then only a look into the folder helps. */
    fileId: text('file_id'),
    folderId: text('folder_id'),
    issuedAt: moment('issued_at').notNull(),
    /** The copy under this id does not count: its bytes differ from the file's. */
    rejected: boolean('rejected').notNull().default(false),
    /** The copy is not there: it was deleted because another one counts, or it never came. */
    deleted: boolean('deleted').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.instanceId, table.ticketId] }),
    foreignKey({
      columns: [table.instanceId, table.uploadId],
      foreignColumns: [items.instanceId, items.uploadId],
    }).onDelete('cascade'),
    index('tickets_of_upload').on(table.instanceId, table.uploadId),
    index('tickets_by_file').on(table.instanceId, table.fileId),
    index('tickets_of_folder').on(table.instanceId, table.folderId),
  ],
);

/** The calls of the last window, changed only by the function `reserve_calls` (second migration). Times: ms since 1970. */
export const quotaWindows = pgTable('quota_windows', {
  instanceId: text('instance_id').primaryKey(),
  grantedAt: bigint('granted_at', { mode: 'number' }).array().notNull().default(sql`'{}'`),
  grantedCalls: integer('granted_calls').array().notNull().default(sql`'{}'`),
  grantedPriority: integer('granted_priority').array().notNull().default(sql`'{}'`),
  /** Until when somebody of each priority (1 first) waits for a call. */
  waitingUntil: bigint('waiting_until', { mode: 'number' }).array().notNull().default(sql`'{0,0,0,0}'`),
  /** Calls a window after Wix refused one; null while Wix never did. Grows back with time. */
  reducedTo: integer('reduced_to'),
  refusedAt: bigint('refused_at', { mode: 'number' }).notNull().default(0),
  blockedUntil: bigint('blocked_until', { mode: 'number' }).notNull().default(0),
});

/** Ids of webhook events that were kept or handled: Wix delivers some more than once. */
export const webhookEvents = pgTable(
  'webhook_events',
  { instanceId: instanceId(), eventId: text('event_id').notNull(), receivedAt: moment('received_at').notNull() },
  (table) => [primaryKey({ columns: [table.instanceId, table.eventId] })],
);

/**
 * What Wix told of files by webhook: the latest word about each. It is kept before Wix gets its answer, and taken into the
 * ledger afterwards; a word about a file that no upload has claimed yet waits here.
 */
export const fileEvents = pgTable(
  'file_events',
  {
    instanceId: instanceId(),
    fileId: text('file_id').notNull(),
    eventId: text('event_id').notNull(),
    /** Ours, where Wix gave it back. */
    uploadId: uuid('upload_id'),
    /** Wix's count of the file's events; null where Wix did not say. */
    sequence: bytes('sequence'),
    happenedAt: moment('happened_at').notNull(),
    file: jsonb('file').$type<MediaFile>().notNull(),
    receivedAt: moment('received_at').notNull(),
    /** From when on it is to be taken in; null once it was. */
    dueAt: moment('due_at'),
  },
  (table) => [
    primaryKey({ columns: [table.instanceId, table.fileId] }),
    index('file_events_due').on(table.instanceId, table.dueAt).where(sql`${table.dueAt} is not null`),
  ],
);

/** Who does work at present that only one process may do for a site at a time. */
export const siteLocks = pgTable(
  'site_locks',
  {
    instanceId: instanceId(),
    name: text('name').notNull(),
    holder: text('holder').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.instanceId, table.name] })],
);

/** Files that may yet turn up beside the copy that counts, and when to look for them. */
export const doubtfulCopies = pgTable(
  'doubtful_copies',
  { instanceId: instanceId(), fileId: text('file_id').notNull(), dueAt: moment('due_at').notNull() },
  (table) => [
    primaryKey({ columns: [table.instanceId, table.fileId] }),
    index('doubtful_copies_due').on(table.instanceId, table.dueAt),
  ],
);
