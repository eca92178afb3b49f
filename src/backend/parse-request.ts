import type { ZodType } from 'zod';
import { AppError } from '#contracts';

/** U+0000, or one half of a surrogate pair without the other: PostgreSQL takes neither. */
const unstorable = /[\0\p{Surrogate}]/u;

/**
 * Checks the argument of a web method.
 * @throws AppError 400 INVALID_ARGUMENT with the path of the first wrong field, like `files.0.mimeType`, or of the first
 * text that no database can keep.
 */
export function parseRequest<Request>(schema: ZodType<Request>, argument: unknown): Request {
  const parsed = schema.safeParse(argument);
  if (parsed.success) {
    const path = findUnstorable(parsed.data, []);
    if (path) throw invalidArgument(path);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  throw invalidArgument([...(issue?.path ?? []), ...unknownKeys]);
}

function invalidArgument(path: readonly PropertyKey[]): AppError {
  const field = path.join('.').slice(0, 200);
  return new AppError({ code: 'INVALID_ARGUMENT', ...(field ? { field } : {}) }, 400);
}

/** Of what a schema let pass, so it is no deeper than the schema. @returns where the first such text is */
function findUnstorable(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return unstorable.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = findUnstorable(part, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
