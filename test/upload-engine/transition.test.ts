import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemEvent, ItemState } from '#upload-engine';
import { isTerminal, transition } from '../../src/upload-engine/transition.ts';
import { mediaFile } from './support/scripted-world.ts';

const failure = { code: 'NETWORK' } as const;
const file = mediaFile();

const bytes = fc.nat(1_000_000);
const anyEvent: fc.Arbitrary<ItemEvent> = fc.oneof(
  fc.constantFrom<ItemEvent>(
    { type: 'check-started' },
    { type: 'ticket-asked' },
    { type: 'requeued' },
    { type: 'accepted', file },
    { type: 'became-ready', file },
    { type: 'failed', failure },
    { type: 'skipped', failure },
    { type: 'cancelled' },
    { type: 'retried' },
  ),
  bytes.map((bytesAccepted): ItemEvent => ({ type: 'sending-started', bytesAccepted })),
  bytes.map((bytesAccepted): ItemEvent => ({ type: 'paused', bytesAccepted })),
  bytes.map((bytesAccepted): ItemEvent => ({ type: 'wait-started', reason: 'retry', bytesAccepted })),
  fc
    .tuple(bytes, bytes)
    .map(([bytesSent, bytesAccepted]): ItemEvent => ({ type: 'progressed', bytesSent, bytesAccepted })),
);

const start: ItemState = { status: 'queued' };

test('an item goes from queued to ready', () => {
  const events: ItemEvent[] = [
    { type: 'check-started' },
    { type: 'ticket-asked' },
    { type: 'sending-started', bytesAccepted: 0 },
    { type: 'progressed', bytesSent: 7, bytesAccepted: 0 },
    { type: 'accepted', file },
    { type: 'became-ready', file },
  ];
  const statuses: string[] = [];
  let state: ItemState = start;
  for (const event of events) {
    state = transition(state, event);
    statuses.push(state.status);
  }
  expect(statuses).toEqual(['checking', 'ticketing', 'sending', 'sending', 'accepted', 'ready']);
});

test('an item whose earlier try arrived is accepted without sending', () => {
  const state = transition({ status: 'ticketing' }, { type: 'accepted', file });
  expect(state).toEqual({ status: 'accepted', file: { id: file.id, url: file.url } });
});

describe('whatever happens, in whatever order', () => {
  test('an item ends at most once, and only a retry after a failure leads out of an end', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state: ItemState = start;
        for (const event of events) {
          const next = transition(state, event);
          if (isTerminal(state) && next !== state) {
            expect(state.status).toBe('failed');
            expect(event.type).toBe('retried');
          }
          state = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('within one sending neither sent nor accepted bytes fall, and sent is never below accepted', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state: ItemState = { status: 'sending', bytesSent: 0, bytesAccepted: 0 };
        for (const event of events) {
          const next = transition(state, event);
          if (state.status === 'sending' && next.status === 'sending') {
            expect(next.bytesSent).toBeGreaterThanOrEqual(next.bytesAccepted);
            if (event.type === 'progressed') expect(next.bytesAccepted).toBeGreaterThanOrEqual(state.bytesAccepted);
          }
          state = next;
        }
      }),
    );
  });

  test('an event that means nothing returns the very same state', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), anyEvent, (events, event) => {
        const state = events.reduce(transition, start);
        const next = transition(state, event);
        if (JSON.stringify(next) === JSON.stringify(state)) expect(next).toBe(state);
      }),
    );
    for (const state of [{ status: 'ready', file }, { status: 'skipped', failure }, { status: 'cancelled' }] as const) {
      expect(transition(state, { type: 'retried' })).toBe(state);
      expect(transition(state, { type: 'failed', failure })).toBe(state);
    }
  });

  test.each<[ItemState, ItemEvent]>([
    [{ status: 'queued' }, { type: 'accepted', file }],
    [{ status: 'queued' }, { type: 'became-ready', file }],
    [{ status: 'checking' }, { type: 'accepted', file }],
    [
      { status: 'sending', bytesSent: 1, bytesAccepted: 0 },
      { type: 'became-ready', file },
    ],
    [{ status: 'accepted', file }, { type: 'cancelled' }],
    [
      { status: 'accepted', file },
      { type: 'paused', bytesAccepted: 0 },
    ],
    [
      { status: 'paused', bytesSent: 0, bytesAccepted: 0 },
      { type: 'failed', failure },
    ],
    [{ status: 'failed', failure }, { type: 'requeued' }],
    [{ status: 'cancelled' }, { type: 'retried' }],
  ])('%j takes no notice of %j', (state, event) => {
    expect(transition(state, event)).toBe(state);
  });
});
