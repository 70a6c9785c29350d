import { UserError } from "@steepest/base/userError.ts";
import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { Backend } from "@steepest/tensors/backend/backend.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { requirePassing } from "../check/requirePassing.ts";
import type { Io } from "../cli/io.ts";
import { readSubmission } from "../submission/readSubmission.ts";
import { chooseRuleset, type PlannedSubmission } from "./runPlan.ts";

export interface SubmissionsOfRun {
  readonly submissions: readonly PlannedSubmission[];
  readonly ruleset: Ruleset;
}

/** Reads and checks the submissions of one run. Throws a UserError where one does not pass, or where they do not fit on one board. */
export async function readSubmissions(
  paths: readonly string[],
  options: {
    readonly io: Io;
    readonly tools: { readonly engine: QuickJSWASMModule; readonly backend: Backend };
    /** Instead of the manifests' own. */
    readonly ruleset: Ruleset | undefined;
  },
): Promise<SubmissionsOfRun> {
  const { io, tools } = options;
  const submissions: PlannedSubmission[] = [];
  const sources = paths.map((path) => readSubmission(path, io.cwd, options.ruleset));
  for (const [index, source] of sources.entries()) {
    const path = paths[index] ?? "";
    const report = await checkSubmission(source, tools);
    const manifest = requirePassing(report, path, io);
    const submission = { source, version: submissionVersion(source), manifest };
    refuseTwice(submission, path, submissions, paths);
    submissions.push(submission);
  }
  const rulesets = submissions.map(({ manifest }) => chooseRuleset(manifest, options.ruleset));
  const [ruleset] = rulesets;
  if (ruleset === undefined) throw new Error("a run is of one submission at least");
  if (rulesets.some((other) => other !== ruleset)) {
    throw new UserError({
      code: "different-rulesets",
      what: "Submissions of different rulesets are not compared.",
      details: submissions.map(({ manifest }, index) => `${manifest.name}: ${rulesets[index]}`).join("\n"),
      solution:
        "Run those of each ruleset by themselves, or give a ruleset that all can run under by --ruleset.",
    });
  }
  return { submissions, ruleset };
}

function refuseTwice(
  submission: PlannedSubmission,
  path: string,
  earlier: readonly PlannedSubmission[],
  paths: readonly string[],
): void {
  const at = earlier.findIndex(
    ({ version, manifest }) => version === submission.version || manifest.name === submission.manifest.name,
  );
  const other = earlier[at];
  if (other === undefined) return;
  const same = other.version === submission.version;
  throw new UserError({
    code: same ? "same-version" : "same-name",
    what: same
      ? `${paths[at]} and ${path} are the same version of ${other.manifest.name}.`
      : `${paths[at]} and ${path} are both called ${other.manifest.name}.`,
    details: same
      ? "A version is its files: a run has each once."
      : "A board tells submissions apart by their names.",
    solution: same ? "Give each submission once." : "Change the `name` of one of them.",
  });
}
