import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** The Node server. `@wix/web-methods` is bundled: its ESM entry imports a file without extension, which plain Node refuses. */
export default defineConfig({
  root: projectRoot,
  publicDir: false,
  ssr: { noExternal: ['@wix/web-methods', '@wix/web-methods-definitions'] },
  build: {
    ssr: 'src/main.ts',
    target: 'node20',
    outDir: 'dist/server',
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
  },
});
