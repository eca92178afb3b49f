import type { Browser } from 'playwright-core';

/** A real JPEG picture, drawn and encoded by the browser: a gradient with `label` on it. */
export async function jpeg(browser: Browser, label: number, width = 800, height = 600): Promise<Buffer> {
  const page = await browser.newPage();
  const encoded = await page.evaluate(
    ([text, w, h]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      const gradient = context.createLinearGradient(0, 0, w, h);
      gradient.addColorStop(0, `hsl(${(text * 67) % 360} 80% 40%)`);
      gradient.addColorStop(1, `hsl(${(text * 67 + 120) % 360} 80% 70%)`);
      context.fillStyle = gradient;
      context.fillRect(0, 0, w, h);
      context.fillStyle = 'white';
      context.font = '96px sans-serif';
      context.fillText(String(text), w / 2, h / 2);
      return canvas.toDataURL('image/jpeg', 0.9).slice('data:image/jpeg;base64,'.length);
    },
    [label, width, height] as const,
  );
  await page.close();
  return Buffer.from(encoded, 'base64');
}
