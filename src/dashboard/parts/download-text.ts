/** How long the browser may take to begin with a file before its address is taken back. Milliseconds. */
const ADDRESS_LIVES_MS = 60_000;

/** Hands a text to the browser as a file. Whether the frame may save files is not known here: offer the text as well. */
export function downloadText(text: string, fileName: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), ADDRESS_LIVES_MS);
}
