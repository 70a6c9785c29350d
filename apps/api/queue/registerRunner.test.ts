import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Actor } from "../auth/actor.ts";
import { calibrationOf, environment } from "../test/environment.ts";
import { database, plantRunner } from "../test/plant.ts";
import { registerRunner, requireInstance } from "./registerRunner.ts";

await plantRunner("ada", "elsewhere");
await plantRunner("bob", "elsewhere");
const ada = { user: "ada" } as Actor;
const register = (name: string, at: number, more: Partial<typeof environment> = {}, actor = ada) =>
  registerRunner(database, actor, { name, environment: { ...environment, ...more } }, at);
const registered = (name: string) =>
  database.all<{ at: number; user: string; detail: string; runner: string }>(
    sql`SELECT at, user, detail, runner FROM events WHERE kind = 'runner-registered' AND detail = ${name}`,
  );

test("a runner is its owner's, with what it says of itself, and is noted once however often it registers", async () => {
  const first = await register("mine", 1000);
  expect(first).toMatchObject({
    ...{
      name: "mine",
      owner: "ada",
      hardwareClass: "cpu-wasm",
      environment,
      createdAt: 1000,
      lastSeenAt: 1000,
    },
    ...{ calibrationSeconds: 10, calibratedAt: 1000, bannedAt: null },
  });
  const again = await register("mine", 2000, { jobs: 5 });
  expect(again).toMatchObject({ id: first.id, createdAt: 1000, lastSeenAt: 2000, environment: { jobs: 5 } });
  expect(await registered("mine")).toEqual([{ at: 1000, user: "ada", detail: "mine", runner: first.id }]);
});

test("the same figure again is as old as it was, another is new, and none has no date", async () => {
  await register("measured", 1000);
  expect(await register("measured", 2000)).toMatchObject({ calibrationSeconds: 10, calibratedAt: 1000 });
  expect(await register("measured", 3000, { calibration: calibrationOf(11) })).toMatchObject({
    ...{ calibrationSeconds: 11, calibratedAt: 3000 },
  });
  expect(await register("measured", 4000, { calibration: null })).toMatchObject({
    calibrationSeconds: null,
    calibratedAt: null,
  });
});

test("another's name is taken, and nothing of their runner changes", async () => {
  const before = await register("hers", 1000);
  await expect(register("hers", 2000, { jobs: 9 }, { user: "bob" } as Actor)).rejects.toMatchObject({
    ...{ status: 409, problem: { type: expect.stringContaining("runner-name-taken"), existing: "hers" } },
  });
  expect(
    await database.all(sql`SELECT owner, last_seen_at AS seen FROM runners WHERE id = ${before.id}`),
  ).toEqual([{ owner: "ada", seen: 1000 }]);
  expect(await registered("hers")).toHaveLength(1);
});

test.each([
  ["another backend", { backend: "cpu" as const }, "wrong-backend"],
  ["other bits", { featureLevel: "simd" }, "wrong-feature-level"],
])("a machine of %s is refused", async (_, more, code) => {
  await expect(register("odd", 1000, more)).rejects.toMatchObject({
    status: 422,
    problem: { type: expect.stringContaining(code) },
  });
  expect(await registered("odd")).toEqual([]);
});

test("one that is banned is refused with the reason", async () => {
  const { id } = await register("banned", 1000);
  await database.run(sql`UPDATE runners SET banned_at = 1 WHERE id = ${id}`);
  const problem = async () => register("banned", 2000).catch((error: unknown) => error);
  expect(await problem()).toMatchObject({ status: 403, problem: { detail: "An operator has banned it." } });
  await database.run(sql`UPDATE runners SET ban_reason = 'it lied' WHERE id = ${id}`);
  expect(await problem()).toMatchObject({ problem: { detail: "it lied" } });
});

describe("processes of one name", () => {
  const as = (name: string, instance: string, at: number, replaces?: string) =>
    registerRunner(database, ada, { name, environment, instance, replaces }, at);
  const elsewhere = { status: 409, problem: { type: expect.stringContaining("runner-elsewhere") } };

  test("the second stands by until the first was silent for two minutes", async () => {
    await as("twins", "first", 1000);
    await expect(as("twins", "second", 2000)).rejects.toMatchObject(elsewhere);
    expect(await as("twins", "first", 60_000)).toMatchObject({ instance: "first", lastSeenAt: 60_000 });
    await expect(as("twins", "second", 179_999)).rejects.toMatchObject(elsewhere);
    expect(await as("twins", "second", 180_000)).toMatchObject({ instance: "second" });
    await expect(as("twins", "first", 181_000)).rejects.toMatchObject(elsewhere);
  });

  test("a restart takes its place at once; a copy of its folder on another machine does so once, and the first does not take it back", async () => {
    await as("moved", "first", 1000);
    expect(await as("moved", "second", 1001, "first")).toMatchObject({ instance: "second" });
    await expect(as("moved", "third", 1002, "first")).rejects.toMatchObject(elsewhere);
  });

  test("one that does not say which process it is registers as ever, and whose name it is stays", async () => {
    await as("silent", "first", 1000);
    expect(await register("silent", 1001)).toMatchObject({ instance: "first" });
    await expect(
      registerRunner(database, { user: "bob" } as Actor, { name: "silent", environment, instance: "x" }, 9e9),
    ).rejects.toMatchObject({ problem: { type: expect.stringContaining("runner-name-taken") } });
  });

  test("only the one that registered last is given leases", async () => {
    const runner = await as("asking", "first", 1000);
    expect(() => requireInstance(runner, "second")).toThrow("Another process works as asking.");
    expect(() => requireInstance(runner, "first")).not.toThrow();
    expect(() => requireInstance(runner, undefined)).not.toThrow();
    expect(() => requireInstance({ ...runner, instance: null }, "second")).not.toThrow();
  });
});
