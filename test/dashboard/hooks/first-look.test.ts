import { expect, test } from 'vitest';
import { takeFirstLook } from '../../../src/dashboard/hooks/first-look.ts';
import { createManualClock } from '../../support/manual-clock.ts';

test('whoever waits for the first look waits for one try only; the looking goes on until the server answers', async () => {
  const clock = createManualClock();
  let tries = 0;
  const refresh = async () => {
    tries += 1;
    if (tries < 3) throw new Error('the server does not answer');
  };
  const look = takeFirstLook({ refresh }, clock);
  await look.done;
  expect(tries).toBe(1);
  await clock.advance(60_000);
  expect(tries).toBe(3);
});

test('a page that is left looks no more', async () => {
  const clock = createManualClock();
  let tries = 0;
  const refresh = async () => {
    tries += 1;
    throw new Error('the server does not answer');
  };
  const look = takeFirstLook({ refresh }, clock);
  await look.done;
  look.stop();
  await clock.advance(60_000);
  expect(tries).toBe(1);
});
