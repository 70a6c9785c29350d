import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@steepest/base/userError.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { referenceFiles } from "@steepest/core/submission/node/referenceFiles.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { readSubmission } from "../submission/readSubmission.ts";
import { machineKey } from "./machineKey.ts";
import type { PlannedSubmission } from "./runPlan.ts";

/** Where the reference submissions are: `submissions/` of the repository. */
export const referenceDirectory = fileURLToPath(new URL("../../../../submissions/", import.meta.url));

/** The file of a reference submission, or null where there is none of that name. */
export function referencePath(name: string): string | null {
  if (!existsSync(referenceDirectory)) return null;
  const file = referenceFiles(referenceDirectory).get(name);
  return file === undefined ? null : join(referenceDirectory, file);
}

/** The submission that a suite states its speed-ups against. */
export async function loadBaseline(
  suite: Suite,
  ruleset: Ruleset,
  engine: QuickJSWASMModule,
): Promise<PlannedSubmission> {
  const name = suite.baselines[ruleset];
  const path = referencePath(name);
  if (path === null) {
    throw new UserError({
      code: "no-baseline",
      what: `The baseline ${name} of the suite ${suite.id} is not there.`,
      details: `Looked in ${referenceDirectory}.`,
      solution: "Restore the folder `submissions` of the repository, or run with --no-baselines.",
    });
  }
  const source = readSubmission(path, referenceDirectory);
  return { source, version: submissionVersion(source), manifest: await readManifest(source, engine) };
}

/** Where the records of a baseline on this machine are kept, so that it is run once. */
export const baselineDirectory = (options: {
  readonly home: string;
  readonly suite: Suite;
  readonly baseline: PlannedSubmission;
  readonly environment: Environment;
  readonly seed: number;
  readonly budgetSeconds: number | undefined;
  readonly bySteps: boolean;
  /** SHA-256 of what trials are computed and priced with: records of another are not comparable. */
  readonly library: string;
}): string => {
  const { home, suite, baseline, environment, seed, budgetSeconds, bySteps, library } = options;
  const budget = bySteps ? "-steps" : budgetSeconds === undefined ? "" : `-budget${budgetSeconds}`;
  return join(
    home,
    "baselines",
    suite.id,
    `${suite.version}`,
    `${baseline.manifest.name}-${baseline.version.slice(0, 12)}`,
    `${machineKey(environment)}-library${library.slice(0, 12)}-seed${seed}${budget}`,
  );
};
