import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** The Node server. `@wix/web-methods` is bundled: its ESM entry imports a file without extension, which plain Node refuses. */
export default defineConfig({
  root: projectRoot,
  publicDir: false,
  ssr: { noExternal: ['@wix/web-methods', '@wix/web-methods-definitions'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/server',
    emptyOutDir: true,
    rolldownOptions: {
      input: ['src/main.ts', 'src/stand-in-thread.ts'],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
});
