import { judgeType, sizeLimitOf, type TypeVerdict } from '../library/media-types.ts';
import type { Site } from '../state/model.ts';
import type { World } from '../world.ts';
import { applicationError, ruleViolation, validationError, type WixError } from './wix-error.ts';

/** The business rules that refuse a file, with the data that the SDK's typings give them. */
export type FileRule =
  | 'MISMATCH_MIME_TYPE'
  | 'UNSUPPORTED_FILE_FORMAT'
  | 'ZERO_FILE_SIZE'
  | 'FILE_SIZE_OVER_LIMIT'
  | 'SITE_QUOTA_EXCEEDED';

const DESCRIPTION: Readonly<Record<FileRule, string>> = {
  MISMATCH_MIME_TYPE: "MIME type doesn't match the file extension",
  UNSUPPORTED_FILE_FORMAT: 'File format is recognized but not supported',
  ZERO_FILE_SIZE: 'File size is 0 bytes',
  FILE_SIZE_OVER_LIMIT: 'File size exceeds the limit for this media type',
  SITE_QUOTA_EXCEEDED: 'Site quota has been exceeded',
};

const FIELD: Readonly<Record<FileRule, string>> = {
  MISMATCH_MIME_TYPE: 'mimeType',
  UNSUPPORTED_FILE_FORMAT: 'mimeType',
  ZERO_FILE_SIZE: 'sizeInBytes',
  FILE_SIZE_OVER_LIMIT: 'sizeInBytes',
  SITE_QUOTA_EXCEEDED: 'sizeInBytes',
};

const PLAN_ID = 'e7d54b2a-6a43-4b0a-9f0b-0d5a2b8c1f55';

function dataOf(world: World, rule: FileRule): Record<string, unknown> {
  const internal = { internalCode: rule, internalHttpStatusCode: 400, internalKey: rule.toLowerCase() };
  if (rule !== 'SITE_QUOTA_EXCEEDED') return internal;
  const now = new Date(world.now()).toISOString();
  return {
    ...internal,
    quota: {
      storage: String(world.faults.current.quotaInBytes),
      plans: {
        premium: { id: PLAN_ID, name: 'Stand-in plan', createdAt: now, expiresAt: now },
        upgradeUrl: 'https://manage.wix.com/premium-purchase-plan',
      },
      timestamp: now,
    },
  };
}

/** As the files API tells it: a validation error with a rule name; as its documentation's tables say when so set. */
export function fileRuleError(world: World, rule: FileRule): WixError {
  const data = dataOf(world, rule);
  if (world.faults.current.fileErrorShape === 'application') {
    return applicationError(400, rule, DESCRIPTION[rule], data);
  }
  return validationError([ruleViolation(FIELD[rule], rule, DESCRIPTION[rule], data)]);
}

/** As the inbox API and the upload host tell it: an application error; the inbox API has its own word for the mismatch. */
export function applicationRuleError(world: World, rule: FileRule, spelling: 'files' | 'inbox' = 'files'): WixError {
  const code = rule === 'MISMATCH_MIME_TYPE' && spelling === 'inbox' ? 'MIME_TYPE_MISMATCH' : rule;
  return applicationError(400, code, DESCRIPTION[rule], dataOf(world, rule));
}

type AcceptedType = Extract<TypeVerdict, { ok: true }>;

/** @returns what the file would be, or the rule that refuses it. The size is checked only where it is told. */
export function judgeFile(
  world: World,
  fileName: string | undefined,
  mimeType: string,
  sizeInBytes: number | undefined,
): AcceptedType | FileRule {
  const verdict = judgeType(fileName, mimeType);
  if (!verdict.ok) return verdict.code;
  if (sizeInBytes === 0) return 'ZERO_FILE_SIZE';
  const limit = sizeLimitOf(verdict.mediaType, verdict.extension, world.faults.current.largestFileInBytes);
  if ((sizeInBytes ?? 0) > limit) return 'FILE_SIZE_OVER_LIMIT';
  return verdict;
}

export function exceedsQuota(world: World, site: Site, sizeInBytes: number): boolean {
  return world.store.usedBytes(site.id) + sizeInBytes > world.faults.current.quotaInBytes;
}
