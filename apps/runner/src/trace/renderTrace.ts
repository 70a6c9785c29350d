import type { GoldenProblem } from "@steepest/core/harness/goldenTrajectory.ts";
import type { TraceError, TraceReport } from "@steepest/core/harness/traceSubmission.ts";
import type { Colors } from "../cli/io.ts";
import { renderTable } from "../terminal/renderTable.ts";

const short = (value: number) => (Number.isFinite(value) ? value.toExponential(1) : "not finite");

/** Which parameter an element belongs to and where it is in it, as `dense.kernel[1, 3]`. */
function elementName({ element }: TraceError, { params }: Pick<GoldenProblem, "params">): string {
  const parameter = params.find(({ offset, size }) => element >= offset && element < offset + size);
  if (parameter === undefined) return `element ${element}`;
  let rest = element - parameter.offset;
  const places = parameter.shape.toReversed().map((length) => {
    const place = rest % length;
    rest = (rest - place) / length;
    return place;
  });
  return places.length === 0 ? parameter.name : `${parameter.name}[${places.toReversed().join(", ")}]`;
}

/** The largest error at every checkpoint against its tolerance, where the first miss is, and which settings were not read. */
export function renderTrace(
  report: TraceReport,
  problem: Pick<GoldenProblem, "name" | "params">,
  colors: Colors,
): string {
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
    const among = error.outside > 1 ? ` (the largest of ${error.outside} differences)` : "";
    lines.push(
      `${colors.red("✗")} first out of tolerance at step ${miss.step}: ${kind} parameter ${elementName(error, problem)} ` +
        `is ${error.actual}, the reference has ${error.expected}${among}`,
    );
    // Losses are recorded with a few digits; those of another problem have nothing in common.
    if (
      miss.statedLoss !== null &&
      !(Math.abs(miss.statedLoss - miss.loss) <= 1e-4 * Math.max(1, Math.abs(miss.loss)))
    ) {
      lines.push(
        `${colors.yellow("!")} at the reference's parameters ${problem.name} has loss ${miss.loss}, the trajectory states ` +
          `${miss.statedLoss}: it was recorded on another problem, or changed since`,
      );
    }
  }
  const unread = Object.entries(report.unread);
  if (unread.length > 0) {
    const settings = unread.map(([name, value]) => `${name} (${value})`).join(", ");
    lines.push(
      `${colors.red("✗")} the trajectory states ${settings}, which ${report.submission} never reads: nothing is compared of ` +
        "what it says. Read it in the submission, or, where it only describes the method, move it from " +
        "`hyperparameters` to `conventions` (docs/golden.md)",
    );
  }
  return `${lines.join("\n")}\n`;
}
