import type { CheckReport } from "@steepest/core/harness/checkSubmission.ts";
import type { Colors } from "../cli/io.ts";

const place = ({ file, line, column }: CheckReport["problems"][number]) =>
  file === null ? "" : `${[file, line, column].filter((part) => part !== null).join(":")}: `;

/** What `check` found, for people. */
export function renderCheck(report: CheckReport, colors: Colors): string {
  const lines: string[] = [];
  const { manifest, dryRun, problems } = report;
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
  for (const printed of report.console) lines.push(`  ${colors.dim("console")} ${printed}`);
  for (const problem of problems) {
    const at = place(problem);
    const message = problem.message.startsWith(at) ? problem.message : at + problem.message;
    lines.push(`${colors.red("✗")} ${message}`, `  ${colors.cyan("→")} ${problem.solution}`);
  }
  lines.push(report.ok ? `${colors.green("✓")} passes` : `${colors.red("✗")} does not pass`);
  return `${lines.join("\n")}\n`;
}
