import { webMethodPath } from '#contracts';

/**
 * Web methods as `main.ts` hands them in: file path below the project → the module's own exports.
 * `{ 'src/backend/folders.web.ts': { listFolders } }`
 */
export type WebMethodModules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface WebMethod {
  /** For logs and metrics: `folders.web.ts/listFolders`. */
  readonly name: string;
  readonly call: (...args: readonly unknown[]) => unknown;
}

/** Finds a web method by the path of its address. */
export type WebMethodLookup = (path: string) => WebMethod | undefined;

/** Wix's own value of `Permissions.Admin`. It lets in the users of the site's dashboard, no visitor and no site member. */
const ADMIN = 'Admin';

function requireAdminMethod(file: string, method: string, value: unknown): WebMethod['call'] {
  if (typeof value !== 'function') throw new Error(`${file}: ${method} is no function, so it cannot be a web method`);
  if (!('permission' in value) || value.permission !== ADMIN) {
    throw new Error(
      `${file}: ${method} must be webMethod(Permissions.Admin, …): nothing here is for visitors or members`,
    );
  }
  return (...args) => Reflect.apply(value, undefined, args);
}

/**
 * Makes the table of all web methods once, at start. A Map of exact paths: no name that a caller sends is ever looked up
 * on an object.
 * @throws Error naming the export that is no function or lacks `Permissions.Admin`.
 */
export function createWebMethodLookup(modules: WebMethodModules): WebMethodLookup {
  const entries = Object.entries(modules).flatMap(([file, methods]) =>
    Object.entries(methods).map(([method, value]): [string, WebMethod] => [
      webMethodPath(file, method),
      { name: `${file.split('/').at(-1)}/${method}`, call: requireAdminMethod(file, method, value) },
    ]),
  );
  const table = new Map(entries);
  return (path) => table.get(path);
}
