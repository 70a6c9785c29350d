import type { GoldenProblem } from "@steepest/core/harness/goldenTrajectory.ts";
import type { TraceError, TraceReport } from "@steepest/core/harness/traceSubmission.ts";
import type { Colors } from "../cli/io.ts";
import { renderTable } from "../terminal/renderTable.ts";

const short = (value: number) => (Number.isFinite(value) ? value.toExponential(1) : "not finite");

/** Which parameter an element belongs to, as `dense.kernel[7]`. */
function elementName({ element }: TraceError, { params }: GoldenProblem): string {
  const parameter = params.find(({ offset, size }) => element >= offset && element < offset + size);
  return parameter === undefined ? `element ${element}` : `${parameter.name}[${element - parameter.offset}]`;
}

/** The largest error at every checkpoint against its tolerance, and where the first miss is. */
export function renderTrace(report: TraceReport, problem: GoldenProblem, colors: Colors): string {
  const mark = (error: number, tolerance: number) =>
    error <= tolerance ? colors.green(short(error)) : colors.red(short(error));
  const table = renderTable(
    [
      { title: "step", align: "right" },
      { title: "train error", align: "right" },
      { title: "eval error", align: "right" },
      { title: "tolerance", align: "right" },
    ],
    report.checkpoints.map(({ step, train, eval: evaluation, tolerance }) => [
      String(step),
      mark(train.error, tolerance),
      mark(evaluation.error, tolerance),
      short(tolerance),
    ]),
  );
  const miss = report.checkpoints.find(({ within }) => !within);
  const lines = [
    `${colors.bold(report.submission)} against ${report.optimizer} on ${report.problem}`,
    "",
    table,
  ];
  if (miss === undefined)
    lines.push(`${colors.green("✓")} within tolerance at all ${report.checkpoints.length} checkpoints`);
  else {
    const [kind, error] = miss.train.error > miss.tolerance ? ["train", miss.train] : ["eval", miss.eval];
    lines.push(
      `${colors.red("✗")} first out of tolerance at step ${miss.step}: ${kind} parameter ${elementName(error, problem)} ` +
        `is ${error.actual}, the reference has ${error.expected}`,
    );
  }
  return `${lines.join("\n")}\n`;
}
