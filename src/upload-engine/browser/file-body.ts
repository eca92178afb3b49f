import type { FileBody } from '../ports.ts';

/** The engine's core does not look inside a body; here it must be what the browser can send. */
export function fileBody(body: FileBody): Blob {
  if (!(body instanceof Blob)) throw new TypeError('the body of a file must be a File or Blob');
  return body;
}

/** The same where the bytes may have been read already. */
export function fileBytes(body: FileBody): Blob | ArrayBuffer {
  return body instanceof ArrayBuffer ? body : fileBody(body);
}
