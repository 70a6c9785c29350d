import { parseBoardId } from "@steepest/core/schema/boardId.ts";
import { chargesOf } from "@steepest/core/schema/measures.ts";
import { studyTimes } from "@steepest/core/score/studyTimes.ts";
import { trialCap } from "@steepest/core/score/trialCap.ts";
import type { TrialResult } from "@steepest/core/score/trialResult.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { boards, entryResults } from "../database/boardTables.ts";
import { turns } from "../database/limitTables.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import { giveBack } from "../queue/giveBack.ts";
import { cappedTrials, loadTrial } from "../queue/loadTrial.ts";
import { bindings, clientFor, register, sourceOf } from "../test/platform.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";
import { capOfTrial } from "./capOfTrial.ts";
import { rebuildBoard } from "./rebuildBoard.ts";
import { resultsChanged } from "./resultsChanged.ts";

const database = openDatabase(bindings.DB);
const ada = await clientFor("submitter", "ada");
const machine = await clientFor("runner", "machine");
const { id: runner } = await register(machine, "runner-1", 3);
const id = "quick.external.cpu-wasm";
const board = parseBoardId(id);

/** What a random day does. Each step takes a number, which picks one of what there is. */
const step = fc.record({
  kind: fc.constantFrom(
    "enter",
    "again",
    "report",
    "report",
    "report",
    "lease",
    "crash",
    "release",
    "cancel",
    "void",
  ),
  pick: fc.nat(1000),
});

const leased = new Map<string, Awaited<ReturnType<typeof machine.lease>>>();
let uploads = 0;
const versions = new Map<string, number>();

async function enterNew(name: string): Promise<void> {
  const number = (versions.get(name) ?? 0) + 1;
  versions.set(name, number);
  const source = sourceOf(name, "external");
  const text = `${source.files["submission.ts"]}\n// ${number} ${uploads++}`;
  const { version } = await ada.createSubmission({ ...source, files: { "submission.ts": text } });
  await ada.createEntry({ version, board: id });
}

async function take(): Promise<string | null> {
  const lease = await machine.lease(runner);
  if (lease !== null) leased.set(lease.trial, lease);
  return lease?.trial ?? null;
}

async function happen({ kind, pick }: { kind: string; pick: number }): Promise<void> {
  const held = [...leased.values()].flatMap((lease) => lease ?? []);
  const lease = held[pick % Math.max(1, held.length)];
  if (kind === "enter" || versions.size === 0) return enterNew(`s_${versions.size}`);
  if (kind === "again") return enterNew([...versions.keys()][pick % versions.size] as string);
  if (kind === "cancel") {
    const open = await ada.entries({ board: id, open: "true" });
    if (open.length > 2) await ada.cancelEntry(open[pick % open.length]?.id ?? "");
    return;
  }
  if (kind === "void") {
    const [found] = await database
      .select({ trial: trials })
      .from(trials)
      .where(eq(trials.status, "finished"))
      .limit(1)
      .offset(pick % 5);
    if (found === undefined || (await loadTrial(database, found.trial.id)).entry.cancelledAt !== null) return;
    await voidRecord(found.trial);
    return;
  }
  if (kind === "lease" || lease === undefined) {
    if (held.length < 3) await take();
    return;
  }
  leased.delete(lease.trial);
  if (kind === "crash" || kind === "release") {
    const cause = { crashed: kind === "crash", reason: "it is so" };
    await giveBack(database, { trial: lease.trial, attempt: lease.attempt }, cause, Date.now());
    return;
  }
  const seconds = pick % 7 === 0 ? null : 1 + (pick % 97) / 41;
  const record = recordOf(runOfLease(lease), seconds);
  await machine.report(lease.trial, { attempt: lease.attempt, record }).catch(() => undefined);
}

/** As an operator's void would: the record no longer counts, and its trial is queued again. */
async function voidRecord(trial: typeof trials.$inferSelect): Promise<void> {
  await database.batch([
    database.update(trials).set({ status: "queued", record: null }).where(eq(trials.id, trial.id)),
    database.delete(records).where(eq(records.trial, trial.id)),
    ...resultsChanged(database, trial, Date.now()),
  ]);
}

async function kept() {
  const results = await database
    .select()
    .from(entryResults)
    .orderBy(entryResults.entry, entryResults.workload);
  const counted = await database
    .select({
      id: entries.id,
      started: entries.started,
      finished: entries.finishedAt,
      cancelled: entries.cancelledAt,
    })
    .from(entries)
    .orderBy(entries.id);
  const [of] = await database.select({ entries: boards.entries }).from(boards);
  const users = await database.select({ user: turns.user }).from(turns);
  return { results, counted, of, users };
}

/** The same from the trials and records, by core's functions. */
async function computed() {
  const rows = await database
    .select({ trial: trials, entry: entries, times: records.targetCharged, outcome: records.outcome })
    .from(trials)
    .innerJoin(entries, eq(entries.id, trials.entry))
    .leftJoin(records, eq(records.trial, trials.id));
  return rows.map(({ trial, entry, times, outcome }) => ({
    entry,
    trial,
    failed: trial.status === "quarantined" || outcome === "failed" || outcome === "diverged",
    result: {
      submission: trial.entry,
      workload: trial.workload,
      study: trial.study,
      trial: trial.trial,
      times: chargesOf(times ?? {}),
      finished: trial.status === "finished" || trial.status === "quarantined",
    } satisfies TrialResult,
  }));
}

const { studies, trials: perStudy } = suite("quick").rulesets.external;

const comparedCaps = { fromBoard: 0 };

async function compare(): Promise<void> {
  const [now, all] = [await kept(), await computed()];
  for (const row of now.results) {
    const own = all.filter(
      ({ result }) => result.submission === row.entry && result.workload === row.workload,
    );
    const wanted = (measure: "reference" | "wall" | "steps") => [
      ...studyTimes({
        submissions: [row.entry],
        workloads: [row.workload],
        studies,
        measure,
        results: own.map(({ result }) => result),
      }).sorted,
    ];
    for (const measure of ["reference", "wall", "steps"] as const) {
      const times = row.times[measure].map((time) => time ?? Number.POSITIVE_INFINITY);
      expect(times.sort((a, b) => a - b)).toEqual(wanted(measure));
    }
    const slowest = wanted("reference").at(-1) as number;
    expect(row.slowestSeconds).toBe(Number.isFinite(slowest) ? slowest : null);
    expect(row).toMatchObject({
      planned: studies * perStudy,
      finished: own.filter(({ result }) => result.finished).length,
      failed: own.filter(({ failed }) => failed).length,
      lasting: own[0]?.entry.finishedAt !== null,
    });
  }
  // Of one trial of each entry: the cap as the pure function has it, from everything on the board.
  const lasting = new Set(all.filter(({ entry }) => entry.finishedAt !== null).map(({ entry }) => entry.id));
  for (const { entry, trial } of all.filter(({ trial }) => trial.position % 17 === 3)) {
    const results = all.flatMap(({ result, entry: { id } }) =>
      lasting.has(id) || id === entry.id ? (result.finished ? [result] : []) : [],
    );
    const rules = {
      ruleset: "external" as const,
      rMax: suite("quick").rMax,
      studies,
      measure: "reference" as const,
    };
    const { workload, study } = trial;
    const cap = trialCap({ ...rules, workload, study, submission: entry.id, results });
    const [held] = await cappedTrials(database, eq(trials.id, trial.id));
    expect(held && capOfTrial(held.bests, held.entry)).toBe(cap);
    if (cap !== null && lasting.size > 0 && !lasting.has(entry.id)) comparedCaps.fromBoard++;
  }
  // What is kept is what a rebuild finds, and so is what that leaves.
  await rebuildBoard(database, board, 0);
  expect(await kept()).toEqual(now);
}

test("what is kept of results is what the records say, whatever happened in whatever order", async () => {
  // Two entries ended before, so that caps come from complete ones as well.
  await enterNew("first");
  for (let trial = await take(); trial !== null; trial = await take()) {
    const lease = leased.get(trial);
    leased.delete(trial);
    if (lease)
      await machine.report(trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 1.5) });
  }
  await enterNew("second");
  await compare();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 12 }), async (steps) => {
      for (const one of steps) await happen(one);
      await compare();
    }),
    { numRuns: 2, endOnFailure: true },
  );
  // Caps would agree trivially were none of another entry's.
  expect(comparedCaps.fromBoard).toBeGreaterThan(0);
});
