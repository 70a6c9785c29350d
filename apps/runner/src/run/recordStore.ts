import { existsSync } from "node:fs";
import { join } from "node:path";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { readText, writeWhole } from "../files/wholeFiles.ts";
import type { TrialJob } from "../trial/trialJob.ts";

type TrialName = Pick<TrialJob, "workload" | "study" | "trial">;

const fileName = ({ workload, study, trial }: TrialName) =>
  `${workload}-study${study + 1}-trial${trial + 1}.json`;

const pointText = (point: object) => JSON.stringify(Object.fromEntries(Object.entries(point).sort()));

/** A trial that did not come to its own end is run again. */
const isFinished = ({ outcome }: TrialRecord): boolean =>
  outcome.kind !== "cancelled" && !(outcome.kind === "failed" && outcome.cause === "machine");

/** In what a kept record is of another trial than this job's; empty where it is the result that running it would give. */
function differences(record: TrialRecord, job: TrialJob): string[] {
  const { dataset, target } = card(job.workload);
  const { workload, submission, environment } = record;
  const compared: [what: string, there: unknown, now: unknown][] = [
    ["version", submission.version.slice(0, 12), job.version.slice(0, 12)],
    ["ruleset", submission.ruleset, job.ruleset],
    ["hyperparameters", pointText(record.hyperparameters), pointText(job.hyperparameters)],
    ["seed of the trial", record.seed, job.seed],
    ["budget", workload.budgetSeconds, job.budgetSeconds],
    ["evaluation period", workload.evaluationPeriodSeconds, job.evaluationPeriodSeconds],
    ["data", workload.dataSha256.slice(0, 12), dataset.sha256.slice(0, 12)],
    ["target", workload.target, target.validation],
    ["step hint", workload.stepHint, target.stepHint],
    ["backend", environment.backend, job.environment.backend],
  ];
  return compared
    .filter(([, there, now]) => there !== now)
    .map(([what, there, now]) => `${what}: ${there} there, ${now} now`);
}

/** Records of a run as JSON, one file per trial. */
export class RecordStore {
  readonly directory: string;
  readonly #isCache: boolean;

  /** In a cache a record of other settings is replaced; anywhere else it is somebody's result, and refused. */
  constructor(directory: string, { isCache = false } = {}) {
    this.directory = directory;
    this.#isCache = isCache;
    makeFolder(directory);
  }

  /** The kept record of this very trial, or null where it has to be run. Throws rather than have another one written over. */
  find(job: TrialJob): TrialRecord | null {
    const path = join(this.directory, fileName(job));
    if (!existsSync(path)) return null;
    const record = this.#isCache
      ? readOrNull(path)
      : readJsonFile(path, "/", anyRecordSchema, "a Steepest record");
    if (record === null || !isFinished(record)) return null;
    const different = differences(record, job);
    if (different.length === 0) return record;
    if (this.#isCache) return null;
    throw new UserError({
      code: "other-record",
      what: `${path} is the record of another trial, and is not written over.`,
      details: different.join("\n"),
      solution: "Give another folder by --out, or leave --out away for a new one.",
    });
  }

  /** Writes a record whole or not at all. */
  save(record: TrialRecord): string {
    const path = join(
      this.directory,
      fileName({ workload: record.workload.id, study: record.study, trial: record.trial }),
    );
    writeWhole(path, `${JSON.stringify(record, null, 2)}\n`);
    return path;
  }
}

function readOrNull(path: string): TrialRecord | null {
  try {
    return anyRecordSchema.safeParse(JSON.parse(readText(path))).data ?? null;
  } catch (error) {
    // Cut off by a crash: run it again. One that cannot be read could not be replaced either.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
