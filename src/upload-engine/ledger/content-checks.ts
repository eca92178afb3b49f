import type { MediaFile } from '#contracts';
import type { ItemId, StoredFile, UploadItem } from '../item.ts';
import type { FileBody, ReadinessSource } from '../ports.ts';
import type { ItemEvent } from '../transition.ts';

export interface ContentHasher {
  /**
   * @param onSample called once, before long, with the hash over a few samples (64 lower-case hex digits) by which the file
   * is known again; not called where it cannot be made
   * @returns the MD5 of all bytes, 32 lower-case hex digits.
   * @throws FailureError FILE_UNREADABLE; the signal's reason when aborted.
   */
  md5(body: FileBody, signal: AbortSignal, onSample?: (sampleHash: string) => void): Promise<string>;
}

/**
 * Compares what Wix stored with what is on the disk. The hash is made here while the file is on its way; the comparison
 * is the server's, which knows whether Wix's hashes can be compared with ours at all. Until it has answered, a file that
 * Wix calls ready is not ready for us. A file that cannot be hashed is not held up by that.
 */
export interface ContentChecks {
  transitioned(item: UploadItem, event: ItemEvent, previous: UploadItem): void;
  /** The bytes of an accepted file are here again: they are compared as if they had just been sent. */
  bytesFound(item: UploadItem, file: StoredFile): void;
  /** True while the answer of the upload host is not enough to call the item ready. */
  isAwaited(itemId: ItemId): boolean;
  /** The engine's readiness source, with unverified files still pending. */
  readonly readiness: ReadinessSource;
  dispose(): void;
}

export interface ContentChecksOptions {
  readonly hasher: ContentHasher;
  readonly source: ReadinessSource;
  readonly bodyOf: (itemId: ItemId) => FileBody | undefined;
  readonly onSampled: (item: UploadItem, sampleHash: string) => void;
  /** The item was accepted, and this is the MD5 of its bytes. */
  readonly onHashed: (item: UploadItem, md5: string) => void;
}

/**
 * How often the server may call a hashed file ready without a word on the comparison before that is taken for "not
 * known": a ledger that cannot be written must not keep files from being ready. About fifteen seconds.
 */
const MAX_UNANSWERED = 4;

interface Check {
  readonly controller: AbortController;
  md5: string | undefined;
  accepted: UploadItem | undefined;
  fileId: string | undefined;
  unanswered: number;
}

export function createContentChecks({
  hasher,
  source,
  bodyOf,
  onSampled,
  onHashed,
}: ContentChecksOptions): ContentChecks {
  const checks = new Map<ItemId, Check>();
  const byFile = new Map<string, ItemId>();

  const drop = (itemId: ItemId) => {
    const check = checks.get(itemId);
    if (!check) return;
    checks.delete(itemId);
    if (check.fileId !== undefined) byFile.delete(check.fileId);
    check.controller.abort(new Error('nobody asks for this hash any more'));
  };

  const tellIfComplete = ({ md5, accepted }: Check) => {
    if (md5 !== undefined && accepted) onHashed(accepted, md5);
  };

  const begin = (item: UploadItem): Check | undefined => {
    const itemId = item.id;
    const known = checks.get(itemId);
    if (known) return known;
    const body = bodyOf(itemId);
    if (!body) return undefined;
    const check: Check = {
      controller: new AbortController(),
      md5: undefined,
      accepted: undefined,
      fileId: undefined,
      unanswered: 0,
    };
    checks.set(itemId, check);
    const onSample = (sampleHash: string) => {
      if (checks.get(itemId) === check) onSampled(item, sampleHash);
    };
    hasher.md5(body, check.controller.signal, onSample).then(
      (md5) => {
        if (checks.get(itemId) !== check) return;
        check.md5 = md5;
        tellIfComplete(check);
      },
      // The bytes could not be read a second time. Sending them is another matter, and reports its own failures.
      () => {
        if (checks.get(itemId) === check) drop(itemId);
      },
    );
    return check;
  };

  const accept = (item: UploadItem, file: StoredFile) => {
    const check = begin(item);
    if (!check) return;
    check.accepted = item;
    check.fileId = file.id;
    byFile.set(file.id, item.id);
    tellIfComplete(check);
  };

  /** Ready for Wix, but is it for us? */
  const judged = (file: MediaFile): MediaFile => {
    const itemId = byFile.get(file.id);
    const check = itemId === undefined ? undefined : checks.get(itemId);
    if (!check || file.operationStatus !== 'READY' || file.verification !== undefined) return file;
    if (check.md5 !== undefined) check.unanswered += 1;
    return check.unanswered > MAX_UNANSWERED ? file : { ...file, operationStatus: 'PENDING' };
  };

  const subscribe = source.subscribe?.bind(source);
  return {
    transitioned(item, event, previous) {
      if (event.type === 'sending-started') begin(item);
      else if (event.type === 'accepted') accept(item, event.file);
      else if (endsCheck(event, previous)) drop(item.id);
    },
    bytesFound: accept,
    isAwaited: (itemId) => checks.has(itemId),
    readiness: {
      getFileStates: async (fileIds, signal) => (await source.getFileStates(fileIds, signal)).map(judged),
      ...(subscribe ? { subscribe: (listener) => subscribe((file) => listener(judged(file))) } : {}),
    },
    dispose() {
      for (const itemId of [...checks.keys()]) drop(itemId);
    },
  };
}

function endsCheck(event: ItemEvent, previous: UploadItem): boolean {
  switch (event.type) {
    case 'became-ready':
    case 'failed':
    case 'skipped':
    case 'cancelled':
    case 'retried':
    case 'superseded':
      return true;
    case 'wait-started':
      return previous.state.status === 'accepted';
    default:
      return false;
  }
}
