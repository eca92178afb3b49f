import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import type { FakeServer } from './fake-server.ts';
import { type OpenOptions, PageDriver } from './page-driver.ts';
import { type PageServer, startPageServer } from './page-server.ts';

export interface PageLab {
  readonly browser: () => Browser;
  readonly server: () => PageServer;
  /** A page in front of this server. It is closed after the test. */
  open(given: FakeServer, options?: OpenOptions): Promise<PageDriver>;
  /** Closes a page before the test ends. */
  close(driver: PageDriver): Promise<void>;
}

/** A browser and the page for all tests of a file. After each its pages must have had nothing to complain of, and asked nobody else. */
export function pageLab(): PageLab {
  let browser: Browser;
  let server: PageServer;
  const open = new Set<PageDriver>();

  const close = async (driver: PageDriver) => {
    open.delete(driver);
    const { complaints, foreignRequests } = driver;
    await driver.close();
    expect({ complaints, foreignRequests }).toEqual({ complaints: [], foreignRequests: [] });
  };
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), startPageServer()]);
  });
  afterEach(async () => {
    await Promise.all([...open].map(close));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  return {
    browser: () => browser,
    server: () => server,
    async open(given, options = {}) {
      const driver = await PageDriver.open(browser, server, options, given);
      open.add(driver);
      return driver;
    },
    close,
  };
}
