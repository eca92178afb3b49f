import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema.ts';

/** Drizzle over the schema, on either engine, inside or outside of a transaction. What the queries of this folder take. */
export type Connection = PgDatabase<PgQueryResultHKT, typeof schema>;
