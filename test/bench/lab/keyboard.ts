import { setTimeout as sleep } from 'node:timers/promises';
import type { Turn } from './turn.ts';

const BETWEEN_PRESSES_MS = 120;
/** Event Timing tells only what took 16 ms or longer; a press that it does not tell took less. */
const UNTOLD_MS = 16;

/** Presses keys in the page until told to stop. */
export interface Typist {
  /** @returns how many were pressed. */
  stop(): Promise<number>;
}

/** Tab and Shift+Tab in turns: each moves the focus ring, so each has something to paint. */
export async function startTyping(turn: Turn): Promise<Typist> {
  const { outer, frame } = turn.page;
  await outer.evaluate(`document.querySelector('iframe').focus()`);
  await frame.evaluate('window.focus()');
  let stopped = false;
  let pressed = 0;
  const press = async (modifiers: number): Promise<void> => {
    const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9, modifiers };
    await outer.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
    await outer.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    pressed += 1;
  };
  const typing = (async () => {
    while (!stopped) {
      await press(pressed % 2 === 0 ? 0 : 8);
      await sleep(BETWEEN_PRESSES_MS);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await typing;
      return pressed;
    },
  };
}

/** All presses with the time to the next paint; those that the browser did not tell count as its threshold. */
export function keyAnswersMs(pressed: number, slow: readonly number[]): readonly number[] {
  return [...slow, ...Array.from({ length: Math.max(0, pressed - slow.length) }, () => UNTOLD_MS)];
}
