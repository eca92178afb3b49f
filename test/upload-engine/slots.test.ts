import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slotsFor, ticketsAhead } from '../../src/upload-engine/slots.ts';

describe('slots', () => {
  test('go to the one kind that has work', () => {
    expect(slotsFor(6, { small: 9, large: 0 })).toEqual({ small: 6, large: 0 });
    expect(slotsFor(6, { small: 0, large: 9 })).toEqual({ small: 0, large: 6 });
  });

  test('leave at least one for each kind while both have work', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 24 }),
        fc.integer({ min: 1 }),
        fc.integer({ min: 1 }),
        (limit, small, large) => {
          const slots = slotsFor(limit, { small, large });
          expect(slots.large).toBeGreaterThanOrEqual(1);
          expect(slots.small).toBeGreaterThanOrEqual(1);
          expect(limit - slots.small).toBeGreaterThanOrEqual(1);
          expect(limit - slots.large).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});

describe('tickets ahead of need', () => {
  test('are one for each slot as long as nobody knows better', () => {
    expect(ticketsAhead({ limit: 6, sendMs: undefined, prepareMs: 250 })).toBe(6);
  });

  test('are enough to keep the slots busy during a call', () => {
    // 6 slots at 100 ms a file take 90 files while one is prepared in 1.5 s.
    expect(ticketsAhead({ limit: 6, sendMs: 100, prepareMs: 1_500 })).toBe(135);
  });

  test('are enough for full calls where they are used up within seconds', () => {
    expect(ticketsAhead({ limit: 6, sendMs: 10, prepareMs: 60 })).toBe(100);
    expect(ticketsAhead({ limit: 6, sendMs: 600, prepareMs: 60 })).toBe(50);
  });

  test('are few where files take long, and never more than three full calls', () => {
    expect(ticketsAhead({ limit: 6, sendMs: 10_000, prepareMs: 300 })).toBe(6);
    expect(ticketsAhead({ limit: 24, sendMs: 0, prepareMs: 20_000 })).toBe(150);
  });
});
