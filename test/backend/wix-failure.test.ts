import { expect, test } from 'vitest';
import { AppError, failureSchema } from '#contracts';
import { isNotFound, toAppError, toFailure, wixStatusOf } from '../../src/backend/wix-failure.ts';

/** Errors in the form in which the SDK throws them (`transform-error.js`). */
const sdkError = (status: number | undefined, details: unknown, more: object = {}) =>
  Object.assign(new Error('{"message":"pretty printed"}'), { status, details, requestId: 'wix-1', ...more });
const application = (status: number, code: string | number, data: unknown = {}, description = 'words') =>
  sdkError(status, { applicationError: { code, description, data } });
const validation = (...fieldViolations: object[]) => sdkError(400, { validationError: { fieldViolations } });

test.each([
  'MISMATCH_MIME_TYPE',
  'ZERO_FILE_SIZE',
  'UNSUPPORTED_FILE_FORMAT',
  'FILE_SIZE_OVER_LIMIT',
  'SITE_QUOTA_EXCEEDED',
])('%s is known in both shapes of Wix’s errors', (code) => {
  const expected = { code, requestId: 'wix-1' };
  expect(toFailure(application(400, code))).toEqual(expected);
  expect(toFailure(validation({ field: 'mimeType', violatedRule: 'OTHER', ruleName: code }))).toEqual(expected);
});

test('the Inbox API’s spelling of a type that contradicts the name is the same failure', () => {
  expect(toFailure(application(400, 'MIME_TYPE_MISMATCH'))).toMatchObject({ code: 'MISMATCH_MIME_TYPE' });
});

test('a full site tells where to get more room, if Wix does and the address is https', () => {
  const data = (upgradeUrl: unknown) => ({ quota: { plans: { upgradeUrl } } });
  expect(toFailure(application(400, 'SITE_QUOTA_EXCEEDED', data('https://manage.wix.com/upgrade')))).toMatchObject({
    upgradeUrl: 'https://manage.wix.com/upgrade',
  });
  const violation = { field: 'x', ruleName: 'SITE_QUOTA_EXCEEDED', data: data('https://manage.wix.com/up') };
  expect(toFailure(validation(violation))).toMatchObject({ upgradeUrl: 'https://manage.wix.com/up' });
  for (const bad of ['javascript:alert(1)', 'http://wix.com', 'no url', 5, undefined]) {
    expect(toFailure(application(400, 'SITE_QUOTA_EXCEEDED', data(bad)))).not.toHaveProperty('upgradeUrl');
  }
});

test('429 is the rate limit, with Wix’s body or without', () => {
  expect(toFailure(application(429, 'RESOURCE_EXHAUSTED'))).toEqual({ code: 'RATE_LIMITED', requestId: 'wix-1' });
  expect(toFailure(sdkError(429, undefined))).toMatchObject({ code: 'RATE_LIMITED' });
});

test.each([500, 502, 503, 504, 201])('status %d means that Wix is not there', (status) => {
  expect(toFailure(application(status, status))).toEqual({ code: 'WIX_UNAVAILABLE', requestId: 'wix-1' });
});

test('no answer at all means that Wix is not there', () => {
  const error = Object.assign(new TypeError('System error occurred: {}'), { code: 'UNKNOWN', status: undefined });
  expect(toFailure(Object.assign(error, { runtimeError: error }))).toEqual({ code: 'WIX_UNAVAILABLE' });
});

test('a refusal with a numeric code, as made of an HTML page, keeps the code', () => {
  expect(toFailure(application(403, 403, { details: null }, 'Forbidden'))).toEqual({
    code: 'WIX_REFUSED',
    wixCode: '403',
    message: 'Forbidden',
    requestId: 'wix-1',
  });
});

test('any other refusal keeps Wix’s code and words, and names the fields', () => {
  const violations = [
    { field: 'options.fileName', description: 'has size 1001', violatedRule: 'MAX_LENGTH', ruleName: '' },
    { field: 'options.labels', description: 'has too many', violatedRule: 'MAX_SIZE' },
  ];
  expect(toFailure(validation(...violations))).toEqual({
    code: 'WIX_REFUSED',
    wixCode: 'MAX_LENGTH',
    message: 'options.fileName: has size 1001; options.labels: has too many',
    requestId: 'wix-1',
  });
});

test('a folder that Wix does not accept is a folder that is not there', () => {
  const violation = { field: 'options.parentFolderId', description: 'not found', violatedRule: 'OTHER' };
  expect(toFailure(validation(violation))).toEqual({ code: 'FOLDER_NOT_FOUND', requestId: 'wix-1' });
});

test('whatever Wix writes fits into a failure', () => {
  const long = 'x'.repeat(5000);
  const failure = toFailure(
    sdkError(400, { applicationError: { code: long, description: long } }, { requestId: long }),
  );
  expect(failureSchema.safeParse(failure).success).toBe(true);
  for (const details of [
    null,
    5,
    [],
    { applicationError: null },
    { validationError: { fieldViolations: [null, 5] } },
  ]) {
    expect(failureSchema.safeParse(toFailure(sdkError(400, details))).success).toBe(true);
  }
});

test('an error that is not the SDK’s is not made into one', () => {
  const bug = new Error('undefined is not a function');
  expect(toFailure(bug)).toBeUndefined();
  expect(toAppError(bug)).toBe(bug);
  expect(toFailure(undefined)).toBeUndefined();
  expect(toFailure('text')).toBeUndefined();
});

test('an AppError stays itself, an SDK error becomes one that remembers it', () => {
  const known = new AppError({ code: 'INVALID_ARGUMENT' }, 400);
  expect(toAppError(known)).toBe(known);
  const error = application(404, 'RESOURCE_NOT_FOUND');
  const translated = toAppError(error);
  expect(translated).toBeInstanceOf(AppError);
  expect([wixStatusOf(translated), isNotFound(translated), isNotFound(application(400, 'OTHER'))]).toEqual([
    404,
    true,
    false,
  ]);
});
