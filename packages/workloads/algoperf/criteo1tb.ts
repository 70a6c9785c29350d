import { log1p } from "@steepest/base/math/log.ts";
import { UserError } from "@steepest/base/userError.ts";
import { fingerprint64 } from "./fingerprint64.ts";

/** Numeric and categorical columns of Criteo's click logs. */
export const criteoNumbers = 13;
export const criteoCategories = 26;

/** Buckets of each categorical column, from AlgoPerf's input pipeline. */
const buckets = [
  39_884_406, 39_043, 17_289, 7_420, 20_263, 3, 7_120, 1_543, 63, 38_532_951, 2_953_546, 403_346, 10, 2_208,
  11_938, 155, 4, 976, 14, 39_979_771, 25_641_295, 39_664_984, 585_935, 12_972, 108, 36,
];

/** Where the features of one line go. */
export interface CriteoRow {
  /** ln(1 + count) of the 13 counts; a missing or negative one counts as 0. */
  readonly numbers: Float32Array;
  /** Rows of a table of `vocabulary` rows. */
  readonly categories: Int32Array;
}

/**
 * Reads a line of Criteo's TSV (label, 13 counts, 26 categories of 8 hexadecimal digits, each perhaps empty) as AlgoPerf does, its hashes and
 * their rounding to float32 included. Returns the label.
 */
export function parseCriteoLine(line: string, vocabulary: number, { numbers, categories }: CriteoRow): 0 | 1 {
  const fields = line.split("\t");
  const label = fields[0];
  if (fields.length !== 1 + criteoNumbers + criteoCategories || (label !== "0" && label !== "1")) {
    throw malformed(line, `${fields.length} columns, the first \`${label}\``);
  }
  for (let at = 0; at < criteoNumbers; at++) {
    const count = Number(fields[1 + at]);
    if (Number.isNaN(count)) throw malformed(line, `the count \`${fields[1 + at]}\``);
    numbers[at] = log1p(Math.max(0, count));
  }
  for (const [at, size] of buckets.entries()) {
    const field = fields[1 + criteoNumbers + at];
    const category = field === "" || field === "-1" ? "00000000" : (field as string);
    if (category.length > 14) throw malformed(line, `the category \`${category}\``);
    const bucket = Number(fingerprint64(`${category}${at}`) % BigInt(size));
    categories[at] = Math.fround(bucket) % vocabulary;
  }
  return label === "1" ? 1 : 0;
}

const malformed = (line: string, found: string): UserError =>
  new UserError({
    code: "criteo-format",
    what: "A line is not one of Criteo's click logs.",
    details: `It has ${found}: ${line.slice(0, 120)}`,
    solution:
      "Give the folder of AlgoPerf's criteo1tb files: tab-separated, label, 13 counts and 26 categories a line.",
  });
