import { measureIds } from "@steepest/core/schema/measures.ts";
import { timeOrNull } from "@steepest/core/score/workloadTime.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { UsageError } from "../cli/usageError.ts";
import { readRecords } from "../score/readRecords.ts";
import { renderPairs, renderScores } from "../score/renderScores.ts";
import { scoreAlgoperf } from "../score/scoreAlgoperf.ts";
import { type RecordScores, scoreRecords } from "../score/scoreRecords.ts";
import { formatCharge } from "../terminal/formats.ts";
import { printJson } from "../terminal/printJson.ts";

const timeTable = ({ rows, workloads }: RecordScores) =>
  Object.fromEntries(
    rows.map(({ submission, times }) => [
      submission,
      Object.fromEntries(workloads.map((id) => [id, timeOrNull(times[id] ?? Number.POSITIVE_INFINITY)])),
    ]),
  );

/** How a missing study is counted, for people. */
const missingRule = {
  strict: "Missing studies count as not reached (--missing strict).",
  lenient: "Missing studies are left out (--missing lenient).",
};

export const score = defineCommand({
  meta: { name: "score", description: "Score records, or AlgoPerf's log folders, as one board" },
  args: {
    paths: {
      type: "positional",
      required: true,
      valueHint: "...",
      description: "record files, exports of a board (JSON lines), or folders of them",
    },
    format: {
      type: "enum",
      options: ["steepest", "algoperf"],
      default: "steepest",
      description: "What PATHS hold",
    },
    targets: { type: "string", valueHint: "file", description: "AlgoPerf's workload targets (JSON)" },
    direction: {
      type: "string",
      valueHint: "metric=min|max",
      description: "What is better of a metric that AlgoPerf's targets leave open; may be repeated",
    },
    ruleset: {
      type: "enum",
      options: ["external", "self"],
      description: "Only records, or AlgoPerf's logs, of this ruleset",
    },
    integration: {
      type: "enum",
      options: ["exact", "trapezoid"],
      default: "exact",
      description: "Exact integral, or AlgoPerf's 100 points with their rules",
    },
    measure: {
      type: "enum",
      options: [...measureIds],
      description: "What times are made of (default: what rules the records; wall time for AlgoPerf's logs)",
    },
    missing: {
      type: "enum",
      options: ["strict", "lenient"],
      default: "strict",
      description: "A study without a result is not reached (AlgoPerf's official rule), or left out",
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
  async run({ args, io, all }) {
    const { format, missing, integration, baseline, ruleset, targets } = args;
    const rMax = numberOption("rmax", args.rmax, { min: 1.001 }) ?? 4;
    const rules = { integration, missing, rMax, baseline, ruleset };
    const directions = all("direction");
    if (format === "steepest") {
      refuse("--targets", targets !== undefined);
      refuse("--direction", directions.length > 0);
    }
    const scored =
      format === "algoperf"
        ? scoreAlgoperf(args._, io.cwd, { ...rules, measure: args.measure ?? "wall", targets, directions })
        : scoreFiles(args._, io.cwd, { ...rules, measure: args.measure });
    const { measure } = scored;
    for (const note of scored.notes) io.err(`! ${note}\n`);
    if (args.json) {
      const { rows, workloads, notes } = scored;
      const scores = Object.fromEntries(rows.map((row) => [row.submission, row.score]));
      const jsonRows = rows.map((row) => ({ ...row, times: undefined, ratios: undefined }));
      io.out(
        printJson({
          scores,
          timeToTarget: timeTable(scored),
          workloads,
          rows: jsonRows,
          paired: scored.paired,
          rules: { measure, integration, missing, rMax },
          notes,
        }),
      );
      return exitCode.ok;
    }
    const formatTime = (time: number) => formatCharge(measure, time);
    io.out(`${renderScores(scored.rows, scored.workloads, formatTime)}${missingRule[missing]}\n`);
    if (scored.paired.length > 0) io.out(renderPairs(scored.paired));
    return exitCode.ok;
  },
});

function scoreFiles(paths: readonly string[], cwd: string, rules: Parameters<typeof scoreRecords>[1]) {
  const { records, notes } = readRecords(paths, cwd);
  const scored = scoreRecords(records, rules);
  return { ...scored, notes: [...notes, ...scored.notes] };
}

function refuse(option: string, given: boolean): void {
  if (!given) return;
  throw new UsageError({
    code: "option-of-algoperf",
    what: `${option} is for AlgoPerf's logs: a record says itself what its target is.`,
    solution: `Leave ${option} out, or add --format algoperf.`,
  });
}
