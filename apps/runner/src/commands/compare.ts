import { resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { svgToPdf } from "@steepest/charts/svgToPdf.ts";
import { measureIds } from "@steepest/core/schema/measures.ts";
import { tableCsv } from "@steepest/core/schema/table.ts";
import { comparisonTable } from "@steepest/core/score/comparisonTable.ts";
import { apiOptions, connectAtBest } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { compareRecords } from "../compare/compareRecords.ts";
import { comparisonFigure } from "../compare/comparisonFigure.ts";
import { readCompared } from "../compare/readCompared.ts";
import { renderComparison } from "../compare/renderComparison.ts";
import { terminalCurves } from "../compare/terminalCurves.ts";
import { writeWhole } from "../files/wholeFiles.ts";
import { printJson } from "../terminal/printJson.ts";

export const compare = defineCommand({
  meta: { name: "compare", description: "Compare submissions: local runs, entries of a platform, or both" },
  args: {
    paths: {
      type: "positional",
      required: true,
      valueHint: "...",
      description: "folders or files of records (what `run` writes), or ids of entries",
    },
    measure: {
      type: "enum",
      options: [...measureIds],
      description: "What times are made of (default: what rules the records)",
    },
    workload: {
      type: "string",
      valueHint: "id",
      description: "Whose curves are drawn (default: in the terminal the first, in files all)",
    },
    rmax: {
      type: "string",
      valueHint: "r",
      default: "4",
      description: "Upper end of the performance profile",
    },
    csv: { type: "string", valueHint: "file", description: "Write every pair and workload as CSV" },
    svg: { type: "string", valueHint: "file", description: "Write the curves as SVG" },
    pdf: { type: "string", valueHint: "file", description: "Write the curves as PDF, of vectors" },
    ...apiOptions,
    ...jsonOption,
  },
  async run({ args, io }) {
    const rMax = numberOption("rmax", args.rmax, { min: 1.001 }) ?? 4;
    const { records, notes } = await readCompared(args._, io.cwd, () => connectAtBest(args, io).client);
    const comparison = compareRecords(records, { measure: args.measure, rMax });
    const { view, curves } = comparison;
    if (args.workload !== undefined && !view.workloads.includes(args.workload)) {
      throw new UserError({
        code: "unknown-workload",
        what: `None of these records is of ${args.workload}.`,
        solution: `Take one of ${view.workloads.join(", ")}.`,
      });
    }
    const drawn = args.workload === undefined ? view.workloads : [args.workload];
    const written = [
      { path: args.csv, content: () => tableCsv(comparisonTable(view)) },
      { path: args.svg, content: () => `${comparisonFigure(comparison, drawn)}\n` },
      { path: args.pdf, content: () => svgToPdf(comparisonFigure(comparison, drawn)) },
    ];
    for (const { path, content } of written)
      if (path !== undefined) writeWhole(resolve(io.cwd, path), content());
    const said = [...notes, ...comparison.notes];
    for (const note of said) io.err(`! ${note}\n`);
    if (args.json) {
      io.out(printJson({ ...view, curves, notes: said }));
      return exitCode.ok;
    }
    io.out(`${renderComparison(view)}\n${terminalCurves(comparison, drawn[0] ?? "")}`);
    for (const { path } of written) if (path !== undefined) io.out(`Wrote ${path}.\n`);
    return exitCode.ok;
  },
});
