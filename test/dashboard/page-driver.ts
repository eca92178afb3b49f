import type { Browser, Locator, Page } from 'playwright-core';
import { FakeServer } from './fake-server.ts';
import type { PageServer } from './page-server.ts';

export interface PickedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
  /** As picked with its folder; absent for a plain file. */
  readonly path?: string;
}

/** Something dropped by itself or, where the path has folders, inside of the first of them. */
export interface DroppedEntry {
  readonly path: string;
  readonly kind: 'file' | 'unreadable-file' | 'empty-folder';
}

export interface OpenOptions {
  readonly locale?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The dashboard does not answer. */
  readonly isSilent?: boolean;
}

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export function picture(name: string): PickedFile {
  return { name, mimeType: 'image/png', buffer: png };
}

/** Pages that a test is done with. One that goes elsewhere costs a quarter of one that is made anew. */
const idlePages = new WeakMap<Browser, Page[]>();

export function pictureAt(path: string): PickedFile {
  return { ...picture(path.slice(path.lastIndexOf('/') + 1)), path };
}

/** Drives the page in a real browser: `given` the world around it, `when` a person acts, `get` what is there to see. */
export class PageDriver {
  readonly given: FakeServer;
  readonly page: Page;
  /** What the browser's console should not have had to say. */
  readonly complaints: string[] = [];
  /** Everything that was asked of another origin than the page's own and the upload host's. */
  readonly foreignRequests: string[] = [];
  private readonly browser: Browser;
  private readonly origin: string;

  private constructor(browser: Browser, page: Page, given: FakeServer, origin: string) {
    this.browser = browser;
    this.page = page;
    this.given = given;
    this.origin = origin;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const url = new URL(request.url());
      const isOurs = url.origin === origin || url.hostname === 'upload.example' || url.protocol === 'data:';
      if (!isOurs) this.foreignRequests.push(request.url());
    });
  }

  /** `given` is prepared before the page opens. */
  static async open(
    browser: Browser,
    server: PageServer,
    options: OpenOptions = {},
    given: FakeServer = new FakeServer(),
  ): Promise<PageDriver> {
    const page = idlePages.get(browser)?.pop() ?? (await browser.newPage());
    await page.setViewportSize(options.viewport ?? { width: 1280, height: 900 });
    page.setDefaultTimeout(30_000);
    const driver = new PageDriver(browser, page, given, server.origin);
    await given.attach(page);
    const query = new URLSearchParams({
      ...(options.locale === undefined ? {} : { locale: options.locale }),
      ...(options.isSilent ? { silent: '' } : {}),
    });
    await page.goto(`${server.origin}/?${query}`);
    return driver;
  }

  get(dataHook: string): Locator {
    return this.page.locator(`[data-hook="${dataHook}"]`);
  }

  row(fileName: string): Locator {
    return this.page.locator(`[data-hook="upload-row"][data-file-name=${JSON.stringify(fileName)}]`);
  }

  folder(name: string): Locator {
    return this.get('folder-option').filter({ hasText: name });
  }

  /** As from a disk: the same file has the same time whenever it is picked. */
  async whenPicked(files: readonly PickedFile[]): Promise<void> {
    const given = files.map(({ buffer, ...file }) => ({ ...file, base64: buffer.toString('base64') }));
    await this.get('file-input').evaluate((input, picked) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of picked) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType, lastModified: 1_700_000_000_000 }));
      }
      (input as HTMLInputElement).files = transfer.files;
      for (const [index, { path = '' }] of picked.entries()) {
        Object.defineProperty(transfer.files[index], 'webkitRelativePath', { value: path });
      }
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, given);
  }

  /** Dropped anywhere on the page, and read as a browser has them read. As from a disk: the same file has the same time. */
  async whenDropped(entries: readonly DroppedEntry[]): Promise<void> {
    await this.get('drop-area').waitFor();
    await this.page.evaluate((dropped) => {
      const lastModified = 1_700_000_000_000;
      const entryOf = (path: string): object => {
        const kind = dropped.find((one) => one.path === path)?.kind ?? 'folder';
        const isDirectory = kind === 'folder' || kind === 'empty-folder';
        const name = path.slice(path.lastIndexOf('/') + 1);
        const inside = new Set(
          dropped
            .filter((one) => one.path.startsWith(`${path}/`))
            .map((one) => `${path}/${one.path.slice(path.length + 1).split('/', 1)[0]}`),
        );
        const answers = [[...inside].map(entryOf), []];
        return {
          isFile: !isDirectory,
          isDirectory,
          name,
          fullPath: `/${path}`,
          file: (take: (file: File) => void, refuse: (error: Error) => void) =>
            kind === 'file'
              ? take(new File(['x'], name, { type: 'image/png', lastModified }))
              : refuse(new Error('gone')),
          createReader: () => ({
            readEntries: (take: (entries: readonly object[]) => void) => take(answers.shift() ?? []),
          }),
        };
      };
      const items = [...new Set(dropped.map(({ path }) => path.split('/', 1)[0] ?? ''))].map((root) => ({
        kind: 'file',
        getAsFile: () => null,
        webkitGetAsEntry: () => entryOf(root),
      }));
      const drop = new Event('drop', { bubbles: true, cancelable: true });
      document.body.dispatchEvent(Object.assign(drop, { dataTransfer: { types: ['Files'], items } }));
    }, entries);
  }

  async untilStatus(fileName: string, status: string): Promise<void> {
    await this.page
      .locator(`[data-hook="upload-row"][data-file-name=${JSON.stringify(fileName)}][data-status="${status}"]`)
      .waitFor();
  }

  async untilReady(count: number): Promise<void> {
    await this.page.locator(`[data-hook="summary"][data-ready="${count}"]`).waitFor();
  }

  toasts(): Promise<readonly { type: string; message: string }[]> {
    return this.page.evaluate(() => window.harness.toasts);
  }

  async close(): Promise<void> {
    const { page } = this;
    await page.goto('about:blank');
    page.removeAllListeners();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: this.origin, storageTypes: 'all' });
    await session.detach();
    idlePages.set(this.browser, [...(idlePages.get(this.browser) ?? []), page]);
  }
}
