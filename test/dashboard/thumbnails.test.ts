import { expect, test } from 'vitest';
import { png as drawnPng } from '../support/sample-files.ts';
import { FakeServer } from './fake-server.ts';
import type { PageDriver } from './page-driver.ts';
import { pageLab } from './page-lab.ts';

const lab = pageLab();

declare global {
  interface Window {
    /** What was decoded since the page opened. */
    decoded: { pictures: number; closed: number; largestFrame: number };
  }
}

/** The page, which counts what it decodes. */
async function open(): Promise<PageDriver> {
  const page = await lab.open(new FakeServer());
  await page.page.evaluate(() => {
    window.decoded = { pictures: 0, closed: 0, largestFrame: 0 };
    const { decoded, createImageBitmap: createBitmap } = window;
    const { decode } = ImageDecoder.prototype;
    const { close } = ImageBitmap.prototype;
    window.createImageBitmap = (...args: unknown[]) => {
      decoded.pictures += 1;
      return Reflect.apply(createBitmap, window, args);
    };
    ImageDecoder.prototype.decode = async function (...args) {
      const result = await decode.apply(this, args);
      decoded.largestFrame = Math.max(decoded.largestFrame, result.image.codedWidth * result.image.codedHeight);
      return result;
    };
    ImageBitmap.prototype.close = function () {
      decoded.closed += 1;
      close.call(this);
    };
  });
  return page;
}

const decoded = ({ page }: PageDriver) => page.evaluate(() => window.decoded);
const canvases = ({ page }: PageDriver) => page.locator('[data-hook="upload-row"] canvas:visible');

/** A photo with a red upper left corner; the camera says that it was held upright: looked at, the corner is the upper right one. */
async function photoHeldUpright({ page }: PageDriver, width: number, height: number): Promise<Buffer> {
  const encoded = await page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = 'blue';
      context.fillRect(0, 0, w, h);
      context.fillStyle = 'red';
      context.fillRect(0, 0, w / 2, h / 2);
      const photo = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      return btoa(Array.from(photo, (byte) => String.fromCharCode(byte)).join(''));
    },
    [width, height] as const,
  );
  const photo = Buffer.from(encoded, 'base64');
  // Exif with one entry: orientation 6.
  const exif = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000600000000000000', 'hex');
  return Buffer.concat([photo.subarray(0, 2), exif, photo.subarray(2)]);
}

test('of a photo no more is decoded than its thumbnail needs, and it is turned as it was taken', async () => {
  const page = await open();
  const buffer = await photoHeldUpright(page, 4_000, 3_000);
  await page.whenPicked([{ name: 'photo.jpg', mimeType: 'image/jpeg', buffer }]);
  await canvases(page).waitFor();
  const corners = await canvases(page).evaluate((canvas) => {
    const line = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 10, 80, 1).data;
    return { left: (line?.[4 * 10] ?? 0) > 200, right: (line?.[4 * 70] ?? 0) > 200 };
  });
  expect(corners).toEqual({ left: false, right: true });
  const { largestFrame } = await decoded(page);
  expect(largestFrame).toBeGreaterThan(160 * 160);
  expect(largestFrame).toBeLessThanOrEqual(500 * 375);
});

test('a picture that can only be decoded whole has none when it is large', async () => {
  const page = await open();
  const large = drawnPng(40, 30, 1);
  large.writeUInt32BE(4_000, 16);
  large.writeUInt32BE(3_001, 20);
  await page.whenPicked([
    { name: 'large.png', mimeType: 'image/png', buffer: large },
    { name: 'small.png', mimeType: 'image/png', buffer: drawnPng(640, 480, 2) },
  ]);
  await page.untilReady(2);
  await page.row('small.png').locator('canvas:visible').waitFor();
  expect(await page.row('large.png').locator('canvas:visible').count()).toBe(0);
  expect(await decoded(page)).toMatchObject({ pictures: 1, closed: 1 });
});

test('only rows in sight have a picture, and nothing is left of one whose row has gone', async () => {
  const page = await open();
  const names = Array.from({ length: 300 }, (_, number) => `${String(number).padStart(3, '0')}.png`);
  const files = names.map((name, number) => ({ name, mimeType: 'image/png', buffer: drawnPng(60, 40, number + 1) }));
  await page.whenPicked(files);
  await page.untilReady(300);
  const rows = page.get('upload-row');
  const allDrawn = async () => (await rows.count()) === (await canvases(page).count());
  await expect.poll(allDrawn).toBe(true);
  expect((await decoded(page)).pictures).toBeLessThan(60);
  await page.page.locator('[data-hook="folder-toggle"], [data-hook="upload-row"]').first().focus();
  await page.page.keyboard.press('End');
  await page.row('299.png').locator('canvas:visible').waitFor();
  await expect.poll(allDrawn).toBe(true);
  expect(await canvases(page).count()).toBeLessThan(40);
  const { pictures, closed } = await decoded(page);
  expect(pictures).toBeLessThan(120);
  expect(closed).toBe(pictures);
});
