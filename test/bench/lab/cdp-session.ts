import type { CdpConnection, CdpParams } from './cdp-connection.ts';

interface EvaluateAnswer {
  readonly result: { readonly value?: unknown; readonly objectId?: string };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

/** One attached target: the outer page or the frame inside it. */
export class CdpSession {
  readonly id: string;
  readonly #connection: CdpConnection;

  constructor(connection: CdpConnection, id: string) {
    this.#connection = connection;
    this.id = id;
  }

  send<Result>(method: string, params: CdpParams = {}): Promise<Result> {
    return this.#connection.send<Result>(method, params, this.id);
  }

  /** Runs an expression in the target's own world and waits for its promise. The value must be JSON. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const answer = await this.#evaluate(expression, true);
    return answer.result.value as Value;
  }

  /** A handle of the object that the expression gives, or undefined where it gives none. */
  async objectOf(expression: string): Promise<string | undefined> {
    return (await this.#evaluate(expression, false)).result.objectId;
  }

  async #evaluate(expression: string, returnByValue: boolean): Promise<EvaluateAnswer> {
    const params = { expression, awaitPromise: true, returnByValue };
    const answer = await this.send<EvaluateAnswer>('Runtime.evaluate', params);
    const { exceptionDetails } = answer;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return answer;
  }
}
