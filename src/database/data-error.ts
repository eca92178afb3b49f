/** SQLSTATE classes: data exception, integrity constraint violation, program limit exceeded (a value too large for an index). */
const classesOfData = ['22', '23', '54'];

/** Whether the database refused the very values that it was given, rather than being out of reach, busy or broken. */
export function isDataError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Drizzle wraps what the engine threw.
  if (error.cause !== undefined) return isDataError(error.cause);
  return 'code' in error && typeof error.code === 'string' && isOfData(error.code);
}

const isOfData = (code: string) => code.length === 5 && classesOfData.includes(code.slice(0, 2));
