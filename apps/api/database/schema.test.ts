import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { bindings, clientFor, enter, register } from "../test/platform.ts";
import { openDatabase } from "./openDatabase.ts";

const database = openDatabase(bindings.DB);
const entry = await enter(await clientFor("submitter", "ada"), "constrained");
const { id: runner } = await register(await clientFor("runner", "machine"), "runner-1");
const trial = entry.trialGrid[0]?.id ?? "";

/** What D1 says to a change of the first trial; null where it takes it. */
async function refusal(change: ReturnType<typeof sql>): Promise<string | null> {
  try {
    await database.run(sql`UPDATE trials SET ${change} WHERE id = ${trial}`);
    return null;
  } catch (error) {
    return String((error as Error).cause ?? error);
  }
}

test("a trial is leased exactly while it has a runner and a time that the lease ends", async () => {
  expect(await refusal(sql`status = 'leased'`)).toContain("leased_by_a_runner");
  expect(await refusal(sql`status = 'leased', runner = ${runner}`)).toContain("leased_until");
  expect(await refusal(sql`runner = ${runner}`)).toContain("leased_by_a_runner");
  expect(await refusal(sql`lease_expires_at = 1`)).toContain("leased_until");
});

test("a trial is finished exactly when it has a record, and only its own", async () => {
  expect(await refusal(sql`status = 'finished'`)).toContain("finished_with_a_record");
  expect(await refusal(sql`record = ${"0".repeat(64)}`)).toContain("finished_with_a_record");
  expect(await refusal(sql`status = 'finished', record = ${"0".repeat(64)}`)).toContain("FOREIGN KEY");
});

test("a trial is quarantined for a stated reason, and has no more crashes than attempts", async () => {
  expect(await refusal(sql`status = 'quarantined'`)).toContain("quarantined_for_a_reason");
  expect(await refusal(sql`crashes = 1`)).toContain("crashes_within_attempts");
  expect(await refusal(sql`status = 'lost'`)).toContain("trial_status");
});

test("an entry plans each of its trials once", async () => {
  expect(await refusal(sql`study = 1`)).toContain("UNIQUE");
});
