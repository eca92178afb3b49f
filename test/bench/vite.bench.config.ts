import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The bench as a program for Node. */
export default defineConfig({
  root: projectRoot,
  publicDir: false,
  build: {
    ssr: 'test/bench/main.ts',
    target: 'node20',
    outDir: 'dist/bench',
    emptyOutDir: true,
    // The probe is sent to the browser as text: its function must stay as it is written.
    minify: false,
    rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
  },
});
