import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { type App, listen } from '#server';
import { deferred } from '../support/deferred.ts';

function slowApp() {
  const arrived = deferred<void>();
  const answer = deferred<void>();
  const app: App = new Hono();
  app.get('/slow', async (context) => {
    arrived.resolve();
    await answer.promise;
    return context.text('done');
  });
  app.get('/', (context) => context.text('hello'));
  return { app, arrived, answer };
}

test('port 0 is any free port, and the one found is told', async () => {
  const listening = await listen(slowApp().app, '127.0.0.1', 0);
  expect(listening.port).toBeGreaterThan(0);
  expect(await (await fetch(`http://127.0.0.1:${listening.port}/`)).text()).toBe('hello');
  await listening.close();
});

test('a taken port is an error that says so', async () => {
  const first = await listen(slowApp().app, '127.0.0.1', 0);
  await expect(listen(slowApp().app, '127.0.0.1', first.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
});

test('a call that runs when the server stops is answered; a new one is not taken', async () => {
  const { app, arrived, answer } = slowApp();
  const { port, close } = await listen(app, '127.0.0.1', 0);
  const running = fetch(`http://127.0.0.1:${port}/slow`);
  await arrived.promise;
  const closed = close();
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  answer.resolve();
  expect(await (await running).text()).toBe('done');
  await closed;
});

test('a connection kept open without a call does not hold up the stop', async () => {
  const { port, close } = await listen(slowApp().app, '127.0.0.1', 0);
  const agent = new Agent({ keepAlive: true });
  const call = request({ port, host: '127.0.0.1', agent }).end();
  const [response] = await once(call, 'response');
  response.resume();
  await once(response, 'end');
  await close();
  agent.destroy();
});

test('a call that does not end is cut when its time is over', async () => {
  const { app, arrived } = slowApp();
  const { port, close } = await listen(app, '127.0.0.1', 0);
  const running = fetch(`http://127.0.0.1:${port}/slow`).then(
    () => 'answered',
    () => 'cut',
  );
  await arrived.promise;
  await close(20);
  expect(await running).toBe('cut');
});
