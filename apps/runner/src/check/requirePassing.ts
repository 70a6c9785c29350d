import { UserError } from "@steepest/base/userError.ts";
import type { CheckReport } from "@steepest/core/harness/checkSubmission.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { Io } from "../cli/io.ts";
import { renderCheck, renderWarnings } from "./renderCheck.ts";

/** The manifest of a submission that passes its check, of which the warnings are shown; otherwise says what is wrong and throws. */
export function requirePassing(report: CheckReport, path: string, io: Io): Manifest {
  if (report.ok && report.manifest !== null) {
    for (const line of renderWarnings(report.warnings, io.errColors)) io.err(`${line}\n`);
    return report.manifest;
  }
  io.err(renderCheck(report, io.errColors));
  throw new UserError({
    code: "check-failed",
    what: `${path} does not pass its check.`,
    details: report.problems.map(({ message }) => message).join("\n"),
    solution: `Mend it, then try again; \`steepest check ${path}\` shows this list by itself.`,
  });
}
