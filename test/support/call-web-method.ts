import { type Failure, webMethodPath } from '#contracts';

/** Calls of a running server's web methods, as a page makes them. Rejects with the server's `Failure`. */
export type WebMethods = <Result>(file: string, method: string, request?: unknown) => Promise<Result>;

export function webMethodsAt(serverUrl: string, token: string): WebMethods {
  return async <Result>(file: string, method: string, request?: unknown) => {
    const answer = await fetch(new URL(webMethodPath(`src/backend/${file}.web.ts`, method), serverUrl), {
      method: 'POST',
      body: JSON.stringify(request === undefined ? [] : [request]),
      headers: { authorization: token },
    });
    const body = (await answer.json()) as { result: Result | Failure; exception?: boolean };
    if (body.exception) throw body.result;
    return body.result as Result;
  };
}
