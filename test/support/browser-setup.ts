import { ensureChromium } from './chromium.ts';

/** Before the first test, in one process: two workers that install a browser at the same time would disturb each other. */
export default function setup(): void {
  ensureChromium();
}
