import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@steepest/core/schema/userError.ts";
import { algoperfScore } from "@steepest/core/score/algoperf/algoperfScore.ts";
import { readTargets } from "@steepest/core/score/algoperf/targets.ts";
import { readAlgoperfLogs } from "@steepest/core/score/node/readAlgoperfLogs.ts";
import type { ScoreRow } from "@steepest/core/score/scoreBoard.ts";
import { timeOrNull } from "@steepest/core/score/timeToTarget.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { UsageError } from "../cli/usageError.ts";
import { readRecords } from "../score/readRecords.ts";
import { renderScores } from "../score/renderScores.ts";
import { scoreRecords } from "../score/scoreRecords.ts";
import { formatSeconds } from "../terminal/formatSeconds.ts";
import { printJson } from "../terminal/printJson.ts";

interface Scored {
  readonly rows: readonly ScoreRow[];
  readonly workloads: readonly string[];
  readonly notes: readonly string[];
}

const timeTable = ({ rows, workloads }: Scored) =>
  Object.fromEntries(
    rows.map(({ submission, times }) => [
      submission,
      Object.fromEntries(workloads.map((id) => [id, timeOrNull(times[id] ?? Number.POSITIVE_INFINITY)])),
    ]),
  );

export const score = defineCommand({
  meta: { name: "score", description: "Score records, or AlgoPerf's log folders, as one board" },
  args: {
    paths: {
      type: "positional",
      required: true,
      valueHint: "...",
      description: "record files or folders of them",
    },
    format: {
      type: "enum",
      options: ["steepest", "algoperf"],
      default: "steepest",
      description: "What PATHS hold",
    },
    targets: { type: "string", valueHint: "file", description: "AlgoPerf's workload targets (JSON)" },
    ruleset: {
      type: "enum",
      options: ["external", "self"],
      default: "external",
      description: "AlgoPerf's logs to read",
    },
    integration: {
      type: "enum",
      options: ["exact", "trapezoid"],
      default: "exact",
      description: "Exact integral, or AlgoPerf's 100 points with their rules",
    },
    measure: {
      type: "enum",
      options: ["wall", "cpu", "steps"],
      default: "wall",
      description: "What times are made of",
    },
    rmax: {
      type: "string",
      valueHint: "r",
      default: "4",
      description: "Upper end of the performance profile",
    },
    baseline: { type: "string", valueHint: "name", description: "What speed-ups are stated against" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const rMax = numberOption("rmax", args.rmax, { min: 1.001 }) ?? 4;
    const scored =
      args.format === "algoperf"
        ? scoreAlgoperf(args, io.cwd)
        : scoreRecords(readRecords(args._, io.cwd), { ...args, rMax, baseline: args.baseline });
    for (const note of scored.notes) io.err(`! ${note}\n`);
    if (args.json) {
      const { rows, workloads, notes } = scored;
      const scores = Object.fromEntries(rows.map((row) => [row.submission, row.score]));
      const jsonRows = rows.map((row) => ({ ...row, times: undefined, ratios: undefined }));
      io.out(printJson({ scores, timeToTarget: timeTable(scored), workloads, rows: jsonRows, notes }));
      return exitCode.ok;
    }
    const formatTime = args.format === "steepest" && args.measure === "steps" ? String : formatSeconds;
    io.out(renderScores(scored.rows, scored.workloads, formatTime));
    return exitCode.ok;
  },
});

interface AlgoperfArguments {
  readonly _: readonly string[];
  readonly targets?: string | undefined;
  readonly ruleset: "external" | "self";
  readonly integration: "exact" | "trapezoid";
  readonly baseline?: string | undefined;
}

function scoreAlgoperf(args: AlgoperfArguments, cwd: string): Scored {
  const [directory, ...others] = args._;
  if (args.targets === undefined || directory === undefined || others.length > 0) {
    throw new UsageError({
      code: "algoperf-usage",
      what: "AlgoPerf's logs are scored from one folder, with a file of targets.",
      solution: "steepest score LOGS --format algoperf --targets workload_targets.json",
    });
  }
  const workloads = readTargets(readText(resolve(cwd, args.targets), args.targets));
  const { trials, notes } = readAlgoperfLogs({
    directory: resolve(cwd, directory),
    workloads,
    ruleset: args.ruleset,
  });
  const { rows } = algoperfScore({
    workloads,
    trials,
    integration: args.integration,
    ...(args.baseline === undefined ? {} : { baseline: args.baseline }),
  });
  return { rows, workloads: workloads.map(({ id }) => id), notes };
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
