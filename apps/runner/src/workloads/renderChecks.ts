import type { WorkloadCheck } from "@steepest/core/harness/checkWorkload.ts";
import type { Colors } from "../cli/io.ts";
import { printable } from "../terminal/printable.ts";

/** One line for each promise of a workload: kept or not, and what was found. */
export function renderChecks(id: string, checks: readonly WorkloadCheck[], colors: Colors): string {
  const lines = checks.map(({ promise, ok, found }) => {
    const mark = ok ? colors.green("✓") : colors.red("✗");
    return `${mark} ${promise}\n    ${printable(found)}`;
  });
  const failed = checks.filter(({ ok }) => !ok).length;
  const end =
    failed === 0
      ? `${id} keeps all ${checks.length} promises.`
      : `${id} breaks ${failed} of ${checks.length} promises: mend them before you trust a run.`;
  return `${lines.join("\n")}\n\n${end}\n`;
}
