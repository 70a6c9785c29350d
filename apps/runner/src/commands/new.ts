import { relative, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { submissionNameSchema } from "@steepest/core/schema/manifest.ts";
import { starter, starterName } from "@steepest/core/submission/starter.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { writeNew } from "../files/wholeFiles.ts";
import { writeTypesConfig } from "../submission/typesConfig.ts";

const rulesets = ["external", "self"] as const;

/** `my-optimizer.ts` or `my_optimizer` → the name `my_optimizer`. */
function nameOf(word: string): string {
  const name = word.replace(/\.ts$/, "").replaceAll("-", "_").toLowerCase();
  const parsed = submissionNameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: "bad-name",
    what: `A submission cannot be called "${word}".`,
    details: `A name ${parsed.error.issues[0]?.message}.`,
    solution: "Try `steepest new my_optimizer`.",
  });
}

export const newCommand = defineCommand({
  meta: { name: "new", description: "Write a commented template of a submission" },
  args: {
    name: {
      type: "positional",
      default: starterName,
      description: "the submission's name; the file is NAME.ts",
    },
    ruleset: {
      type: "enum",
      options: [...rulesets],
      default: "self",
      description: "Tuned by a search space, or not at all",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const name = nameOf(args.name);
    const path = resolve(io.cwd, `${name}.ts`);
    const shown = `./${relative(io.cwd, path)}`;
    try {
      writeNew(path, starter(name, args.ruleset));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new UserError({
        code: "file-exists",
        what: `${shown} is already there; it was left alone.`,
        solution: "Choose another name, or move that file away.",
      });
    }
    const types = writeTypesConfig(io.cwd);
    if (args.json) io.out(`${JSON.stringify({ name, path, types }, null, 2)}\n`);
    else {
      const also =
        types.kind === "written" ? " and ./tsconfig.json, by which editors and `tsc` know `steepest`" : "";
      io.out(`Wrote ${shown}${also}. Next:\n  ${io.command} check ${shown}\n  ${io.command} run ${shown}\n`);
    }
    if (types.kind === "add")
      io.err(`! ./tsconfig.json was left alone. For the types of \`steepest\` it needs:\n${types.add}\n`);
    return exitCode.ok;
  },
});
