import { readFileSync } from 'node:fs';
import type { CdpSession } from './cdp-session.ts';
import type { FramedPage } from './framed-page.ts';

export interface MemoryReading {
  /** JavaScript heap in use by the frame's page. */
  readonly heapInBytes: number;
  /** Memory that the frame's process alone holds (private pages): heap, DOM, pictures, the browser's own records. */
  readonly rendererInBytes: number;
}

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
  /** Seconds. */
  readonly cpuTime: number;
}

const BUSY_MS = 300;

async function renderers(page: FramedPage): Promise<readonly ProcessInfo[]> {
  const answer = await page.connection.send<{ processInfo: readonly ProcessInfo[] }>('SystemInfo.getProcessInfo');
  return answer.processInfo.filter(({ type }) => type === 'renderer');
}

/** The operating system's id of the frame's process: the one renderer that works when the frame is told to. */
export async function findRenderer(page: FramedPage): Promise<number> {
  const before = new Map((await renderers(page)).map(({ id, cpuTime }) => [id, cpuTime]));
  await page.frame.evaluate(`{ const until = performance.now() + ${BUSY_MS}; while (performance.now() < until); }`);
  const after = await renderers(page);
  const [busiest] = after
    .map(({ id, cpuTime }) => ({ id, worked: cpuTime - (before.get(id) ?? 0) }))
    .sort((a, b) => b.worked - a.worked);
  if (!busiest) throw new Error('the browser names no renderer');
  return busiest.id;
}

function privateBytesOf(processId: number): number {
  const text = readFileSync(`/proc/${processId}/smaps_rollup`, 'utf8');
  const kibibytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].map((match) => Number(match[1]));
  return kibibytes.reduce((sum, part) => sum + part, 0) * 1024;
}

async function heapOf(frame: CdpSession): Promise<number> {
  return (await frame.send<{ usedSize: number }>('Runtime.getHeapUsage')).usedSize;
}

/** What the page holds on to: twice collected, so that what finalisers let go is gone too. */
export async function readMemory(page: FramedPage, processId: number): Promise<MemoryReading> {
  await page.frame.send('HeapProfiler.collectGarbage');
  await page.frame.send('HeapProfiler.collectGarbage');
  return { heapInBytes: await heapOf(page.frame), rendererInBytes: privateBytesOf(processId) };
}

/** Without collecting: for the highest value while the page works. */
export async function peekMemory(page: FramedPage, processId: number): Promise<MemoryReading> {
  return { heapInBytes: await heapOf(page.frame), rendererInBytes: privateBytesOf(processId) };
}
