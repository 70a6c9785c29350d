import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { trialText } from "@steepest/core/score/wantedTrial.ts";
import { z } from "zod";
import { JsonLines } from "../files/jsonLines.ts";
import { machineKey } from "../run/machineKey.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import { wantedOf } from "../trial/wantedOf.ts";

const lineSchema = z.strictObject({ key: z.string(), record: anyRecordSchema });

/** The finished trials of a calibration. */
export class CalibrationLog {
  readonly #file: JsonLines<z.infer<typeof lineSchema>>;
  readonly #records: Map<string, TrialRecord>;

  constructor(path: string) {
    this.#file = new JsonLines(path, lineSchema, {
      what: "the calibration's log",
      solution: "Delete that line, and its trial is run again; or delete the file, and all are.",
    });
    this.#records = new Map(this.#file.before.map(({ key, record }) => [key, record]));
  }

  /** The kept record of this very trial, or null where it has to be run. */
  get(job: LocalTrialJob): TrialRecord | null {
    return this.#records.get(trialKey(job)) ?? null;
  }

  /** A trial that ended by the machine's fault says nothing of its point: it is not kept, so that it is run again. */
  add(job: LocalTrialJob, record: TrialRecord): void {
    const { outcome } = record;
    if (outcome.kind === "cancelled" || (outcome.kind === "failed" && outcome.cause === "machine")) return;
    const key = trialKey(job);
    this.#file.append({ key, record });
    this.#records.set(key, record);
  }
}

/** Equal for jobs that are the same measurement, so that a kept result stands for running it again; which number its point has there does not matter. */
export const trialKey = (job: LocalTrialJob): string =>
  JSON.stringify([trialText({ ...wantedOf(job), trial: 0 }), machineKey(job.environment)]);
