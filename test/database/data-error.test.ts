import { expect, test } from 'vitest';
import { isDataError, keepFileEvents, openDatabase } from '#database';
import { fileEvent } from '../support/file-event.ts';
import { onBothEngines } from '../support/on-both-engines.ts';
import { startPostgresqlServer } from '../support/postgresql-server.ts';

const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it went well'),
    (error: unknown) => error,
  );

onBothEngines(({ database }) => {
  test('values that the database refuses are told from a query that is wrong', async () => {
    const { connection } = database();
    const refused = keepFileEvents(connection, 'site', [{ ...fileEvent(), fileId: 'file-\u0000' }]);
    expect(isDataError(await thrownBy(refused))).toBe(true);
    expect(isDataError(await thrownBy(connection.execute('select 1 from nowhere').then()))).toBe(false);
  });
});

test('a database that is out of reach says nothing about the values', async () => {
  const server = await startPostgresqlServer();
  const database = await openDatabase({ databaseUrl: await server.createDatabase() });
  await server.close();
  expect(isDataError(await thrownBy(keepFileEvents(database.connection, 'site', [fileEvent()])))).toBe(false);
  await database.close();
});
