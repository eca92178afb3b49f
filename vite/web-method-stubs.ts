import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { type Plugin, transformWithOxc } from 'vite';

/**
 * Replaces every `*.web.ts` of the backend by stubs in the browser build: one function per named export that calls the
 * web method over HTTP. The backend's own code, and the SDK with it, never reach the browser.
 * This is what Wix's own tooling does with `*.web.ts`; the file's path below the project is the method's address.
 */
export function webMethodStubs(options: { readonly projectRoot: string; readonly callerModule: string }): Plugin {
  return {
    name: 'uplift:web-method-stubs',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? id;
      if (!file.endsWith('.web.ts')) return null;
      await init;
      const source = await readFile(file, 'utf8');
      const { code } = await transformWithOxc(source, file, { lang: 'ts' });
      const names = parse(code)[1].map((entry) => entry.n);
      if (names.includes('default')) this.error(`${file}: a web method must be a named export`);
      const address = relative(options.projectRoot, file).split(sep).join('/');
      const stubs = names.map(
        (name) =>
          `export const ${name} = (...args) => callWebMethod(${JSON.stringify(address)}, ${JSON.stringify(name)}, args);`,
      );
      return {
        code: [`import { callWebMethod } from ${JSON.stringify(options.callerModule)};`, ...stubs].join('\n'),
        map: null,
        moduleType: 'js',
      };
    },
  };
}
