import type { SourceFile } from '../ports.ts';
import { sourceFromFile } from './source-file.ts';

/** Files of an `<input type=file>`, with their path below the chosen folder where it was a folder input. */
export function collectPickedFiles(files: FileList): { files: SourceFile[] } {
  return { files: Array.from(files, (file) => sourceFromFile(file, file.webkitRelativePath || file.name)) };
}
