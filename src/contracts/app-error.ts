import type { Failure, FailureCode } from './failure.ts';

/**
 * The one error that server and backend throw on purpose: a failure that may travel to the page as it is.
 * Every other error is a bug and reaches the page as INTERNAL without detail.
 */
export class AppError extends Error {
  readonly failure: Failure;
  /** HTTP status of the answer. 200 stands for "the call itself went well, Wix or a rule of ours refused". */
  readonly status: 200 | 400 | 401 | 403 | 503;

  constructor(failure: Failure, status: AppError['status'] = 200, options?: ErrorOptions) {
    super(failure.message ?? failure.code, options);
    this.name = 'AppError';
    this.failure = failure;
    this.status = status;
  }

  get code(): FailureCode {
    return this.failure.code;
  }
}
