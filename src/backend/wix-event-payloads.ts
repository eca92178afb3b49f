import { z } from 'zod';
import { type MediaFile, toMediaFile, uploadIdSchema } from '#contracts';
import type { NewFileEvent } from '#database';
import { EXTERNAL_ORIGIN } from './wix-media.ts';

/** The kinds of events that are handled, by the names under which Wix sends them. */
export const wixEventTypes = {
  fileReady: 'wix.media.site_media.v1.file_descriptor_file_ready',
  fileFailed: 'wix.media.site_media.v1.file_descriptor_file_failed',
  appInstalled: 'AppInstalled',
  appRemoved: 'AppRemoved',
} as const;

/** A domain event about a file. In File Failed there is no file: its id is the entity's. */
const fileEventSchema = z.object({
  id: z.string().min(1).max(200),
  entityId: z.string().min(1).max(1000),
  eventTime: z.coerce.date(),
  /** A decimal number, or absent. */
  entityEventSequence: z.coerce.number().int().nonnegative().nullish().catch(undefined),
  actionEvent: z.object({
    body: z.object({
      file: z.unknown().optional(),
      externalInfo: z
        .object({ origin: z.string().nullish(), externalIds: z.array(z.string()).nullish() })
        .nullish()
        .catch(undefined),
    }),
  }),
});
type FileEventPayload = z.infer<typeof fileEventSchema>;

/** @returns undefined when the payload is none of a file event. */
export function readFileEvent(
  payload: unknown,
  { hasFailed, receivedAt }: { readonly hasFailed: boolean; readonly receivedAt: Date },
): NewFileEvent | undefined {
  const parsed = fileEventSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { id, entityId, eventTime, entityEventSequence, actionEvent } = parsed.data;
  const file = hasFailed ? failedFile(entityId) : toMediaFile(actionEvent.body.file);
  if (!file) return undefined;
  return {
    fileId: file.id,
    eventId: id,
    uploadId: uploadIdOf(actionEvent.body.externalInfo) ?? null,
    sequence: entityEventSequence ?? null,
    happenedAt: eventTime,
    file,
    receivedAt,
  };
}

function failedFile(id: string): MediaFile {
  return { id, displayName: '', url: '', hash: '', mediaType: 'UNKNOWN', operationStatus: 'FAILED' };
}

/** Our own id of the upload, which Wix gives back where its ticket took one. */
function uploadIdOf(externalInfo: FileEventPayload['actionEvent']['body']['externalInfo']): string | undefined {
  if (externalInfo?.origin !== EXTERNAL_ORIGIN) return undefined;
  const [uploadId] = externalInfo.externalIds ?? [];
  return uploadIdSchema.safeParse(uploadId).data;
}

const appEventSchema = z.object({ appId: z.string() });

/** @returns the app that was installed or removed; undefined when the payload names none. */
export function readAppEvent(payload: unknown): string | undefined {
  return appEventSchema.safeParse(payload).data?.appId;
}
