import { isBuiltin } from "node:module";
import { importsOf } from "./importsOf.ts";
import { isTest, type Rule } from "./rule.ts";

/** What runs in a browser tab or in workerd. Build configuration at a workspace's root runs in Node. */
const portable = /^(packages|submissions|apps\/(api|site))\//;
const inNode = /\/(node|bench)\/|^[^/]+\/[^/]+\/[^/]+\.config\.(ts|mjs)$/;

export const noNodeInBrowserCode: Rule = {
  title: "no Node builtin outside a folder called node/, apps/runner, scripts and tests",
  check: (files) =>
    files
      .filter((file) => portable.test(file.path) && !inNode.test(file.path) && !isTest(file.path))
      .flatMap((file) =>
        importsOf(file)
          .filter((specifier) => isBuiltin(specifier))
          .map((specifier) => ({ path: file.path, message: `imports ${specifier}` })),
      ),
};
