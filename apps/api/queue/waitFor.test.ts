import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { card, suite } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { voids } from "../database/auditTables.ts";
import { records } from "../database/schema.ts";
import { database, leasedBy, now, plantEntry, plantRunner } from "../test/plant.ts";
import { upMilliseconds } from "./leaseRules.ts";
import { queueView, waitFor } from "./queueView.ts";
import { quoteEntry } from "./quoteEntry.ts";

const of = "cpu-wasm";
const hour = 3_600_000;
/** What a trial of the planted entries may be charged. */
const budget = budgetOf(card("mnist_mlp").target, of, "self") ?? Number.NaN;
const view = (entry: string) => queueView(database, entry, sql`TRUE`, now);

/** Each test has the queue to itself. */
beforeEach(async () => {
  await database.run(
    sql`UPDATE trials SET status = 'queued', runner = NULL, lease_expires_at = NULL, record = NULL`,
  );
  for (const table of [
    // What other tests have left refers to records, trials and runners.
    "audits",
    "withdrawn_records",
    "lost_leases",
    "events",
    "records",
    "trials",
    "entry_results",
    "entries",
    "turns",
    "voids",
    "runners",
  ]) {
    await database.run(sql`DELETE FROM ${sql.identifier(table)}`);
  }
});

/** An entry of which trials ended so many milliseconds ago. */
async function plantRecords(
  owner: string,
  ago: readonly number[],
  more: Parameters<typeof plantEntry>[2] = {},
): Promise<void> {
  const entry = await plantEntry(owner, of, { finishedAt: 1, trials: ago.map(() => ({})), ...more });
  for (const [at, milliseconds] of ago.entries()) {
    const trial = `${entry}-${at}`;
    const sha256 = "0".repeat(64);
    await database.insert(records).values({
      ...{ trial, sha256, bytes: 1, attempt: 1, outcome: "exhausted", steps: 1, chargedSeconds: 1 },
      createdAt: now - milliseconds,
    });
    await database.run(sql`UPDATE trials SET status = 'finished', record = ${sha256} WHERE id = ${trial}`);
    await database.run(
      sql`INSERT INTO events (at, kind, trial, attempt) VALUES (1, 'trial-finished', ${trial}, 1)`,
    );
  }
}

const wait = (more: Partial<Parameters<typeof waitFor>[1]> = {}) =>
  waitFor(database, { hardwareClass: of, owner: "ada", budgetSeconds: 10 * budget, ...more }, now);

test("work takes as long as the pace of the last hours says: what ended after the first, by the time since", async () => {
  await plantRunner("machine", of);
  // Four trials' budgets in 1,000 s, and the first, which began before.
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  expect(await wait()).toEqual({ runnersOnline: 1, estimateSeconds: 2500 });
  expect((await wait({ budgetSeconds: budget })).estimateSeconds).toBe(250);
});

test("others take turns with it, each for as much as they have, and never for more than it has itself", async () => {
  await plantRunner("machine", of);
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  await plantEntry("cyd", of, { trials: Array.from({ length: 3 }, () => ({})) });
  expect((await wait()).estimateSeconds).toBe(2500 + 750);
  await plantEntry("dan", of, { trials: Array.from({ length: 40 }, () => ({})) });
  expect((await wait()).estimateSeconds).toBe(2500 + 750 + 2500);
  // One's own waits with it, or is what is asked of.
  await plantEntry("ada", of, { trials: [{}, {}] });
  expect((await wait()).estimateSeconds).toBe(2500 + 750 + 2500);
});

test.each([
  ["is self-reported", { trust: "self-reported" as const }],
  ["is finished", { finishedAt: 1 }],
  ["was cancelled", { cancelledAt: 1 }],
  ["is of another class", { hardwareClass: "elsewhere" }],
])("what %s is nobody's work", async (_, more) => {
  await plantRunner("machine", of);
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  await plantEntry("cyd", of, more);
  expect((await wait()).estimateSeconds).toBe(2500);
});

test.each([
  ["only three", [900_000, 600_000, 300_000], {}],
  ["all before the last six hours", [7 * hour, 7 * hour, 7 * hour, 7 * hour], {}],
  ["all at this instant", [0, 0, 0, 0], {}],
  ["of a class that is another", [900_000, 600_000, 300_000, 1000], { hardwareClass: "elsewhere" }],
  ["self-reported", [900_000, 600_000, 300_000, 1000], { trust: "self-reported" as const }],
])("records that are %s say nothing of the pace", async (_, ago, more) => {
  await plantRunner("machine", of);
  await plantRecords("bob", ago, more);
  expect((await wait()).estimateSeconds).toBeNull();
});

test("four are enough, and those of six hours ago are the last that count", async () => {
  await plantRunner("machine", of);
  await plantRecords("bob", [6 * hour - 1, 3 * hour, 2 * hour, hour]);
  expect((await wait({ budgetSeconds: 3 * budget })).estimateSeconds).toBe(21_600);
  await plantRecords("bob", [6 * hour]);
  expect((await wait({ budgetSeconds: 3 * budget })).estimateSeconds).toBe(21_600);
});

test("the pace is of what ended after the earliest, whatever that was", async () => {
  await plantRunner("machine", of);
  const trials = [{ workload: "mnist_cnn" }, {}, {}, {}, {}];
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000], { trials });
  expect((await wait()).estimateSeconds).toBe(2500);
});

test("a quote is for all trials of the suite, and waits for all of their budgets", async () => {
  await plantRunner("machine", of);
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  const board = { suite: "quick", ruleset: "self", hardwareClass: of } as const;
  const { workloads, rulesets } = suite(board.suite);
  const each = rulesets.self.studies * rulesets.self.trials;
  const budgets = workloads.map((id) => budgetOf(card(id).target, of, "self") ?? Number.NaN);
  const budgetSeconds = each * budgets.reduce((sum, one) => sum + one, 0);
  const quote = await quoteEntry(database, board, "ada", now);
  expect(quote).toMatchObject({
    ...{ board: "quick.self.cpu-wasm", measure: "reference", trials: each * workloads.length },
    ...{ chargedSeconds: budgetSeconds, runnersOnline: 1 },
    estimateSeconds: (await wait({ budgetSeconds })).estimateSeconds,
  });
  expect(quote.estimateSeconds).toBeGreaterThan(0);
});

test("work that this version does not know counts as nothing", async () => {
  await plantRunner("machine", of);
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  await plantEntry("cyd", of, { trials: [{ workload: "forgotten" }, { study: 9 }] });
  expect((await wait()).estimateSeconds).toBe(2500 + 250);
});

test("with no runner heard of within minutes, or a void one alone, there is no estimate", async () => {
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  expect(await wait()).toEqual({ runnersOnline: 0, estimateSeconds: null });
  await plantRunner("machine", of, { lastSeenAt: now - upMilliseconds });
  await plantRunner("machine", "elsewhere");
  expect(await wait()).toEqual({ runnersOnline: 0, estimateSeconds: null });
  const odd = await plantRunner("machine", of, { lastSeenAt: now - upMilliseconds + 1 });
  expect(await wait()).toMatchObject({ runnersOnline: 1 });
  await database.insert(voids).values({ kind: "runner", subject: odd, reason: "odd", at: 1 });
  expect(await wait()).toMatchObject({ runnersOnline: 0 });
  // Voids of others, and lifted ones, take nobody away.
  await database.run(sql`UPDATE voids SET lifted_at = 1`);
  await database.insert(voids).values({ kind: "entry", subject: odd, reason: "odd", at: 1 });
  expect(await wait()).toMatchObject({ runnersOnline: 1 });
});

test("an entry's view says what of it waits and runs, and when a runner of its class was heard of", async () => {
  const runner = await plantRunner("machine", of, { lastSeenAt: now - 7000 });
  await plantRunner("machine", "elsewhere");
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  const aside = { status: "quarantined", reason: "it was" } as const;
  const entry = await plantEntry("ada", of, {
    started: 1,
    trials: [{}, { workload: "mnist_cnn" }, leasedBy(runner), aside],
  });
  const cnn = budgetOf(card("mnist_cnn").target, of, "self") ?? Number.NaN;
  expect(await view(entry)).toEqual({
    ...{ entry, hardwareClass: of, waiting: 2, running: 1, position: 1, runnersOnline: 1 },
    ...{
      estimateSeconds: Math.round(250 * (2 + cnn / budget)),
      lastRunnerSeenAt: new Date(now - 7000).toISOString(),
    },
  });
});

test("an entry of which all is at work has no place, but an end in sight", async () => {
  const runner = await plantRunner("machine", of);
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner)] });
  expect(await view(entry)).toMatchObject({ waiting: 0, running: 1, position: null, estimateSeconds: 250 });
});

test.each([
  ["is self-reported", { trust: "self-reported" as const }, { estimateSeconds: null }],
  ["was cancelled", { cancelledAt: 1 }, {}],
  ["is finished", { finishedAt: 1 }, {}],
])("an entry that %s has no place", async (_, more, expected) => {
  await plantRunner("machine", of);
  await plantRecords("bob", [1_000_000, 800_000, 600_000, 400_000, 200_000]);
  expect(await view(await plantEntry("ada", of, more))).toMatchObject({ position: null, ...expected });
});

test("its place is behind the users whose turn is before, each once for each of its owner's entries that go before", async () => {
  await plantEntry("bob", of, { turn: 1, trials: [{}, {}] });
  await plantEntry("cyd", of, { turn: 3 });
  await plantEntry("eve", of, { turn: 9 });
  // Nothing of Dan's waits, Fay's is of another class, and void entries take no turns.
  const runner = await plantRunner("machine", of);
  await plantEntry("dan", of, { turn: 1, trials: [leasedBy(runner)] });
  await plantEntry("fay", "elsewhere", { turn: 1 });
  await plantEntry("gus", of, { turn: 1, voidedAt: 1 });
  const first = await plantEntry("ada", of, { turn: 5, createdAt: 10, started: 1 });
  expect((await view(first)).position).toBe(3);
  // One that is younger and has started as many trials comes later; one that has started fewer comes before, and then the older.
  const younger = await plantEntry("ada", of, { turn: 5, createdAt: 20, started: 1 });
  expect((await view(first)).position).toBe(3);
  expect((await view(younger)).position).toBe(3 + 4);
  const idle = await plantEntry("ada", of, { turn: 5, createdAt: 30, trials: [{}, {}, {}] });
  expect((await view(idle)).position).toBe(3);
  expect((await view(first)).position).toBe(3 + 4);
});

test("of two with the same instant the id decides, and more than the other has left it cannot take", async () => {
  const one = await plantEntry("ada", of, { createdAt: 10 });
  const other = await plantEntry("ada", of, { createdAt: 10, started: 5 });
  const [before, after] = [await view(one), await view(other)];
  expect([before.position, after.position]).toEqual([1, 2]);
  const last = await plantEntry("ada", of, { createdAt: 10 });
  expect((await view(last)).position).toBe(2);
  expect((await view(one)).position).toBe(1);
});

test("of an entry that goes before only what waits is given before", async () => {
  const runner = await plantRunner("machine", of);
  const aside = { status: "quarantined", reason: "it was" } as const;
  await plantEntry("ada", of, { createdAt: 10, trials: [{}, leasedBy(runner), aside, aside] });
  const other = await plantEntry("ada", of, { createdAt: 20, started: 5 });
  expect((await view(other)).position).toBe(2);
});
