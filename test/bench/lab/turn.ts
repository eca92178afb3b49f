import { type Line, startLine } from '../../support/line.ts';
import { type Chromium, startChromium } from './chromium.ts';
import type { Contestant } from './contestants.ts';
import { DISTANT_HOST, startDistantHost } from './distant-host.ts';
import { type FramedPage, openFramedPage } from './framed-page.ts';
import { startRivalServer } from './rival-server.ts';
import type { SampleSets } from './sample-sets.ts';
import { pickSet, untilSettled } from './send.ts';
import { startSigning } from './signing.ts';
import { type Conditions, Site } from './site.ts';
import { startTicketRewriter } from './ticket-rewriter.ts';

/** What all contestants of a run find. */
export interface Ground extends Conditions {
  /** The upload host is this far away and speaks HTTP/2. Absent: on this machine, HTTP/1.1. */
  readonly roundTripMs?: number;
  /** The lines to the page's server and to the upload host can be cut (`breakLines`). */
  readonly breakable?: boolean;
  /**
   * So many small files go first, from the same contestant's page in another browser, and are deleted: server and host are
   * then as warm as those that have run for a while, and not in their first seconds, when Node still compiles their code.
   */
  readonly warmUpFiles?: number;
}

/** One contestant's open page on a fresh server and in a fresh browser. */
export interface Turn {
  readonly contestant: Contestant;
  readonly page: FramedPage;
  readonly site: Site;
  breakLines(durationMs: number): void;
  /** Stops and removes everything that the turn started. */
  end(): Promise<void>;
}

const WARM_UP_SIZE_IN_BYTES = 1024;

interface Address {
  readonly url: string;
  readonly frameOrigin: string;
}

type Cleanup = () => Promise<void> | void;

/** Everything of one turn that must be closed again, in the opposite order. */
class Belongings {
  readonly #cleanups: Cleanup[] = [];
  readonly hostRules: string[] = [];
  readonly lines: Line[] = [];

  add(cleanup: Cleanup): void {
    this.#cleanups.unshift(cleanup);
  }

  async line(origin: string): Promise<void> {
    const { host, port } = new URL(origin);
    const line = await startLine(Number(port), 0);
    this.add(() => line.close());
    this.lines.push(line);
    this.hostRules.push(`MAP ${host} 127.0.0.1:${line.port}`);
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups) await cleanup();
  }
}

async function openRivalServer(
  site: Site,
  rival: string,
  rewriteUrl: (url: string) => string,
  own: Belongings,
): Promise<Address> {
  const signing = await startSigning(site.identity, site.uplift.standInOrigin);
  own.add(() => signing.close());
  const server = await startRivalServer(signing, rewriteUrl);
  own.add(() => server.close());
  return { url: server.outerUrl(rival), frameOrigin: server.frameOrigin };
}

async function openProduct(
  site: Site,
  rewriteUrl: ((text: string) => string) | undefined,
  own: Belongings,
): Promise<Address> {
  const { appUrl, dashboardUrl } = site.uplift;
  if (rewriteUrl) {
    const rewriter = await startTicketRewriter(appUrl, rewriteUrl);
    own.add(() => rewriter.close());
    own.hostRules.push(`MAP ${new URL(appUrl).host} 127.0.0.1:${rewriter.port}`);
  }
  return { url: dashboardUrl, frameOrigin: new URL(appUrl).origin };
}

async function prepare(contestant: Contestant, ground: Ground, site: Site, own: Belongings): Promise<Address> {
  const { standInOrigin } = site.uplift;
  const { roundTripMs, breakable } = ground;
  const rewriteUrl = (text: string) => text.replaceAll(`${standInOrigin}/upload/`, `https://${DISTANT_HOST}/upload/`);
  if (roundTripMs !== undefined) {
    const host = await startDistantHost(standInOrigin, roundTripMs);
    own.add(() => host.close());
    own.hostRules.push(host.hostRule);
  }
  const isFar = roundTripMs !== undefined;
  const address = contestant.rivalPage
    ? await openRivalServer(site, contestant.rivalPage, isFar ? rewriteUrl : (url) => url, own)
    : await openProduct(site, isFar ? rewriteUrl : undefined, own);
  if (breakable) for (const origin of [standInOrigin, address.frameOrigin]) await own.line(origin);
  return address;
}

function browserFor(own: Belongings): Chromium {
  const rules = own.hostRules.length > 0 ? [`--host-resolver-rules=${own.hostRules.join(',')}`] : [];
  return startChromium([...rules, '--ignore-certificate-errors']);
}

/** @throws when the page calls one of the files failed. */
async function warmUp(turn: Turn, sets: SampleSets, count: number): Promise<void> {
  await pickSet(turn, sets.pictures(count, WARM_UP_SIZE_IN_BYTES, 'warm-up'));
  const { failed } = await untilSettled(turn, count);
  if (failed > 0) throw new Error(`${failed} files of the warm-up failed`);
}

export async function startTurn(contestant: Contestant, ground: Ground, sets: SampleSets): Promise<Turn> {
  const own = new Belongings();
  const { roundTripMs: _far, breakable: _breakable, warmUpFiles = 0, ...conditions } = ground;
  try {
    const site = await Site.start(conditions);
    own.add(() => site.dispose());
    const address = await prepare(contestant, ground, site, own);
    const openPage = async (browser: Chromium): Promise<Turn> => ({
      contestant,
      page: await openFramedPage(browser.connection, { ...address, selector: contestant.fileInput }),
      site,
      breakLines: (durationMs) => {
        for (const line of own.lines) line.breakFor(durationMs);
      },
      end: () => own.close(),
    });
    if (warmUpFiles > 0) {
      const browser = browserFor(own);
      await openPage(browser)
        .then((turn) => warmUp(turn, sets, warmUpFiles))
        .finally(() => browser.close());
      await site.startAnew();
    }
    const browser = browserFor(own);
    own.add(() => browser.close());
    return await openPage(browser);
  } catch (error) {
    await own.close();
    throw error;
  }
}
