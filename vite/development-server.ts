import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build, type Plugin } from 'vite';

const appPort = Number(process.env.PORT ?? 3000);
const standInPort = Number(process.env.STAND_IN_PORT ?? 4000);
const pagePort = 5173;

/**
 * `npm run dev`: Vite serves the page with hot reload; beside it the server is built on every change of its sources and
 * started again. The page's calls go through Vite to that server, so the page has one origin as in production.
 */
export function developmentServer(options: { readonly projectRoot: string }): Plugin {
  let server: ChildProcess | undefined;

  function start(): void {
    server = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js'], {
      cwd: options.projectRoot,
      stdio: 'inherit',
      env: { ...process.env, PAGE_URL: `http://127.0.0.1:${pagePort}/` },
    });
  }

  function restart(): void {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) {
      start();
    } else {
      server.once('exit', start);
      server.kill('SIGTERM');
    }
  }

  return {
    name: 'uplift:development-server',
    apply: 'serve',
    config: () => ({
      server: {
        host: '127.0.0.1',
        port: pagePort,
        strictPort: true,
        proxy: Object.fromEntries(
          ['/_webMethods', '/live', '/healthz', '/readyz'].map((path) => [path, `http://127.0.0.1:${appPort}`]),
        ),
      },
    }),
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { name: 'uplift-host-origin', content: `http://localhost:${standInPort}` },
        injectTo: 'head',
      },
    ],
    async configureServer(vite) {
      if (process.env.VITEST) return;
      if (!existsSync(`${options.projectRoot}dist/shell/index.html`)) {
        await build({ configFile: `${options.projectRoot}vite/shell.config.ts`, logLevel: 'warn' });
      }
      const watcher = await build({
        configFile: `${options.projectRoot}vite/server.config.ts`,
        logLevel: 'warn',
        mode: 'development',
        build: { watch: {} },
      });
      if ('on' in watcher) {
        watcher.on('event', (event) => {
          if (event.code === 'END') restart();
        });
      }
      const stop = () => server?.kill('SIGTERM');
      vite.httpServer?.once('close', stop);
      process.once('exit', stop);
    },
  };
}
