import { useEffect, useState } from 'react';

/**
 * Files dropped anywhere on the page, or pasted outside a text field. Answers whether files hover over it just now.
 * The whole page takes the drop: a file that misses a target would make the browser leave the page for that file.
 */
export function useFileDrop(
  onDrop: (transfer: DataTransfer, target: EventTarget | null) => void,
  onPaste: (transfer: DataTransfer) => void,
): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!bringsFiles(event.dataTransfer)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (event.dataTransfer === null || !bringsFiles(event.dataTransfer)) return;
      event.preventDefault();
      onDrop(event.dataTransfer, event.target);
    };
    const paste = (event: ClipboardEvent) => {
      if (event.clipboardData === null || !bringsFiles(event.clipboardData) || isTextField(event.target)) return;
      event.preventDefault();
      onPaste(event.clipboardData);
    };
    window.addEventListener('dragenter', over);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', over);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, [onDrop, onPaste]);
  return isOver;
}

function bringsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** Inputs in which nobody writes; one of them has the focus after every click on it. */
const unwritten: ReadonlySet<string> = new Set(['button', 'checkbox', 'file', 'radio', 'range', 'submit']);

function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !unwritten.has(target.type);
  return target instanceof HTMLTextAreaElement;
}
