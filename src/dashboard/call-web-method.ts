import { createWebMethodCaller, type WebMethodCaller } from './web-method-caller.ts';

/** Longer than our server waits for a turn with Wix and makes a call's worth of folders in. Milliseconds. */
const CALL_TIMEOUT_MS = 150_000;

let caller: WebMethodCaller | undefined;
let fetchWithToken: typeof fetch | undefined;

/** Called once, when the dashboard has answered: before that there is no token to call with. */
export function connectWebMethods(fetchWithAuth: typeof fetch): void {
  fetchWithToken = fetchWithAuth;
  caller = createWebMethodCaller({
    fetch: fetchWithAuth,
    delay: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    random: Math.random,
    deadline: () => AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
}

/** What the browser build puts in the place of every export of `backend/*.web.ts`; a free function, so the connection is the module's. */
export function callWebMethod(file: string, method: string, args: readonly unknown[]): Promise<unknown> {
  if (caller === undefined) throw new Error('A web method was called before the dashboard had answered');
  return caller(file, method, args);
}

/** `fetch` with the dashboard's token, for what our own server has besides web methods. */
export const fetchFromServer: typeof fetch = (input, init) => {
  if (fetchWithToken === undefined) throw new Error('The server was called before the dashboard had answered');
  return fetchWithToken(input, init);
};
