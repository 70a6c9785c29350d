import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { recordDifferences, trialIdentity } from "@steepest/core/score/comparable.ts";
import { eq, sql } from "drizzle-orm";
import type { AuditRules } from "../audits/auditDraw.ts";
import { auditByDraw, isAuditable } from "../audits/auditNewRecord.ts";
import { refuseVoidUploads } from "../audits/isVoid.ts";
import type { Actor } from "../auth/actor.ts";
import type { Bindings } from "../bindings.ts";
import { boardKey } from "../boards/boardKey.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials, versions } from "../database/schema.ts";
import { storeJson } from "../database/store.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { limitsOf, refuseAboveQuota, useQuota } from "../limits/quotas.ts";
import { checkRecord } from "../queue/checkRecord.ts";
import { recordStatements } from "../queue/recordStatements.ts";
import { ownedEntry } from "./ownedEntry.ts";

/**
 * Takes an entry's records from its owner's own machine: all of them or, where one does not fit, none. Those of a self-reported entry stand beside the board; those of
 * any other are claimed like a runner's, and audited like a runner's.
 */
export async function uploadRecords(
  database: Database,
  env: Bindings,
  actor: Actor,
  id: string,
  uploaded: readonly TrialRecord[],
  now: number,
  rules: AuditRules,
): Promise<void> {
  const entry = await ownedEntry(database, actor, id);
  if (entry.trust === "verified") {
    if (!isAuditable(entry.hardwareClass)) {
      throw new ApiProblem(409, "entry-verified", {
        title: `Only runners report the records of the entry ${id}.`,
        detail: `${entry.hardwareClass} is ruled by the clock: nobody could check what another machine says.`,
        solution: "Enter the version with trust `self-reported` and upload there.",
      });
    }
    await refuseVoidUploads(database, actor.user);
  }
  const planned = await database
    .select({ trial: trials, entry: entries, version: versions })
    .from(trials)
    .innerJoin(entries, eq(trials.entry, entries.id))
    .innerJoin(versions, eq(entries.version, versions.version))
    .where(eq(trials.entry, id));
  const open = onceEach(uploaded).map((record) => {
    const context = planned.find(
      ({ trial }) =>
        trial.workload === record.workload.id && trial.study === record.study && trial.trial === record.trial,
    );
    const name = `${record.workload.id}, study ${record.study}, trial ${record.trial}`;
    if (context === undefined) {
      throw new ApiProblem(422, "record-mismatch", {
        title: "A record is of no trial of this entry.",
        detail: `The entry plans no trial ${name}.`,
        solution: "Upload the records of the trials that GET /v1/entries/:id lists.",
      });
    }
    if (context.trial.status !== "queued") {
      throw new ApiProblem(409, "record-exists", {
        title: "A trial has its record already.",
        detail: `The trial ${name} is ${context.trial.status}.`,
        solution: "Leave it out of the upload: a record is never replaced.",
        existing: context.trial.id,
      });
    }
    // No lease: what an earlier one of the trial was, is not this record's.
    checkRecord(record, { ...context, trial: { ...context.trial, leasedAt: null } }, now);
    return { record, context };
  });
  const bytes = open.reduce((sum, { record }) => sum + JSON.stringify(record).length, 0);
  const limits = await limitsOf(database, env, actor, now);
  refuseAboveQuota(limits, { storedBytes: bytes }, now);
  const stored = await Promise.all(
    open.map(async ({ record, context }) => ({
      context,
      stored: { record, ...(await storeJson(env.STORE, "records", (sha256) => sha256, record)) },
    })),
  );
  const batch = database.batch([
    useQuota(database, actor.user, limits, { bytes }, now),
    ...stored.flatMap(({ context: { trial }, stored }) => [
      eventsFrom(
        database,
        "trial-finished",
        {
          at: now,
          user: actor.user,
          entry: id,
          trial: trial.id,
          detail: stored.record.outcome.kind,
        },
        sql`FROM trials WHERE id = ${trial.id} AND attempt = ${trial.attempt} AND status = 'queued'`,
      ),
      ...recordStatements(
        database,
        {
          trial: trial.id,
          attempt: trial.attempt,
          status: "queued",
          board: boardKey(entry, entry.suiteVersion),
        },
        stored,
        now,
        actor.user,
      ),
    ]),
    ...resultsChanged(database, { entry: id, isEnd: true }, now),
    ...(entry.trust === "verified"
      ? stored.flatMap(({ context: { trial }, stored: { sha256 } }) =>
          auditByDraw(
            database,
            rules,
            { trial: trial.id, record: sha256, hardwareClass: entry.hardwareClass },
            now,
          ),
        )
      : []),
  ]);
  await batch.catch(async (error: unknown) => {
    refuseAboveQuota(await limitsOf(database, env, actor, now), { storedBytes: bytes }, now);
    throw error;
  });
}

/** A trial's record counts once: repeated unchanged it is left out, and two that differ are a conflict. */
function onceEach(uploaded: readonly TrialRecord[]): TrialRecord[] {
  const known = new Map<string, TrialRecord>();
  for (const record of uploaded) {
    const earlier = known.get(trialIdentity(record)) ?? record;
    const differences = recordDifferences(earlier, record);
    if (differences.length > 0) {
      throw new ApiProblem(422, "record-conflict", {
        title: "Two records of one trial are in the upload.",
        detail: `Those of ${record.workload.id}, study ${record.study}, trial ${record.trial} differ in ${differences.slice(0, 5).join(", ")}.`,
        solution: "Upload one record of each trial.",
      });
    }
    known.set(trialIdentity(record), earlier);
  }
  return [...known.values()];
}
