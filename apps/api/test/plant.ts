import { eq, sql } from "drizzle-orm";
import { keepResults, turnsChanged } from "../boards/resultsChanged.ts";
import { events } from "../database/eventTables.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";
import { entries, runners, submissions, trials, versions } from "../database/schema.ts";
import { users } from "../database/userTables.ts";
import { environment } from "./environment.ts";
import { bindings } from "./platform.ts";

export const database = openDatabase(bindings.DB);

/** The instant at which planted rows are looked at. */
export const now = 1_800_000_000_000;

let planted = 0;
const next = () => String(++planted).padStart(4, "0");

async function plantUser(name: string): Promise<void> {
  await database.insert(users).values({ name, createdAt: 1 }).onConflictDoNothing();
}

/** A runner that was seen just now. */
export async function plantRunner(
  owner: string,
  hardwareClass: string,
  more: Partial<typeof runners.$inferInsert> = {},
): Promise<string> {
  await plantUser(owner);
  const id = `runner-${next()}`;
  const row = { ...{ id, name: id, owner, hardwareClass, environment }, createdAt: 1, lastSeenAt: now };
  await database.insert(runners).values({ ...row, ...more });
  return more.id ?? id;
}

interface PlantedEntry extends Partial<typeof entries.$inferInsert> {
  /** What differs of each of its trials from one that waits; by default one that does. */
  readonly trials?: readonly Partial<typeof trials.$inferInsert>[];
  /** Whether its owner has a turn as the queue gives it; left out: as everywhere. */
  readonly turn?: number;
}

/** An entry with its trials, of which number i is called `ENTRY-i`, as rows: whatever a test wants them to be. */
export async function plantEntry(
  owner: string,
  hardwareClass: string,
  { trials: planned = [{}], turn, ...more }: PlantedEntry = {},
): Promise<string> {
  await plantUser(owner);
  const number = next();
  const [id, submission] = [`entry-${number}`, `planted_${number}`];
  const version = more.version ?? number.padStart(64, "0");
  await database.insert(submissions).values({ name: submission, owner, createdAt: 1 });
  const manifest = { name: submission, ruleset: "self" as const, hyperparameters: [{}] };
  await database
    .insert(versions)
    .values({ version, submission, number: 1, ruleset: "self", manifest, createdAt: 1 });
  await database.insert(entries).values({
    ...{
      id,
      version,
      owner,
      hardwareClass,
      suite: "quick",
      suiteVersion: 1,
      ruleset: "self",
      trust: "verified",
    },
    ...{ seed: 1, createdAt: 1 },
    ...more,
  });
  for (const [at, trial] of planned.entries()) {
    await database.insert(trials).values({
      ...{ id: `${id}-${at}`, entry: id, workload: "mnist_mlp", study: at, trial: 0, position: at, seed: 1 },
      ...{ hyperparameters: {}, status: "queued" },
      ...trial,
    });
  }
  await keepResults(database, sql`trials.entry = ${id}`);
  const [insert, remove] = turnsChanged(database, id);
  await database.batch([insert, remove]);
  if (turn !== undefined) {
    await database.run(
      sql`UPDATE turns SET turn = ${turn} WHERE hardware_class = ${hardwareClass} AND user = ${owner}`,
    );
  }
  return id;
}

/** What a trial needs to be leased: by this runner, for a minute more. */
export const leasedBy = (runner: string, more: Partial<typeof trials.$inferInsert> = {}) =>
  ({
    status: "leased",
    runner,
    attempt: 1,
    leaseExpiresAt: now + 60_000,
    leasedAt: now - 1000,
    ...more,
  }) as const;

/** So many leases of a trial that an owner's runner lost, from this attempt on. */
export async function plantLosses(
  trial: string,
  runner: string,
  owner: string,
  count: number,
  from = 1,
): Promise<void> {
  for (let attempt = from; attempt < from + count; attempt++) {
    await database
      .insert(lostLeases)
      .values({ trial, attempt, runner, owner, at: now - 1, reason: `loss ${attempt}` });
  }
}

export const trialRow = async (id: string) =>
  (await database.select().from(trials).where(eq(trials.id, id)))[0];
export const entryRow = async (id: string) =>
  (await database.select().from(entries).where(eq(entries.id, id)))[0];

/** What was noted of a trial, in order, without ids. */
export const eventsOf = async (trial: string) =>
  (await database.select().from(events).where(eq(events.trial, trial)).orderBy(events.id)).map(
    ({ id: _, ...event }) => event,
  );
