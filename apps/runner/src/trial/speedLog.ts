import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { median } from "@steepest/core/score/median.ts";
import { z } from "zod";
import { writeWhole } from "../files/wholeFiles.ts";

const logSchema = z.record(z.string(), z.array(z.number().positive()));

/** Trials of a workload that its usual ratio is the median of: fewest and most. */
const [fewest, most] = [3, 21];
/** How many times faster or slower than usual is worth a word. */
const unusualFactor = 2;

const usualOf = (earlier: readonly number[] = []): number | null =>
  earlier.length < fewest ? null : median(earlier);

/** Wall ÷ reference time of earlier trials on this machine, by workload: what is usual here. */
export class SpeedLog {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, "speeds.json");
  }

  /** The record with what its trial's ratio is, and whether that is far from the workload's usual one here; and remembers it. */
  note(record: TrialRecord): TrialRecord {
    const { reference, wall } = record.totals.charged;
    if (record.measure !== "reference" || !reference || !wall) return record;
    const ratio = wall / reference;
    const log = this.#read();
    const earlier = log[record.workload.id] ?? [];
    const usual = usualOf(earlier);
    const isUnusual = usual !== null && (ratio > unusualFactor * usual || ratio < usual / unusualFactor);
    this.#remember({ ...log, [record.workload.id]: [...earlier, ratio].slice(-most) });
    return { ...record, speed: { wallPerReference: ratio, usual, isUnusual } };
  }

  /** The usual ratio of a workload here; null where too few trials of it were run. */
  usual(workload: string): number | null {
    return usualOf(this.#read()[workload]);
  }

  #remember(log: z.infer<typeof logSchema>): void {
    try {
      writeWhole(this.#path, JSON.stringify(log));
    } catch {
      // A disk that is full: what is usual here is worth less than the record, which is still to be kept.
    }
  }

  #read(): z.infer<typeof logSchema> {
    try {
      return logSchema.parse(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      // Not there yet, or damaged: nothing is known to be usual.
      return {};
    }
  }
}
