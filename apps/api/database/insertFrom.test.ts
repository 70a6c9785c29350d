import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { bindings } from "../test/platform.ts";
import { followUps } from "./auditTables.ts";
import { insertFrom } from "./insertFrom.ts";
import { turns } from "./limitTables.ts";
import { openDatabase } from "./openDatabase.ts";

const database = openDatabase(bindings.DB);

test("columns get what bears their name, in whatever order it is given, one row for each that is read", async () => {
  const from = sql`FROM json_each('["ada","bob"]')`;
  await insertFrom(database, turns, { turn: 7, hardwareClass: "h", user: sql`value` }, from);
  expect(await database.select().from(turns)).toEqual([
    { user: "ada", hardwareClass: "h", turn: 7 },
    { user: "bob", hardwareClass: "h", turn: 7 },
  ]);
});

test("what is left out has its default, and a value is written as its column writes it", async () => {
  const row = { takenUntil: 2, entries: ["e1", "e2"], at: 1, kind: "changed" } as const;
  expect(await insertFrom(database, followUps, row, sql`WHERE TRUE`).returning()).toEqual([
    { id: 1, after: "", ...row },
  ]);
  expect(await insertFrom(database, followUps, row, sql`WHERE FALSE`).returning()).toEqual([]);
});
