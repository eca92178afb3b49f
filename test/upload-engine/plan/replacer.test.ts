import { expect, test } from 'vitest';
import type { Failure } from '#contracts';
import { FailureError } from '#upload-engine';
import { createReplacer, type Replacement } from '../../../src/upload-engine/plan/index.ts';
import { createWorld, fakeFile } from '../support/scripted-world.ts';

type Answer = (replacements: readonly Replacement[]) => { oldFileId: string; outcome: 'trashed' | 'kept' }[];
const allTrashed: Answer = (replacements) =>
  replacements.map(({ oldFileId }) => ({ oldFileId, outcome: 'trashed' as const }));

function tracked(count: number) {
  const world = createWorld();
  const calls: (readonly Replacement[])[] = [];
  const kept: { count: number; failure?: Failure }[] = [];
  const answers: Answer[] = [];
  const replacer = createReplacer({
    engine: world.engine,
    clock: world.clock,
    trash: {
      async trashReplaced(replacements) {
        calls.push(replacements);
        return (answers.shift() ?? allTrashed)(replacements);
      },
    },
    onKept: (number, failure) => kept.push({ count: number, ...(failure ? { failure } : {}) }),
  });
  world.script.send = (sending) => sending.accept({ operationStatus: 'READY' });
  const files = Array.from({ length: count }, (_, n) => fakeFile(`${n}.jpg`, 100));
  const ids = world.add(...files);
  return { ...world, replacer, calls, kept, answers, ids };
}

const refuses =
  (failure: Failure): Answer =>
  () => {
    throw new FailureError(failure);
  };

test('finished replacements share calls of 50', async () => {
  const { clock, replacer, ids, calls } = tracked(120);
  await clock.settle();
  for (const [n, id] of ids.entries()) replacer.track(id, `old ${n}`);
  await clock.advance(60_000);
  expect(calls.flat()).toHaveLength(120);
  expect(new Set(calls.flat().map(({ oldFileId }) => oldFileId)).size).toBe(120);
  expect(Math.max(...calls.map((call) => call.length))).toBeLessThanOrEqual(50);
});

test('what passes by itself is tried again; nothing is forgotten meanwhile', async () => {
  const { clock, replacer, ids, calls, answers, kept } = tracked(1);
  answers.push(refuses({ code: 'WIX_UNAVAILABLE' }), refuses({ code: 'RATE_LIMITED', retryAfterMs: 30_000 }));
  await clock.settle();
  replacer.track(ids[0] ?? '', 'old');
  await clock.advance(120_000);
  expect(calls).toHaveLength(3);
  expect(kept).toEqual([]);
});

test('an old file that stays beside its replacement is said', async () => {
  const { clock, replacer, ids, answers, kept } = tracked(1);
  answers.push((pairs) => pairs.map(({ oldFileId }) => ({ oldFileId, outcome: 'kept' as const })));
  await clock.settle();
  replacer.track(ids[0] ?? '', 'old');
  await clock.advance(10_000);
  expect(kept).toEqual([{ count: 1 }]);
});

test('a lasting refusal is said and not tried for ever', async () => {
  const { clock, replacer, ids, answers, calls, kept } = tracked(1);
  answers.push(refuses({ code: 'MEDIA_PERMISSION_REQUIRED' }));
  await clock.settle();
  replacer.track(ids[0] ?? '', 'old');
  await clock.advance(600_000);
  expect(calls).toHaveLength(1);
  expect(kept).toEqual([{ count: 1, failure: { code: 'MEDIA_PERMISSION_REQUIRED' } }]);
});

test('a replacement that failed replaces nothing, until it is tried again and ready', async () => {
  const { clock, engine, replacer, script, ids, calls } = tracked(1);
  script.send = (sending) => sending.fail('UPLOAD_REFUSED');
  await clock.settle();
  replacer.track(ids[0] ?? '', 'old');
  await clock.advance(60_000);
  expect(calls).toEqual([]);
  script.send = (sending) => sending.accept({ operationStatus: 'READY' });
  engine.retry('all');
  await clock.advance(60_000);
  expect(calls.flat()).toEqual([{ newFileId: 'file of 0.jpg', oldFileId: 'old' }]);
});
