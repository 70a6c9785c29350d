import type { D1Database } from "@cloudflare/workers-types";
import { fillPlaceholders, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type Database, openDatabase } from "./openDatabase.ts";

/** What drizzle builds: a statement with its text, its parameters and how its rows become objects. */
interface Built extends BatchItem<"sqlite"> {
  prepare(): Prepared;
}

interface Prepared {
  getQuery(): { readonly sql: string; readonly params: unknown[] };
  mapResult(response: unknown, isFromBatch?: boolean): unknown;
}

/** A statement with values: for `database.batch`, or to be awaited alone. */
interface Bound<Result> extends BatchItem<"sqlite">, PromiseLike<Result> {
  readonly _: { readonly dialect: "sqlite"; readonly result: Result };
}

type BoundAll<Statements extends readonly Built[]> = {
  readonly [At in keyof Statements]: Bound<Statements[At]["_"]["result"]>;
};

/** Statements are built without a database: whoever binds values to them has one. */
const nowhere = openDatabase({ prepare: () => null } as unknown as D1Database);

/** An expression for each value, by its name, of statements that are built before their values are known. */
export type Values<Names extends string> = Readonly<Record<Names, SQL>>;

/**
 * Statements that every lease, heartbeat and report runs: built when they are first wanted; this isolate keeps their text and mapping, and from then on binds values
 * only. Building them took longer than all else that the API does for such a request. `build` sees no value: what it reads of `Values` stands for whatever comes under that name, without a
 * column's encoder, so that JSON comes as text.
 */
export function prepareOnce<Names extends string, const Statements extends readonly [Built, ...Built[]]>(
  build: (database: Database, value: Values<Names>) => Statements,
): (database: Database, values: Readonly<Record<Names, unknown>>) => BoundAll<Statements> {
  let prepared: readonly Prepared[] | null = null;
  return (database, values) => {
    prepared ??= build(nowhere, placeholders as Values<Names>).map((built) => built.prepare());
    return prepared.map((one) => bind(database, one, values)) as unknown as BoundAll<Statements>;
  };
}

/** What a JSON column keeps of a value: no text of null. */
export const jsonOf = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

const placeholders = new Proxy<Record<string, SQL>>(
  {},
  { get: (_, name) => sql`${sql.placeholder(String(name))}` },
);

function bind(database: Database, prepared: Prepared, values: Readonly<Record<string, unknown>>) {
  const query = prepared.getQuery();
  const params = fillPlaceholders(query.params, values);
  const bound = {
    /** What drizzle's batch asks of each of its statements. */
    _prepare: () => ({
      stmt: database.$client.prepare(query.sql),
      getQuery: () => ({ ...query, params }),
      mapResult: (response: unknown, isFromBatch?: boolean) => prepared.mapResult(response, isFromBatch),
    }),
    // biome-ignore lint/suspicious/noThenProperty: a statement of drizzle's is awaited, too.
    then: (...next: Parameters<PromiseLike<unknown>["then"]>) =>
      database
        .batch([bound as unknown as BatchItem<"sqlite">])
        .then(([result]) => result)
        .then(...next),
  };
  return bound;
}
