import { expect, test } from 'vitest';
import { createUuidMaker } from '../../../src/upload-engine/browser/uuid-maker.ts';

test('every one is a UUID of version 4, and none comes twice', () => {
  const make = createUuidMaker();
  const made = Array.from({ length: 2_000 }, make);
  for (const uuid of made)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(made).size).toBe(2_000);
});

test('all random bits are in it, and those that were drawn are used once', () => {
  let drawn = 0;
  const make = createUuidMaker({
    getRandomValues(into) {
      drawn += 1;
      if (into instanceof Uint8Array) for (const place of into.keys()) into[place] = drawn === 1 ? place % 16 : 0xff;
      return into;
    },
  });
  expect(make()).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f');
  for (let made = 1; made < 256; made += 1) make();
  expect(drawn).toBe(1);
  expect(make()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  expect(drawn).toBe(2);
});
