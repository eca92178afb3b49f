import { expect, test } from 'vitest';
import type { Failure, TrashReplacedResponse } from '#contracts';
import { FailureError } from '#upload-engine';
import { createReplacements } from '../../../src/upload-engine/ledger/replacements.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { mediaFile, newItem } from './support/ledger-world.ts';

type Outcomes = TrashReplacedResponse['outcomes'];
type Answer = (uploadIds: readonly string[]) => Outcomes;
const all =
  (outcome: Outcomes[number]['outcome']): Answer =>
  (uploadIds) =>
    uploadIds.map((uploadId) => ({ uploadId, outcome }));
const refuses =
  (failure: Failure): Answer =>
  () => {
    throw new FailureError(failure);
  };

/** @param answers of the server, one a call; then everything is trashed */
function replacing(...answers: Answer[]) {
  const clock = createManualClock();
  const calls: (readonly string[])[] = [];
  const kept: number[] = [];
  const replacements = createReplacements({
    clock,
    client: {
      async trashReplaced({ uploadIds }) {
        calls.push(uploadIds);
        return { outcomes: (answers.shift() ?? all('trashed'))(uploadIds) };
      },
    },
    onKept: (count) => kept.push(count),
  });
  const become = (index: number, status: 'accepted' | 'ready', replaces = `old ${index}`) =>
    replacements.transitioned({ ...newItem(index), replaces, state: { status, file: mediaFile(`file ${index}`) } });
  return { clock, calls, kept, replacements, become };
}

test('finished replacements share calls of 50, and each is asked about once', async () => {
  const { clock, become, calls } = replacing();
  for (let index = 0; index < 120; index += 1) become(index, 'ready');
  await clock.advance(60_000);
  expect(calls.map(({ length }) => length)).toEqual([50, 50, 20]);
  expect(new Set(calls.flat()).size).toBe(120);
});

test('nobody asks for a file that is not ready, or that replaces none', async () => {
  const { clock, become, calls, replacements } = replacing();
  become(1, 'accepted');
  replacements.transitioned({ ...newItem(2), state: { status: 'ready', file: mediaFile('file 2') } });
  await clock.advance(60_000);
  expect(calls).toEqual([]);
});

test('what passes by itself is tried again, after the time that was told', async () => {
  const answers = [refuses({ code: 'WIX_UNAVAILABLE' }), refuses({ code: 'RATE_LIMITED', retryAfterMs: 30_000 })];
  const { clock, become, calls, kept } = replacing(...answers);
  become(1, 'ready');
  await clock.advance(20_000);
  expect(calls).toHaveLength(2);
  await clock.advance(30_000);
  expect(calls).toHaveLength(3);
  await clock.advance(600_000);
  expect(calls).toHaveLength(3);
  expect(kept).toEqual([]);
});

test('what has to wait is asked about again and holds up no other', async () => {
  const oneWaits: Answer = ([first = '', ...others]) => [...all('waiting')([first]), ...all('trashed')(others)];
  const { clock, become, calls } = replacing(oneWaits);
  become(1, 'ready');
  become(2, 'ready');
  await clock.advance(600_000);
  expect(calls.map(({ length }) => length)).toEqual([2, 1]);
});

test('an old file that stays beside its replacement is said', async () => {
  const { clock, become, kept } = replacing(all('kept'));
  become(1, 'ready');
  become(2, 'ready');
  await clock.advance(10_000);
  expect(kept).toEqual([2]);
});

test('after ten tries it is left to the server', async () => {
  const { clock, become, calls, kept } = replacing(...Array<Answer>(20).fill(refuses({ code: 'SERVER_UNAVAILABLE' })));
  become(1, 'ready');
  await clock.advance(3_600_000);
  expect(calls).toHaveLength(10);
  expect(kept).toEqual([]);
});
