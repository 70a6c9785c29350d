import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { bindings } from "../test/platform.ts";
import { openDatabase } from "./openDatabase.ts";
import { jsonOf, prepareOnce, type Values } from "./prepareOnce.ts";
import { users } from "./userTables.ts";

const database = openDatabase(bindings.DB);

const addUser = prepareOnce((unbound, { name, at }: Values<"name" | "at">) => [
  unbound
    .insert(users)
    .values({ name, createdAt: at, isAdmin: true })
    .onConflictDoNothing()
    .returning({ name: users.name }),
  unbound.select({ name: users.name, isAdmin: users.isAdmin }).from(users).where(eq(users.name, name)),
]);

test("statements are built once, and each use binds values of its own", async () => {
  let built = 0;
  const count = prepareOnce((unbound, { name }: Values<"name">) => {
    built++;
    return [
      unbound
        .select({ is: sql<string>`${name} || '!'` })
        .from(users)
        .limit(1),
    ];
  });
  await database.batch(addUser(database, { name: "once", at: 1 }));
  const [one] = count(database, { name: "ada" });
  const [other] = count(database, { name: "bea" });
  expect(await database.batch([one, other])).toEqual([[{ is: "ada!" }], [{ is: "bea!" }]]);
  expect(built).toBe(1);
});

test("rows come as drizzle maps them, in a batch among other statements and awaited alone", async () => {
  const [insert, read] = addUser(database, { name: "mapped", at: 2 });
  const [added, plain, found] = await database.batch([
    insert,
    database.select({ at: users.createdAt }).from(users).where(eq(users.name, "mapped")),
    read,
  ]);
  expect([added, plain]).toEqual([[{ name: "mapped" }], [{ at: 2 }]]);
  expect(found).toEqual([{ name: "mapped", isAdmin: true }]);
  expect(await read).toEqual(found);
});

test("a value that is not given is a mistake of the caller, not null", () => {
  expect(() => addUser(database, { name: "half" } as never)).toThrow(/at/);
});

test("what is JSON comes as text, and nothing stays nothing", () => {
  expect([jsonOf({ a: 1 }), jsonOf(null), jsonOf(undefined)]).toEqual(['{"a":1}', null, null]);
});
