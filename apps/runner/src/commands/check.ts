import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { renderCheck } from "../check/renderCheck.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { backendOption, openTools } from "../openTools.ts";
import { readSubmission } from "../submission/readSubmission.ts";

export const check = defineCommand({
  meta: { name: "check", description: "Load a submission in the sandbox, validate it and try 20 steps" },
  args: {
    path: {
      type: "positional",
      required: true,
      description: "the submission: a .ts or .js file, or a folder with an index.ts, external.ts or self.ts",
    },
    ...backendOption,
    ...jsonOption,
  },
  async run({ args, io }) {
    const source = readSubmission(args.path, io.cwd);
    const report = await checkSubmission(source, await openTools(args.backend));
    io.out(args.json ? `${JSON.stringify(report, null, 2)}\n` : renderCheck(report, io.outColors));
    return report.ok ? exitCode.ok : exitCode.failure;
  },
});
