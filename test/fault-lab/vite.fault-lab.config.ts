import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The lab as a program for Node. */
export default defineConfig({
  root: projectRoot,
  publicDir: false,
  build: {
    ssr: 'test/fault-lab/main.ts',
    target: 'node20',
    outDir: 'dist/fault-lab',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
  },
});
