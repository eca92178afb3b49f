import { AppError } from '#contracts';
import { isNotFound } from './wix-failure.ts';

/**
 * Awaits a call of which only the folder it names can be missing.
 * @throws AppError FOLDER_NOT_FOUND when Wix answers that something is not there.
 */
export async function knownFolder<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AppError) || !isNotFound(error)) throw error;
    const { requestId } = error.failure;
    throw new AppError({ code: 'FOLDER_NOT_FOUND', ...(requestId ? { requestId } : {}) }, 200, { cause: error });
  }
}
