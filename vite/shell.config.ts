import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { designSystemCss } from './design-system-css.ts';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** The stand-in's dashboard: the page that frames ours. */
export default defineConfig({
  root: `${projectRoot}src/wix-stand-in/shell`,
  publicDir: false,
  base: '/_shell/',
  plugins: [react(), designSystemCss()],
  build: { outDir: `${projectRoot}dist/shell`, emptyOutDir: true, chunkSizeWarningLimit: 1500 },
});
