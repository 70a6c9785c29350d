import { suite } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { records } from "../database/schema.ts";
import { cappedTrials } from "../queue/loadTrial.ts";
import { database, plantEntry } from "../test/plant.ts";
import { capOfTrial } from "./capOfTrial.ts";
import { keepResults } from "./resultsChanged.ts";

let classes = 0;
const newClass = () => `capped-${++classes}`;
const { rMax } = suite("quick");

type Times = readonly (number | null)[];
/** An entry whose studies of a workload took so many seconds; null: it was run and did not reach. */
async function plant(
  of: string,
  times: Times,
  more: Parameters<typeof plantEntry>[2] = {},
  workload = "mnist_mlp",
): Promise<string> {
  const entry = await plantEntry("ada", of, { trials: times.map(() => ({ workload })), ...more });
  for (const [study, seconds] of times.entries()) {
    await database.insert(records).values({
      ...{
        trial: `${entry}-${study}`,
        sha256: "0".repeat(64),
        bytes: 1,
        attempt: 1,
        steps: 1,
        chargedSeconds: 1,
        createdAt: 1,
      },
      ...{
        outcome: seconds === null ? "exhausted" : "reached",
        targetSeconds: seconds,
        targetStep: seconds === null ? null : 1,
      },
    });
  }
  await keepResults(database, sql`trials.entry = ${entry}`);
  await database.run(
    sql`UPDATE entry_results SET lasting = (SELECT finished_at IS NOT NULL AND voided_at IS NULL AND NOT is_private FROM entries WHERE id = ${entry}) WHERE entry = ${entry}`,
  );
  return entry;
}
const complete = { finishedAt: 1 };
const capFor = async (entry: string, { study = 0, workload = "mnist_mlp" } = {}) => {
  const which = sql`trials.entry = ${entry} AND trials.workload = ${workload} AND trials.study = ${study}`;
  const [found] = await cappedTrials(database, which);
  if (found === undefined) throw new Error("there is no such trial");
  return capOfTrial(found.bests, found.entry);
};
/** What an entry's trials are that has run nothing. */
const bare = { trials: [{}, { workload: "mnist_cnn", study: 0 }] };

test("nothing caps before a complete entry has reached in all of its studies", async () => {
  const of = newClass();
  const entry = await plantEntry("ada", of, bare);
  expect(await capFor(entry)).toBeNull();
  await plant(of, [1, 2, null], complete);
  expect(await capFor(entry)).toBeNull();
  await plant(of, [1, 2, 3]);
  expect(await capFor(entry)).toBeNull();
});

test("the least slowest study of complete entries caps, at r_max times", async () => {
  const of = newClass();
  const entry = await plantEntry("ada", of, bare);
  await plant(of, [1, 1, 9], complete);
  await plant(of, [3, 4, 5], complete);
  expect(await capFor(entry)).toBe(5 * rMax);
  // Of the same workload, and on the same board at the same version.
  expect(await capFor(entry, { workload: "mnist_cnn" })).toBeNull();
  await plant(of, [1, 1, 1], complete, "mnist_cnn");
  await plant(newClass(), [1, 1, 1], complete);
  await plant(of, [1, 1, 1], { ...complete, suiteVersion: 2 });
  await plant(of, [1, 1, 1], { ...complete, ruleset: "external" });
  expect(await capFor(entry)).toBe(5 * rMax);
  expect(await capFor(entry, { workload: "mnist_cnn" })).toBe(rMax);
});

test("an entry's own times cap it before it is complete, and a private one's nobody else", async () => {
  const of = newClass();
  const own = await plant(of, [1, 2, 2], { isPrivate: true });
  const other = await plantEntry("bob", of, bare);
  expect([await capFor(own), await capFor(other)]).toEqual([2 * rMax, null]);
  await plant(of, [1, 1, 1], complete);
  expect([await capFor(own), await capFor(other)]).toEqual([rMax, rMax]);
});

test("under `external` a study's best trial caps the study; under `self` there is one trial", async () => {
  const of = newClass();
  const external = await plant(of, [7, 5, null], { ruleset: "external" });
  await database.run(
    sql`UPDATE trials SET study = position / 2, trial = position % 2 WHERE entry = ${external}`,
  );
  await keepResults(database, sql`trials.entry = ${external}`);
  expect(await capFor(external)).toBe(5);
  expect(await capFor(external, { study: 1 })).toBeNull();
  expect(await capFor(await plantEntry("bob", of, { ...bare, ruleset: "external" }))).toBeNull();
  const self = await plant(of, [7, null]);
  expect(await capFor(self)).toBeNull();
});
