import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import { algoperfScore } from "@steepest/core/score/algoperf/algoperfScore.ts";
import { knownMetrics } from "@steepest/core/score/algoperf/knownMetrics.ts";
import { readTargets } from "@steepest/core/score/algoperf/targets.ts";
import { missingStudies } from "@steepest/core/score/missingStudies.ts";
import { readAlgoperfLogs } from "@steepest/core/score/node/readAlgoperfLogs.ts";
import type { MissingStudies } from "@steepest/core/score/studyTimes.ts";
import { UsageError } from "../cli/usageError.ts";
import type { RecordScores } from "./scoreRecords.ts";

interface Options {
  readonly targets: string | undefined;
  /** `METRIC=min` or `METRIC=max`, as written. */
  readonly directions: readonly string[];
  readonly ruleset: Ruleset | undefined;
  readonly measure: Measure;
  readonly integration: "exact" | "trapezoid";
  readonly missing: MissingStudies;
  readonly rMax: number;
  readonly baseline: string | undefined;
}

const less = { min: "it is less", max: "it is more" };

/** Scores a folder of AlgoPerf's logs as one board. */
export function scoreAlgoperf(paths: readonly string[], cwd: string, options: Options): RecordScores {
  const { targets, measure, integration, missing, rMax, baseline, ruleset } = options;
  const [directory, ...others] = paths;
  if (targets === undefined || directory === undefined || others.length > 0) {
    throw new UsageError({
      code: "algoperf-usage",
      what: "AlgoPerf's logs are scored from one folder, with a file of targets.",
      solution: "steepest score LOGS --format algoperf --targets workload_targets.json",
    });
  }
  if (measure === "cpu") {
    throw new UsageError({
      code: "algoperf-measure",
      what: "AlgoPerf's logs have no CPU time.",
      solution: "Choose --measure wall (their column `score`) or --measure steps (`global_step`).",
    });
  }
  const workloads = readTargets(readText(resolve(cwd, targets), targets), readDirections(options.directions));
  const { trials, notes } = readAlgoperfLogs({
    directory: resolve(cwd, directory),
    workloads,
    ruleset,
    missing,
  });
  const unusual = workloads.filter(
    ({ metric, direction }) => (knownMetrics.get(metric)?.direction ?? direction) !== direction,
  );
  const ids = workloads.map(({ id }) => id);
  const { rows } = algoperfScore({
    workloads,
    trials,
    integration,
    measure,
    rMax,
    missing,
    ...(baseline === undefined ? {} : { baseline }),
  });
  return {
    measure,
    paired: [],
    rows,
    workloads: ids,
    notes: [
      ...unusual.map(
        ({ id, metric, direction }) =>
          `${metric} of ${id} counts as better when ${less[direction]}, as stated.`,
      ),
      ...notes,
      ...missingStudies({ workloads: ids, results: trials, missing }),
    ],
  };
}

function readDirections(written: readonly string[]): Map<string, "min" | "max"> {
  const directions = new Map<string, "min" | "max">();
  for (const text of written) {
    const [metric = "", direction, ...rest] = text.split("=");
    const fits = metric !== "" && (direction === "min" || direction === "max") && rest.length === 0;
    if (!fits || (directions.get(metric) ?? direction) !== direction) {
      throw new UsageError({
        code: "wrong-value",
        what: fits
          ? `--direction states ${metric} as min and as max.`
          : `--direction must be METRIC=min or METRIC=max, not "${text}".`,
        solution: "Give it like `--direction ppl=min`.",
      });
    }
    directions.set(metric, direction);
  }
  return directions;
}

function readText(path: string, written: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(
      {
        code: "cannot-read",
        what: `The targets file ${written} cannot be read.`,
        details: error instanceof Error ? error.message : String(error),
        solution: "Give the path of AlgoPerf's workload targets, such as algoperf-v05-workload-targets.json.",
      },
      { cause: error },
    );
  }
}
