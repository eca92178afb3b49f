import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { designSystemCss } from '../../../vite/design-system-css.ts';
import { webMethodStubs } from '../../../vite/web-method-stubs.ts';

const projectRoot = `${resolve(import.meta.dirname, '../../..')}/`;

/** The page of the sources with the plugins of the product, but with a dashboard that a test holds in its hand. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [
    react(),
    designSystemCss(),
    webMethodStubs({ projectRoot, callerModule: `${projectRoot}src/dashboard/call-web-method.ts` }),
  ],
  build: {
    emptyOutDir: true,
    chunkSizeWarningLimit: 5000,
    target: 'es2022',
    rolldownOptions: { input: ['index.html', 'product.html'].map((name) => resolve(import.meta.dirname, name)) },
  },
});
