import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '#contracts';
import type { UploadItem } from '#upload-engine';
import { createWorld, fakeFile, mediaFile, type ScriptedWorld, type Sending } from './support/scripted-world.ts';

const MEBIBYTE = 1024 * 1024;
const limits = { min: 2, start: 3, max: 5 };
const ends = new Set(['ready', 'failed', 'skipped', 'cancelled']);

const sendFailures: FailureCode[] = [
  'NETWORK',
  'STALLED',
  'WIX_UNAVAILABLE',
  'RATE_LIMITED',
  'TICKET_EXPIRED',
  'UPLOAD_REFUSED',
  'FILE_SIZE_OVER_LIMIT',
];
const ticketFailures: FailureCode[] = [
  'SERVER_UNAVAILABLE',
  'RATE_LIMITED',
  'UNSUPPORTED_FILE_FORMAT',
  'WIX_UNAVAILABLE',
];

/** One thing that happens to the engine, with a number that says to what. */
type Step =
  | { readonly do: 'add'; readonly sizes: readonly number[] }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'accept' | 'differ' | 'progress' | 'resume-url'; readonly which: number }
  | { readonly do: 'fail'; readonly which: number; readonly code: FailureCode }
  | { readonly do: 'pause' | 'resume' | 'cancel' | 'retry' | 'sendNext' | 'remove'; readonly which: number | 'all' }
  | { readonly do: 'online' | 'offline' | 'clear' }
  | { readonly do: 'break-tickets'; readonly code: FailureCode }
  | { readonly do: 'mend-tickets' };

type Answer = ScriptedWorld['script']['tickets'];

const which = fc.nat(20);
const size = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(11 * MEBIBYTE, 50 * MEBIBYTE));
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.array(size, { minLength: 1, maxLength: 6 }).map((sizes): Step => ({ do: 'add', sizes })),
  fc.constantFrom(0, 20, 700, 5_000, 31_000, 130_000).map((ms): Step => ({ do: 'wait', ms })),
  fc
    .tuple(fc.constantFrom('accept' as const, 'differ' as const, 'progress' as const, 'resume-url' as const), which)
    .map(([kind, number]): Step => ({ do: kind, which: number })),
  fc
    .tuple(which, fc.constantFrom(...sendFailures))
    .map(([number, code]): Step => ({ do: 'fail', which: number, code })),
  fc
    .tuple(
      fc.constantFrom('pause', 'resume', 'cancel', 'retry', 'sendNext', 'remove' as const),
      fc.oneof(which, fc.constant('all' as const)),
    )
    .map(([kind, selection]): Step => ({ do: kind, which: selection })),
  fc.constantFrom<Step>({ do: 'online' }, { do: 'offline' }, { do: 'clear' }, { do: 'mend-tickets' }),
  fc.constantFrom(...ticketFailures).map((code): Step => ({ do: 'break-tickets', code })),
);

/** What must hold at every moment, checked as it happens. */
function watch(world: ScriptedWorld) {
  const terminalEvents = new Map<string, number>();
  const everSeen = new Map<string, UploadItem>();
  let seen = 0;
  return {
    check() {
      expect(world.running().length).toBeLessThanOrEqual(limits.max);
      for (const { item, event } of world.transitions.slice(seen)) {
        const previous = everSeen.get(item.id);
        if (event.type === 'retried') terminalEvents.set(item.id, 0);
        if (ends.has(item.state.status)) terminalEvents.set(item.id, (terminalEvents.get(item.id) ?? 0) + 1);
        expect(terminalEvents.get(item.id) ?? 0).toBeLessThanOrEqual(1);
        if (previous?.state.status === 'sending' && item.state.status === 'sending' && event.type === 'progressed') {
          expect(item.state.bytesAccepted).toBeGreaterThanOrEqual(previous.state.bytesAccepted);
          expect(item.state.bytesSent).toBeLessThanOrEqual(item.sizeInBytes ?? 0);
        }
        expect(item.bytesReached ?? 0).toBeGreaterThanOrEqual(previous?.bytesReached ?? 0);
        everSeen.set(item.id, item);
      }
      seen = world.transitions.length;
      checkSummary(world);
    },
  };
}

function sentOf({ state, sizeInBytes = 0, bytesReached = 0 }: UploadItem): number {
  return state.status === 'accepted' || state.status === 'ready' ? sizeInBytes : bytesReached;
}

/** The totals that are kept step by step must be what counting all items would give. */
function checkSummary({ engine }: ScriptedWorld) {
  const summary = engine.getSummary();
  const items = engine.getItemIds().flatMap((id) => engine.getItem(id) ?? []);
  const counted: Record<string, number> = Object.fromEntries(
    Object.keys(summary.byStatus).map((status) => [status, 0]),
  );
  for (const item of items) counted[item.state.status] = (counted[item.state.status] ?? 0) + 1;
  expect(summary.byStatus).toEqual(counted);
  expect(summary.total).toBe(items.length);
  const counting = items.filter((item) => !['failed', 'skipped', 'cancelled'].includes(item.state.status));
  expect(summary.bytesTotal).toBe(counting.reduce((sum, item) => sum + (item.sizeInBytes ?? 0), 0));
  expect(summary.bytesSent).toBe(counting.reduce((sum, item) => sum + sentOf(item), 0));
  expect(summary.bytesSent).toBeLessThanOrEqual(summary.bytesTotal);
}

async function play(world: ScriptedWorld, step: Step, mend: Answer): Promise<void> {
  const { engine } = world;
  switch (step.do) {
    case 'add':
      world.add(
        ...step.sizes.map((bytes, index) => fakeFile(`${world.engine.getItemIds().length + index}.jpg`, bytes)),
      );
      break;
    case 'wait':
      await world.clock.advance(step.ms);
      break;
    case 'accept':
    case 'differ':
    case 'progress':
    case 'resume-url':
    case 'fail':
      happen(pick(world.running(), step.which), step);
      await world.clock.settle();
      break;
    case 'online':
    case 'offline':
      world.connectivity.set(step.do === 'online');
      break;
    case 'clear':
      engine.clearFinished();
      break;
    case 'break-tickets':
      world.script.tickets = async (requests) =>
        requests.map(({ uploadId }) => ({ uploadId, failure: { code: step.code } }));
      break;
    case 'mend-tickets':
      world.script.tickets = mend;
      break;
    default: {
      const id = step.which === 'all' ? undefined : pick(engine.getItemIds(), step.which);
      engine[step.do](id === undefined ? 'all' : [id]);
    }
  }
}

function happen(sending: Sending | undefined, step: Extract<Step, { which: number }>): void {
  if (!sending) return;
  const { sizeInBytes } = sending.job;
  if (step.do === 'accept') sending.accept();
  if (step.do === 'differ') sending.accept({ sizeInBytes: sizeInBytes + 1 });
  if (step.do === 'progress') {
    const bytes = Math.floor((sizeInBytes * (step.which + 1)) / 21);
    sending.events.onSent(bytes);
    if (sending.job.ticket.protocol === 'tus') sending.events.onAccepted(Math.floor(bytes / 2));
  }
  if (step.do === 'resume-url' && sending.job.ticket.protocol === 'tus') {
    sending.events.onResumeUrl(`https://upload.example/resume/${sending.job.fileName}`);
  }
  if (step.do === 'fail') sending.fail(step.code);
}

function pick<Value>(values: readonly Value[], index: number): Value | undefined {
  return values.length === 0 ? undefined : values[index % values.length];
}

/** From here on everything works: then every file must come to an end. */
async function heal(world: ScriptedWorld, tickets: Answer) {
  world.script.tickets = tickets;
  world.script.send = (sending) => sending.accept();
  for (const sending of world.running()) sending.accept();
  world.connectivity.set(true);
  world.engine.resume('all');
  await world.clock.advance(200_000);
}

describe('whatever happens in whatever order', () => {
  test('no file ends twice or never, slots stay within the limit, and the totals tell the truth', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = createWorld({ concurrency: limits });
        world.script.states = async (ids) => ids.map((id) => mediaFile({ id, operationStatus: 'READY' }));
        const { tickets } = world.script;
        const watcher = watch(world);
        for (const step of steps) {
          await play(world, step, tickets);
          watcher.check();
        }
        await heal(world, tickets);
        watcher.check();
        const open = world.engine.getItemIds().filter((id) => !ends.has(world.status(id)));
        expect(open.map((id) => world.item(id))).toEqual([]);
        world.engine.dispose();
        expect(world.clock.pending()).toBe(0);
      }),
      {
        numRuns: 300,
        examples: [
          // All slots are taken by small files when the large one has waited long enough.
          [
            [
              { do: 'add', sizes: [11 * MEBIBYTE, 1] },
              { do: 'add', sizes: [1, 1, 1, 1] },
              { do: 'wait', ms: 5_000 },
              { do: 'fail', which: 12, code: 'NETWORK' },
              { do: 'wait', ms: 5_000 },
              { do: 'pause', which: 'all' },
            ],
          ],
        ],
      },
    );
  }, 120_000);
});
