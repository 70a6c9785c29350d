import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { trialDifferences } from "@steepest/core/score/wantedTrial.ts";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { readText, writeWhole } from "../files/wholeFiles.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import { wantedOf } from "../trial/wantedOf.ts";

type TrialName = Pick<LocalTrialJob, "workload" | "study" | "trial">;

const fileName = ({ workload, study, trial }: TrialName) =>
  `${workload}-study${study + 1}-trial${trial + 1}.json`;

/** A trial that did not come to its own end is run again. */
const isFinished = ({ outcome }: TrialRecord): boolean =>
  outcome.kind !== "cancelled" && !(outcome.kind === "failed" && outcome.cause === "machine");

const shown = (value: unknown): string =>
  typeof value === "string" ? value.slice(0, 40) : (JSON.stringify(value) ?? "unset");

/** In what a kept record is of another trial than this job's, a line each. */
const differences = (record: TrialRecord, job: LocalTrialJob): string[] =>
  trialDifferences(record, wantedOf(job)).map(
    ({ path, actual, wanted }) => `${path}: ${shown(actual)} there, ${shown(wanted)} now`,
  );

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
  find(job: LocalTrialJob): TrialRecord | null {
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
