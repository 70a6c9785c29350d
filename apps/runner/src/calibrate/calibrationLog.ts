import { appendFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { z } from "zod";
import { naming, readText } from "../files/wholeFiles.ts";
import type { TrialJob } from "../trial/trialJob.ts";
import { trialKey } from "./trialKey.ts";

const lineSchema = z.strictObject({ key: z.string(), record: anyRecordSchema });

/** The finished trials of a calibration, a JSON line each, only ever appended: an interrupted one goes on from here. */
export class CalibrationLog {
  readonly #path: string;
  readonly #records: Map<string, TrialRecord>;

  constructor(path: string) {
    makeFolder(dirname(path));
    this.#path = path;
    this.#records = read(path);
  }

  /** The kept record of this very trial, or null where it has to be run. */
  get(job: TrialJob): TrialRecord | null {
    return this.#records.get(trialKey(job)) ?? null;
  }

  /** A trial that ended by the machine's fault says nothing of its point: it is not kept, so that it is run again. */
  add(job: TrialJob, record: TrialRecord): void {
    const { outcome } = record;
    if (outcome.kind === "cancelled" || (outcome.kind === "failed" && outcome.cause === "machine")) return;
    const key = trialKey(job);
    // A line that a full disk cut off is taken away when the log is read again.
    naming(this.#path, () => appendFileSync(this.#path, `${JSON.stringify({ key, record })}\n`));
    this.#records.set(key, record);
  }
}

function read(path: string): Map<string, TrialRecord> {
  const text = readIfThere(path);
  const end = text.lastIndexOf("\n") + 1;
  // A line that was cut off when its process was killed: taken away, or the next one would be appended to it.
  if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
  const lines = text.slice(0, end).split("\n").slice(0, -1);
  return new Map(lines.map((line, index) => entry(line, index + 1, path)));
}

function readIfThere(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function entry(line: string, number: number, path: string): [string, TrialRecord] {
  const damaged = (details: string, cause?: unknown) =>
    new UserError(
      {
        code: "corrupt-log",
        what: `Line ${number} of the calibration's log is damaged.`,
        details: `${path}: ${details}`,
        solution: "Delete that line, and its trial is run again; or delete the file, and all are.",
      },
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error), error);
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
  return [parsed.data.key, parsed.data.record];
}
