import type { Browser, BrowserContext, Dialog, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import type { RunningUplift } from '../support/running-uplift.ts';

export interface LibraryFile {
  readonly id: string;
  readonly displayName: string;
  /** Names of the folders from the top to the file. */
  readonly path: readonly string[];
  readonly md5: string;
  readonly sizeInBytes: number;
  readonly operationStatus: string;
  readonly destination: string;
}

/** One request as the stand-in saw it. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  /** Null while it runs, and when its line was cut before an answer. */
  readonly status: number | null;
  readonly bytesReceived: number;
}

export const hook = (name: string): string => `[data-hook="${name}"]`;

interface StandInPlaces {
  readonly sites: readonly { readonly id: string }[];
  readonly users: readonly { readonly id: string }[];
}

const postJson = (body: unknown, method = 'POST') => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

export interface DashboardOptions {
  readonly language?: 'en' | 'he';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Our page inside the dashboard, for what only a script in it can find out. */
export function appFrame({ page, uplift }: DashboardDriver): Frame {
  const frame = page.frames().find((candidate) => candidate.url().startsWith(uplift.appUrl));
  if (!frame) throw new Error('there is no page in the dashboard');
  return frame;
}

/** Drives the stand-in's dashboard with our page in its frame, as a site owner would. */
export class DashboardDriver {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly uplift: RunningUplift;
  /** Messages of the browser's console that no page of ours should write. */
  readonly consoleErrors: string[] = [];
  /** Requests that wanted to leave this computer. */
  readonly foreignRequests: string[] = [];

  private constructor(context: BrowserContext, page: Page, uplift: RunningUplift) {
    this.context = context;
    this.page = page;
    this.uplift = uplift;
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost' && hostname !== '127.0.0.1') {
        this.foreignRequests.push(request.url());
      }
    });
    page.on('pageerror', (error) => this.consoleErrors.push(String(error)));
  }

  static async open(browser: Browser, uplift: RunningUplift, options: DashboardOptions = {}): Promise<DashboardDriver> {
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 900 } });
    return DashboardDriver.openIn(context, uplift, options);
  }

  /** One more tab of a browser: what that keeps is there. */
  static async openIn(
    context: BrowserContext,
    uplift: RunningUplift,
    options: Pick<DashboardOptions, 'language'> = {},
  ): Promise<DashboardDriver> {
    const page = await context.newPage();
    const driver = new DashboardDriver(context, page, uplift);
    await page.goto(uplift.dashboardUrl);
    if (options.language) await page.locator(hook('shell-language-select')).selectOption(options.language);
    await driver.get('drop-area').waitFor();
    return driver;
  }

  /** Loads the whole dashboard again, as after a crash: nothing that the page held in memory is left. */
  async reload(): Promise<void> {
    const leave = (dialog: Dialog) => void dialog.accept();
    this.page.once('dialog', leave);
    await this.page.goto('about:blank');
    this.page.off('dialog', leave);
    await this.page.goto(this.uplift.dashboardUrl);
    await this.get('drop-area').waitFor();
  }

  get frame(): FrameLocator {
    return this.page.frameLocator(hook('shell-frame'));
  }

  get(dataHook: string): Locator {
    return this.frame.locator(hook(dataHook));
  }

  /** Clicks when nothing above pushes it about any more: a click that it moves away from misses. */
  async clickWhenStill(target: Locator): Promise<void> {
    await target.waitFor();
    for (let before = ''; ; ) {
      const place = JSON.stringify(await target.boundingBox());
      if (place === before) break;
      before = place;
      await this.page.waitForTimeout(300);
    }
    await target.click();
  }

  row(fileName: string): Locator {
    return this.frame.locator(`${hook('upload-row')}[data-file-name=${JSON.stringify(fileName)}]`);
  }

  async pick(paths: readonly string[]): Promise<void> {
    await this.get('file-input').setInputFiles([...paths]);
  }

  async pickBuffers(files: readonly { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await this.get('file-input').setInputFiles([...files]);
  }

  async pickFolder(path: string): Promise<void> {
    await this.get('folder-input').setInputFiles(path);
  }

  /** Drops files or folders of the disk onto the drop area, as the operating system would. */
  async drop(paths: readonly string[]): Promise<void> {
    const area = this.get('drop-area');
    await area.scrollIntoViewIfNeeded();
    const box = await area.boundingBox();
    if (!box) throw new Error('the drop area is not visible');
    const session = await this.context.newCDPSession(this.page);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
    }
    await session.detach();
  }

  async chooseDestination(kind: 'site-media' | 'inbox-media'): Promise<void> {
    await this.get('destination-select').locator(`[data-value="${kind}"]`).click();
  }

  async chooseUserWithoutMediaRights(): Promise<void> {
    await this.page.locator(hook('shell-user-select')).selectOption({ index: 1 });
  }

  async openFolderPicker(): Promise<void> {
    if ((await this.get('folder-option').count()) === 0) await this.get('folder-picker').click();
  }

  async chooseFolder(...names: readonly string[]): Promise<void> {
    await this.get('folder-picker').click();
    for (const name of names) await this.get('folder-option').filter({ hasText: name }).first().click();
  }

  async createFolder(name: string): Promise<void> {
    await this.get('folder-create').click();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press('Enter');
    await this.frame.getByText(name).first().waitFor();
  }

  async summary(): Promise<{ total: number; ready: number; failed: number; bytesSent: number }> {
    const summary = this.get('summary');
    const read = async (name: string) => Number(await summary.getAttribute(name));
    return {
      total: await read('data-total'),
      ready: await read('data-ready'),
      failed: await read('data-failed'),
      bytesSent: await read('data-bytes-sent'),
    };
  }

  async untilReady(count: number, timeoutMs = 90_000): Promise<void> {
    await this.until(`${hook('summary')}[data-ready="${count}"]`, timeoutMs);
  }

  async untilStatus(fileName: string, status: string, timeoutMs = 60_000): Promise<void> {
    await this.until(
      `${hook('upload-row')}[data-file-name=${JSON.stringify(fileName)}][data-status="${status}"]`,
      timeoutMs,
    );
  }

  /** Waits for an element of the page; when it does not come, the error says what the page showed instead. */
  private async until(selector: string, timeoutMs: number): Promise<void> {
    try {
      await this.frame.locator(selector).first().waitFor({ timeout: timeoutMs });
    } catch (error) {
      const shown = await this.frame.locator('body').innerText();
      throw new Error(`${selector} did not appear within ${timeoutMs} ms. The page shows:\n${shown}`, { cause: error });
    }
  }

  async untilBytesSent(bytes: number): Promise<void> {
    while ((await this.summary()).bytesSent < bytes) await this.page.waitForTimeout(50);
  }

  async library(siteIndex = 0): Promise<readonly LibraryFile[]> {
    const { sites } = (await this.control('sites')) as StandInPlaces;
    const site = sites[siteIndex];
    if (!site) throw new Error(`the stand-in has no site ${siteIndex}`);
    const library = (await this.control(`sites/${site.id}/library`)) as { readonly files: readonly LibraryFile[] };
    return library.files;
  }

  async setFaults(faults: Readonly<Record<string, unknown>>): Promise<void> {
    await this.control('faults', postJson(faults, 'PUT'));
  }

  /** Deletes a folder of the first site behind the page's back, with the call that the Media Manager makes. */
  async deleteFolder(name: string): Promise<void> {
    const { sites, users } = (await this.control('sites')) as StandInPlaces;
    const siteId = sites[0]?.id;
    const { token } = (await this.control('tokens', postJson({ siteId, userId: users[0]?.id }))) as { token: string };
    const { folders } = (await this.control(`sites/${siteId}/library`)) as {
      readonly folders: readonly { readonly id: string; readonly displayName: string }[];
    };
    const folder = folders.find((candidate) => candidate.displayName === name);
    if (!folder) throw new Error(`there is no folder ${name}`);
    const body = postJson({ folderIds: [folder.id], permanent: true });
    const answer = await fetch(`${this.uplift.standInOrigin}/site-media/v1/bulk/folders/delete`, {
      ...body,
      headers: { ...body.headers, authorization: token },
    });
    if (!answer.ok) throw new Error(`deleting ${name}: ${answer.status}`);
  }

  async requests(): Promise<readonly StandInRequest[]> {
    const answer = (await this.control('requests')) as { readonly requests: readonly StandInRequest[] };
    return answer.requests;
  }

  async clearRequests(): Promise<void> {
    await this.control('requests', { method: 'DELETE' });
  }

  async control(path: string, init: RequestInit = {}): Promise<unknown> {
    const answer = await fetch(`${this.uplift.standInOrigin}/_stand-in/${path}`, init);
    if (!answer.ok) throw new Error(`stand-in control ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
