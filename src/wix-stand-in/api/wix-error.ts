import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface FieldViolation {
  readonly field: string;
  readonly description: string;
  readonly violatedRule: string;
  readonly ruleName?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Any refusal: a status and the body that Wix sends with it. */
export class WixError extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: { readonly html: string } | { readonly json: unknown };
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: ContentfulStatusCode, body: WixError['body'], headers: Readonly<Record<string, string>> = {}) {
    super(`${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function applicationError(
  status: ContentfulStatusCode,
  code: string,
  description: string,
  data: Readonly<Record<string, unknown>> = {},
): WixError {
  return new WixError(status, {
    json: { message: description, details: { applicationError: { code, description, data } } },
  });
}

export function validationError(violations: readonly FieldViolation[], status: ContentfulStatusCode = 400): WixError {
  const message = violations.map(({ field, description }) => `"${field}" ${description}`).join(', ');
  return new WixError(status, {
    json: {
      message: `INVALID_ARGUMENT: ${message}`,
      details: { validationError: { fieldViolations: violations } },
    },
  });
}

/** A business rule that a field breaks: `violatedRule: OTHER` and the rule's own name. */
export function ruleViolation(
  field: string,
  ruleName: string,
  description: string,
  data: Readonly<Record<string, unknown>> = {},
): FieldViolation {
  return { field, description, violatedRule: 'OTHER', ruleName, data };
}

/** What the edge answers to a token without the right, and to bodies of the wrong shape: a page, not JSON. */
export function edgeRefusal(status: 400 | 403): WixError {
  const title = status === 403 ? '403 Forbidden' : '400 Bad Request';
  return new WixError(status, {
    html: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  });
}

export const unauthenticated = (): WixError => new WixError(401, { json: { message: 'Unauthorized', details: {} } });

/** Wix's errors article: the request id is a header, an internal error says nothing. */
export function answerError(context: Context, error: Error): Response {
  const wixError = error instanceof WixError ? error : new WixError(500, { json: { message: '', details: {} } });
  for (const [name, value] of Object.entries(wixError.headers)) context.header(name, value);
  const { body, status } = wixError;
  return 'html' in body ? context.html(body.html, status) : context.json(body.json, status);
}

/** As Wix's look: `<seconds>.<fraction>`-like text that is different for every request. */
export const newRequestId = (): string => `${(Date.now() / 1000).toFixed(3)}.${randomUUID().slice(0, 8)}`;
