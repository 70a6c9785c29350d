import { join } from "node:path";
import { recordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { readText, writeWhole } from "../files/wholeFiles.ts";
import type { TrialJob } from "../trial/trialJob.ts";

type TrialName = Pick<TrialJob, "workload" | "study" | "trial">;

const fileName = ({ workload, study, trial }: TrialName) =>
  `${workload}-study${study + 1}-trial${trial + 1}.json`;

const samePoint = (first: object, second: object) =>
  JSON.stringify(Object.entries(first).sort()) === JSON.stringify(Object.entries(second).sort());

/** Whether a kept record is the result that running this job would give: the same trial, carried to its own end. */
function answers(record: TrialRecord, job: TrialJob): boolean {
  const { outcome, workload } = record;
  const { dataset, target } = card(job.workload);
  const unfinished =
    outcome.kind === "cancelled" || (outcome.kind === "failed" && outcome.cause === "machine");
  return (
    !unfinished &&
    record.submission.version === job.version &&
    record.submission.ruleset === job.ruleset &&
    record.seed === job.seed &&
    workload.budgetSeconds === job.budgetSeconds &&
    workload.evaluationPeriodSeconds === job.evaluationPeriodSeconds &&
    workload.dataSha256 === dataset.sha256 &&
    workload.target === target.validation &&
    workload.stepHint === target.stepHint &&
    record.environment.backend === job.environment.backend &&
    samePoint(record.hyperparameters, job.hyperparameters)
  );
}

/** Records of a run as JSON, one file per trial. */
export class RecordStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    makeFolder(directory);
  }

  /** The kept record of this very trial, or null where it has to be run. */
  find(job: TrialJob): TrialRecord | null {
    let value: unknown;
    try {
      value = JSON.parse(readText(join(this.directory, fileName(job))));
    } catch (error) {
      // Not there, or cut off by a crash: run it (again). One that cannot be read could not be replaced either.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    const parsed = recordSchema.safeParse(value);
    return parsed.success && answers(parsed.data, job) ? parsed.data : null;
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
