/** Moves the focus between the buttons of a list. Answers whether the key was one of those that do. */
export function moveFocus(list: HTMLElement, key: string): boolean {
  const buttons = [...list.querySelectorAll('button')];
  const current = buttons.findIndex((button) => button.matches(':focus'));
  const next = nextIndex(key, current, buttons.length);
  if (next === undefined) return false;
  buttons[next]?.focus();
  return true;
}

function nextIndex(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, current + 1);
    case 'ArrowUp':
      return Math.max(0, current - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
