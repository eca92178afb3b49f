export { createBrowserClock } from './browser-clock.ts';
export { collectDroppedFiles, type DropProblem, type DroppedFiles } from './collect-dropped-files.ts';
export { collectPickedFiles } from './collect-picked-files.ts';
export { createContentHasher } from './content-hasher.ts';
export {
  type BrowserLedgerOptions,
  type BrowserUploadEngineOptions,
  createBrowserLedgerUploadEngine,
  createBrowserUploadEngine,
} from './create-browser-upload-engine.ts';
export { contentTypeOf } from './detect-mime-type.ts';
export { sourceFromFile } from './source-file.ts';
