import type { R2Bucket } from "@cloudflare/workers-types";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { CreateLabResult, LabSummary } from "@steepest/core/schema/api/lab.ts";
import { eq, type SQL, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { event } from "../database/event.ts";
import { labResults, labSubjects } from "../database/labTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { storeJson } from "../database/store.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { type Limits, refuseAboveQuota, useQuota } from "../limits/quotas.ts";
import { labSummaries } from "./labSummaries.ts";

/** Results of one user at one time. Their bytes count towards the user's storage as well. */
export const mostLabResults = 500;

const resultsOf = (user: string): SQL<number> =>
  sql<number>`(SELECT count(*) FROM lab_results WHERE owner = ${user})`;

/** Keeps what an instrument found. Throws a 403 problem where the user's storage, or number of results, is used up. */
export async function createLabResult(
  database: Database,
  store: R2Bucket,
  actor: Actor,
  { result, isPrivate }: { readonly result: CreateLabResult; readonly isPrivate: boolean },
  now: number,
  limits: () => Promise<Limits>,
): Promise<LabSummary> {
  const { user } = actor;
  const { file, report } = result;
  const refuse = async (bytes: number): Promise<void> => {
    refuseAboveQuota(await limits(), { storedBytes: bytes }, now);
    const [row] = await database.all<{ n: number }>(sql`SELECT ${resultsOf(user)} AS n`);
    if ((row?.n ?? 0) >= mostLabResults) throw tooMany();
  };
  await refuse(JSON.stringify(result).length);
  const id = `l${bytesToHex(crypto.getRandomValues(new Uint8Array(6)))}`;
  const { bytes } = await storeJson(store, "lab", () => id, result);
  const versions = [...new Set(file.subjects.map(({ version }) => version))];
  try {
    await database.batch([
      useQuota(database, user, await limits(), { bytes }, now),
      database.insert(labResults).values({
        id,
        owner: user,
        isPrivate,
        instrument: file.instrument,
        title: report.title,
        workload: file.workload,
        subjects: file.subjects.map(({ name, version }) => ({ name, version })),
        bytes,
        // NULL where there are as many by now: the column refuses it, and with it the whole batch.
        createdAt: sql`CASE WHEN ${resultsOf(user)} < ${mostLabResults} THEN ${now} END`,
      }),
      database.insert(labSubjects).values(versions.map((version) => ({ version, result: id }))),
      event(database, "lab-uploaded", { at: now, user, detail: id }),
    ]);
  } catch (error) {
    await store.delete(`lab/${id}`);
    await refuse(bytes);
    throw error;
  }
  const [summary] = await labSummaries(database, actor, eq(labResults.id, id), { limit: 1 });
  if (summary === undefined) throw new Error(`inserting the lab's result ${id} left nothing`);
  return summary;
}

const tooMany = () =>
  new ApiProblem(403, "quota-lab", {
    title: "You have as many results of the lab here as one may have.",
    detail: `At most ${mostLabResults} of one user are kept at one time.`,
    solution: "Delete some (`steepest lab delete ID`, DELETE /v1/lab/:id).",
  });
