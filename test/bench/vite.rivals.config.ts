import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('rivals', import.meta.url));
const pages = ['uppy-xhr', 'uppy-xhr-batch', 'uppy-tus', 'bare-xhr', 'bare-tus'];

/** The rivals' pages, built for production as ours is. */
export default defineConfig({
  root,
  publicDir: false,
  base: './',
  build: {
    outDir: fileURLToPath(new URL('../../dist/bench-rivals', import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, `${root}/${page}.html`])) },
  },
});
