import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { UserError } from "@steepest/base/userError.ts";
import type { ClickExamples } from "../../tasks/clickPrediction.ts";
import { criteoCategories, criteoNumbers, parseCriteoLine } from "../criteo1tb.ts";

export interface ReadCriteoOptions {
  readonly split: "train" | "validation" | "test";
  /** How many examples to read, spread evenly over the split's files: all 4 billion fit no memory. */
  readonly limit: number;
  /** Rows of the embedding table. */
  readonly vocabulary: number;
}

/** Parts 0 to 18 of the last day are AlgoPerf's test split, parts 19 to 35 its validation split; the 23 days before are for training. */
const lastDay = 23;
const firstValidationPart = 19;

/** Examples of AlgoPerf's criteo1tb folder: `day_<day>_<part>`, each perhaps `.gz`. */
export async function readCriteo1tb(
  directory: string,
  { split, limit, vocabulary }: ReadCriteoOptions,
): Promise<ClickExamples> {
  const names = (await readdir(directory)).filter((name) => splitOf(name) === split).sort();
  if (names.length === 0) {
    throw new UserError({
      code: "criteo-missing",
      what: `There are no files of Criteo's ${split} split in ${directory}.`,
      details:
        "Looked for day_0_… to day_22_… (train), day_23_00 to _18 (test), day_23_19 to _35 (validation).",
      solution: "Give the folder that AlgoPerf's dataset_setup.py makes for criteo1tb.",
    });
  }
  const numbers = new Float32Array(limit * criteoNumbers);
  const categories = new Int32Array(limit * criteoCategories);
  const labels = new Uint8Array(limit);
  let count = 0;
  for (const [at, name] of names.entries()) {
    const end = Math.ceil((limit * (at + 1)) / names.length);
    for await (const line of linesOf(join(directory, name))) {
      if (count >= end) break;
      labels[count] = parseCriteoLine(line, vocabulary, {
        numbers: numbers.subarray(count * criteoNumbers, (count + 1) * criteoNumbers),
        categories: categories.subarray(count * criteoCategories, (count + 1) * criteoCategories),
      });
      count++;
    }
  }
  return {
    numbers: numbers.slice(0, count * criteoNumbers),
    categories: categories.slice(0, count * criteoCategories),
    labels: labels.slice(0, count),
  };
}

function splitOf(name: string): ReadCriteoOptions["split"] | null {
  const match = /^day_(\d+)_(\d+)(?:\.gz)?$/.exec(name);
  if (match === null) return null;
  const [day, part] = [Number(match[1]), Number(match[2])];
  if (day < lastDay) return "train";
  return part < firstValidationPart ? "test" : "validation";
}

function linesOf(path: string): AsyncIterable<string> {
  const file = createReadStream(path);
  return createInterface({ input: path.endsWith(".gz") ? file.pipe(createGunzip()) : file });
}
