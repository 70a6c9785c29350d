import { covariance, mean } from "../../packages/core/lab/leastSquares.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";

/** What trying a claim here came to: in numbers, and whether they bear it out. */
export interface ClaimVerdict {
  readonly measured: string;
  readonly holds: boolean;
}

/** A claim of a paper. Either it is tried, by one run of the lab or more, or it says why it cannot be. */
export interface Claim {
  readonly id: string;
  /** One line: what the paper says. */
  readonly claim: string;
  readonly source: string;
  /** Where the commands are shorter than they were first meant to be, or a second try: that, in a sentence or two. */
  readonly remark?: string;
  /** Arguments of `steepest lab`, by the name of the run. */
  readonly runs?: Readonly<Record<string, readonly string[]>>;
  /** From the runs, by name. */
  readonly judge?: (files: Readonly<Record<string, LabFile>>) => ClaimVerdict;
  readonly cannot?: string;
}

/** All numbers of one name, of one submission, with certain settings. */
export function numbersOf(
  file: LabFile,
  name: string,
  subject = 0,
  settings: Readonly<Record<string, number>> = {},
): number[] {
  return file.results
    .filter(
      ({ task }) =>
        task.subject === subject &&
        Object.entries(settings).every(([key, value]) => task.settings[key] === value),
    )
    .map(({ finding }) => finding.numbers[name] ?? null)
    .filter((value): value is number => value !== null);
}

/** The mean of them; NaN of none. */
export const averageOf = (...of: Parameters<typeof numbersOf>): number => mean(numbersOf(...of));

/** Of a sample, unbiased. */
export const deviation = (values: readonly number[]): number => Math.sqrt(covariance(values, values));

/** One series of the only study of a submission, its nulls left out. */
export const seriesOf = (file: LabFile, name: string, subject = 0): number[] =>
  (file.results.find(({ task }) => task.subject === subject)?.finding.series[name] ?? []).filter(
    (value): value is number => value !== null,
  );

/** Decades of learning rates at which a submission reached the target on every seed, from `sensitivity`. */
export function reachingDecades(file: LabFile, subject: number): number {
  const rates = (file.options["rates"] ?? []).filter(
    (rate) => numbersOf(file, "stepsToTarget", subject, { rate }).length === file.studies,
  );
  return rates.length === 0 ? 0 : Math.log10(Math.max(...rates) / Math.min(...rates));
}

export const digits = (value: number, count = 3): string => `${Number(value.toPrecision(count))}`;

/** The path of a reference submission. */
export const reference = (name: string, entry: "external" | "self" = "external"): string =>
  `submissions/${name}/${entry}.ts`;
