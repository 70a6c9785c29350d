import type { Backend } from "@steepest/tensors/backend/backend.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { MachineFailure } from "../sandbox/machineFailure.ts";
import { readManifest } from "../sandbox/readManifest.ts";
import { SubmissionError } from "../sandbox/submissionError.ts";
import { validateSource } from "../sandbox/validateSource.ts";
import type { Manifest } from "../schema/manifest.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { submissionVersion } from "../submission/submissionVersion.ts";
import { codeFrame } from "./codeFrame.ts";
import { rehearsalFindings } from "./rehearsalFindings.ts";
import { type Rehearsal, rehearse } from "./rehearse.ts";

/** One thing that is wrong, or looks so, at its place in the submission. */
export interface CheckFinding {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly solution: string;
  /** The lines around that place, with a mark at it; null where the place is not known. */
  readonly frame: string | null;
}

export interface CheckReport {
  /** Whether there is no problem; warnings do not count. */
  readonly ok: boolean;
  readonly manifest: Manifest | null;
  /** Null where the source is no valid one, which has no version. */
  readonly version: string | null;
  readonly problems: readonly CheckFinding[];
  /** What an algorithm may do on purpose, and most do by mistake. */
  readonly warnings: readonly CheckFinding[];
  readonly dryRun: Rehearsal["dryRun"] | null;
  readonly console: readonly string[];
}

/** Loads a submission, validates what it says of itself, and rehearses it for 20 steps and two evaluations on a tiny problem. */
export async function checkSubmission(
  source: SubmissionSource,
  options: { readonly engine: QuickJSWASMModule; readonly backend: Backend },
): Promise<CheckReport> {
  const console: string[] = [];
  const problems: CheckFinding[] = [];
  const warnings: CheckFinding[] = [];
  let version: string | null = null;
  let manifest: Manifest | null = null;
  let dryRun: CheckReport["dryRun"] = null;
  try {
    validateSource(source);
    version = submissionVersion(source);
    manifest = await readManifest(source, options.engine);
    const rehearsal = await rehearse(source, manifest, options, (line) => {
      const warned = warningOf(line);
      if (warned === null) console.push(line);
      else warnings.push({ ...warned, frame: codeFrame(source, warned) });
    });
    dryRun = rehearsal.dryRun;
    for (const { isWarning, ...finding } of rehearsalFindings(manifest, rehearsal, source)) {
      (isWarning ? warnings : problems).push({ ...finding, frame: codeFrame(source, finding) });
    }
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error instanceof MachineFailure ? error.cause : error;
    const { file, line, column, message, solution } = error;
    problems.push({ file, line, column, message, solution, frame: codeFrame(source, error) });
  }
  return {
    ok: problems.length === 0,
    manifest,
    version,
    problems,
    warnings,
    dryRun,
    console,
  };
}

/** What the library or the submission itself warned of by `console.warn`, with the place that it begins with. */
function warningOf(line: string): Omit<CheckFinding, "frame"> | null {
  const [, file, number, message] = /^warn: (?:([^\s:]+\.(?:ts|js|mjs)):(\d+): )?(.*)$/s.exec(line) ?? [];
  if (message === undefined) return null;
  return {
    file: file ?? null,
    line: number === undefined ? null : Number(number),
    column: null,
    message,
    solution: "Correct it, or leave it where it is meant so.",
  };
}
