import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { goldenPoint } from "@steepest/core/harness/goldenPoint.ts";
import { traceSubmission } from "@steepest/core/harness/traceSubmission.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { HyperparameterPoint, SearchSpace } from "@steepest/core/schema/searchSpace.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { backendOption, openTools } from "../openTools.ts";
import { referenceDirectory, referencePath } from "../run/baseline.ts";
import { readSubmission } from "../submission/readSubmission.ts";
import { printJson } from "../terminal/printJson.ts";
import { readGolden } from "../trace/readGolden.ts";
import { renderTrace } from "../trace/renderTrace.ts";

export const trace = defineCommand({
  meta: {
    name: "trace",
    description: "Compare a submission with a golden trajectory of a reference implementation",
  },
  args: {
    golden: {
      type: "positional",
      required: true,
      description:
        "a golden-trajectory/1 file, as docs/golden.md describes it; its problem's file lies beside it or one folder up",
    },
    submission: {
      type: "string",
      valueHint: "path",
      description: "Default: the reference submission of its optimizer",
    },
    ...backendOption,
    ...jsonOption,
  },
  async run({ args, io }) {
    const { golden, problem } = readGolden(args.golden, io.cwd);
    const path = args.submission ?? findReference(golden.optimizer, io.cwd);
    const source = readSubmission(path, io.cwd);
    const tools = await openTools(args.backend);
    const { hyperparameters } = await readManifest(source, tools.engine);
    const unknown = missingNames(hyperparameters, goldenPoint(golden));
    const tellUnknown = () => {
      if (unknown.length === 0) return;
      io.err(`! The trajectory gives no ${unknown.join(", ")}: the submission read undefined there.\n`);
    };
    const report = await traceSubmission(source, golden, problem, tools).catch((error) => {
      tellUnknown();
      throw error;
    });
    if (!report.within) tellUnknown();
    io.out(args.json ? printJson(report) : renderTrace(report, problem, io.outColors));
    return report.within ? exitCode.ok : exitCode.failure;
  },
});

/** Hyperparameters of a submission that the trajectory has under no such name. */
function missingNames(space: SearchSpace, given: HyperparameterPoint): string[] {
  const names = Array.isArray(space) ? Object.keys(space[0] ?? {}) : Object.keys(space);
  return names.filter((name) => !(name in given));
}

/** The submission of this name in `submissions/` of the user's folder, a file or a folder, else that of the repository. */
function findReference(optimizer: string, cwd: string): string {
  const local = join(cwd, "submissions", optimizer);
  const path = [`${local}.ts`, local].find((path) => existsSync(path)) ?? referencePath(optimizer);
  if (path !== null) return path;
  throw new UserError({
    code: "no-reference",
    what: `There is no reference submission ${optimizer}.`,
    details: `Looked for ${local} and in ${referenceDirectory}.`,
    solution: "Name the submission to compare: --submission PATH.",
  });
}
