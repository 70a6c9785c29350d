import { printable } from "@steepest/base/printable.ts";
import type { CheckFinding, CheckReport } from "@steepest/core/harness/checkSubmission.ts";
import type { Colors } from "../cli/io.ts";

/** One finding: its place as `file:line:column`, what is wrong, the lines around it, the way out. */
function renderFinding(finding: CheckFinding, mark: string, colors: Colors): string[] {
  const { file, line, column, message, solution, frame } = finding;
  const [short, exact] = [
    [file, line],
    [file, line, column],
  ].map((parts) => `${parts.filter((part) => part !== null).join(":")}: `);
  const rest = short !== undefined && message.startsWith(short) ? message.slice(short.length) : message;
  const at = file === null ? "" : exact;
  const framed = frame === null ? [] : printable(frame).split("\n");
  return [
    `${mark} ${printable(`${at}${rest}`)}`,
    ...framed.map((text) => `    ${text.startsWith(">") ? text : colors.dim(text)}`),
    `  ${colors.cyan("→")} ${printable(solution)}`,
  ];
}

/** What looks wrong and does not fail. */
export const renderWarnings = (warnings: CheckReport["warnings"], colors: Colors): string[] =>
  warnings.flatMap((warning) => renderFinding(warning, colors.yellow("!"), colors));

/** What `check` found, for people. */
export function renderCheck(report: CheckReport, colors: Colors): string {
  const lines: string[] = [];
  const { manifest, dryRun, problems, warnings } = report;
  if (manifest !== null) {
    lines.push(
      `${colors.bold(manifest.name)}  ${manifest.ruleset} ruleset  version ${report.version?.slice(0, 12)}`,
    );
  }
  if (dryRun !== null) {
    const { steps, firstLoss, lastLoss, stateBytesPerParameter } = dryRun;
    const loss = `loss ${firstLoss.toPrecision(4)} → ${lastLoss.toPrecision(4)}`;
    lines.push(
      `  dry run: ${steps} steps, ${loss}, ${stateBytesPerParameter.toFixed(1)} bytes of state per parameter`,
    );
  }
  for (const printed of report.console)
    for (const line of printable(printed).split("\n")) lines.push(`  ${colors.dim("console")} ${line}`);
  lines.push(...renderWarnings(warnings, colors));
  for (const problem of problems) lines.push(...renderFinding(problem, colors.red("✗"), colors));
  lines.push(report.ok ? `${colors.green("✓")} passes` : `${colors.red("✗")} does not pass`);
  return `${lines.join("\n")}\n`;
}
