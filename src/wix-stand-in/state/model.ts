/** A Wix site with the app installed. `instanceId` is what the app knows it by. */
export interface Site {
  readonly id: string;
  readonly instanceId: string;
  readonly displayName: string;
  readonly ownerId: string;
  readonly appInstalled: boolean;
  /** Whether AppInstalled has been told to the app's webhook. */
  readonly installationAnnounced: boolean;
}

/** Somebody who opens the dashboard. Rights are the same on all sites. */
export interface User {
  readonly id: string;
  readonly displayName: string;
  readonly mayManageMedia: boolean;
}

export type MediaType = 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'VECTOR' | 'ARCHIVE' | 'MODEL3D' | 'OTHER';

/** `trashedWith` names what the user deleted: the entity itself, or the folder above it. It comes back together. */
export interface Trashable {
  readonly trashedWith?: string;
}

export interface Folder extends Trashable {
  readonly id: string;
  readonly siteId: string;
  readonly displayName: string;
  readonly parentFolderId: string;
  /** Milliseconds since 1970, as all times of this model. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface AddedBy {
  readonly identityType: 'APP' | 'WIX_USER';
  readonly identityId: string;
}

export interface ExternalInfo {
  readonly origin?: string;
  readonly externalIds?: readonly string[];
}

export interface ImportSource {
  readonly url: string;
  readonly urlParams?: Readonly<Record<string, unknown>>;
  readonly urlHeaders?: Readonly<Record<string, unknown>>;
}

export interface MediaFile extends Trashable {
  readonly id: string;
  readonly siteId: string;
  readonly destination: 'site' | 'inbox';
  readonly displayName: string;
  readonly parentFolderId: string;
  /** Of the stored bytes; empty while nothing is stored. */
  readonly hash: string;
  readonly md5: string;
  /** -1 while an import's size is not known. */
  readonly sizeInBytes: number;
  readonly private: boolean;
  readonly mediaType: MediaType;
  readonly mimeType: string;
  readonly operationStatus: 'PENDING' | 'READY' | 'FAILED';
  readonly labels: readonly string[];
  readonly addedBy: AddedBy;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly width?: number;
  readonly height?: number;
  readonly externalInfo?: ExternalInfo;
  readonly importSource?: ImportSource;
  /** When processing ends; set while PENDING. */
  readonly processedAt?: number;
  /** How many events this file has had: `entityEventSequence`. */
  readonly eventCount: number;
}

/** What one upload URL or upload token stands for. Real Wix carries this inside the token's opaque part. */
export interface Ticket {
  /** `jti` of the token. */
  readonly id: string;
  readonly protocol: 'put' | 'tus';
  readonly siteId: string;
  readonly fileId: string;
  readonly destination: 'site' | 'inbox';
  readonly mimeType: string;
  readonly fileName?: string;
  readonly sizeInBytes?: number;
  readonly parentFolderId: string;
  readonly filePath?: string;
  readonly private: boolean;
  readonly labels: readonly string[];
  readonly externalInfo?: ExternalInfo;
  readonly addedBy: AddedBy;
  readonly expiresAt: number;
  /** When the inner callback token ends; bytes that arrive later are not taken. */
  readonly callbackExpiresAt: number;
  readonly used: boolean;
}

/** A resumable upload that was created with a ticket's token. `id` is the last part of its address. */
export interface TusUpload {
  readonly id: string;
  readonly ticketId: string;
}

/** An event on its way to the app's webhook. */
export interface Delivery {
  readonly id: string;
  readonly siteId: string;
  readonly eventType: string;
  /** The innermost payload: what the event is about. */
  readonly payload: unknown;
  readonly attempts: number;
  readonly nextAttemptAt: number;
}
