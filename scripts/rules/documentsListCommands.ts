import { posix } from "node:path";
import { isTest, type Rule } from "./rule.ts";

const command = /^apps\/runner\/src\/commands\/[a-z][a-zA-Z]*\.ts$/;

/** Each file of apps/runner/src/commands is one command: some document shows how it is called. */
export const documentsListCommands: Rule = {
  title: "documents show every command of the CLI",
  check: (files) => {
    const prose = files
      .filter((file) => file.path.endsWith(".md"))
      .map((file) => file.text)
      .join("\n");
    return files
      .filter((file) => command.test(file.path) && !isTest(file.path))
      .filter((file) => !new RegExp(`steepest ${posix.basename(file.path, ".ts")}\\b`).test(prose))
      .map((file) => ({ path: file.path, message: "no document shows this command" }));
  },
};
