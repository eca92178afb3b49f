import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { designSystemCss } from './vite/design-system-css.ts';
import { developmentServer } from './vite/development-server.ts';
import { webMethodStubs } from './vite/web-method-stubs.ts';

const projectRoot = fileURLToPath(new URL('.', import.meta.url));
const browserSetup = `${projectRoot}test/support/browser-setup.ts`;

/** The page (`vite`, `vite build`) and the tests (`vitest`). The server and the stand-in's shell have configurations of their own in `vite/`. */
export default defineConfig({
  root: `${projectRoot}src/dashboard`,
  publicDir: `${projectRoot}public`,
  plugins: [
    react(),
    designSystemCss(),
    webMethodStubs({ projectRoot, callerModule: `${projectRoot}src/dashboard/call-web-method.ts` }),
    developmentServer({ projectRoot }),
  ],
  build: {
    outDir: `${projectRoot}dist/dashboard`,
    emptyOutDir: true,
    chunkSizeWarningLimit: 2500,
  },
  test: {
    root: projectRoot,
    // One worker a core: the tests wait for sockets and browsers more than they compute.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', `${projectRoot}test/support/closing-line-reporter.ts`],
    projects: [
      {
        test: {
          name: 'unit',
          globalSetup: browserSetup,
          root: projectRoot,
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/journeys/**', 'test/bench/**'],
          testTimeout: 60_000,
          // A busy machine is late, not wrong.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 60_000,
          server: { deps: { inline: [/@wix\/web-methods/] } },
        },
      },
      {
        test: {
          name: 'journeys',
          globalSetup: browserSetup,
          root: projectRoot,
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 240_000,
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
