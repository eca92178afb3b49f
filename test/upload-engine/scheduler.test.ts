import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newQueueEntry, type QueueEntry } from '../../src/upload-engine/queue-entry.ts';
import { createScheduler } from '../../src/upload-engine/scheduler.ts';
import { fakeFile, siteMedia } from './support/scripted-world.ts';

const LARGE = 11 * 1024 * 1024;

function entryOf(name: string, sizeInBytes: number, batchId = 'batch'): QueueEntry {
  const state = { status: 'queued' } as const;
  const item = { id: name, batchId, name, path: name, sizeInBytes, mimeType: '', destination: siteMedia, state };
  return newQueueEntry(item, fakeFile(name, sizeInBytes));
}

function takeAll(scheduler: ReturnType<typeof createScheduler>): string[] {
  const names: string[] = [];
  for (let entry = scheduler.take('small'); entry; entry = scheduler.take('small')) names.push(entry.item.name);
  return names;
}

describe('the scheduler', () => {
  test('keeps small and large files apart at ten mebibytes', () => {
    const scheduler = createScheduler();
    scheduler.add(entryOf('at the limit', LARGE - 1024 * 1024));
    scheduler.add(entryOf('above', LARGE));
    expect([scheduler.waiting('small'), scheduler.waiting('large')]).toEqual([1, 1]);
    expect(scheduler.take('large')?.item.name).toBe('above');
  });

  test('gives what the user put first, then what was begun, then the rest in turns', () => {
    const scheduler = createScheduler();
    scheduler.add(entryOf('a1', 5, 'a'));
    scheduler.add(entryOf('a2', 5, 'a'));
    scheduler.add(entryOf('b1', 5, 'b'));
    const urgent = entryOf('urgent', 5_000_000, 'a');
    scheduler.add(urgent);
    scheduler.add(entryOf('begun', 9_000_000, 'b'), 'continuing');
    scheduler.expedite(urgent);
    expect(takeAll(scheduler)).toEqual(['urgent', 'begun', 'a1', 'b1', 'a2']);
  });

  test('gives every entry once, and none that was taken out', () => {
    const anyAct = fc.tuple(fc.constantFrom('add', 'remove', 'expedite', 'take'), fc.nat(9));
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 200 }), (acts) => {
        const scheduler = createScheduler();
        const entries = Array.from({ length: 10 }, (_, index) =>
          entryOf(`${index}`, index % 2 ? LARGE : index + 1, `${index % 3}`),
        );
        const inside = new Set<QueueEntry>();
        const take = () => {
          const entry = scheduler.take('small') ?? scheduler.take('large');
          expect(entry === undefined).toBe(inside.size === 0);
          if (entry) expect(inside.delete(entry)).toBe(true);
        };
        for (const [act, index] of acts) {
          const entry = entries[index];
          if (!entry) continue;
          if (act === 'add') {
            scheduler.add(entry);
            inside.add(entry);
          } else if (act === 'remove') {
            scheduler.remove(entry);
            inside.delete(entry);
          } else if (act === 'expedite') scheduler.expedite(entry);
          else take();
          expect(scheduler.waiting('small') + scheduler.waiting('large')).toBe(inside.size);
        }
        while (inside.size > 0) take();
      }),
    );
  });
});
