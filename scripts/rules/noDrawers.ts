import { posix } from "node:path";
import { isTest, type Rule } from "./rule.ts";

const drawers = /^(utils?|helpers?|types|common|misc|shared|constants)\.(ts|mts|mjs)$/;

/** Files that only hand on what others export, with the reason. */
const allowed: Readonly<Record<string, string>> = {
  "apps/runner/types.ts": 'what `import … from "steepest"` means to an editor',
  "apps/runner/workload.ts": 'what `import … from "steepest/workload"` means to an editor',
  "packages/workloads/own/steepestWorkload.ts":
    "the module `steepest/workload`: all that a workload's file imports",
  "packages/core/submission/guest/steepest.ts": "the module `steepest`: all that a submission can import",
};

/** What a WebAssembly module exports is what its index.ts does: AssemblyScript takes one entry file a module. */
const assemblyEntry = /^packages\/tensors\/backend\/assembly\/\w+\/index\.ts$/;

/** Whether a module does nothing but re-export. */
function isBarrel(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const rest = code.replace(/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+["'][^"']+["'];?/g, "");
  return code.trim() !== "" && rest.trim() === "";
}

export const noDrawers: Rule = {
  title: "no barrels, no utils.ts, no types.ts",
  check: (files) =>
    files
      .filter((file) => /\.(ts|mts|mjs)$/.test(file.path) && !(file.path in allowed) && !isTest(file.path))
      .flatMap((file) => {
        if (drawers.test(posix.basename(file.path))) {
          return [{ path: file.path, message: "is a drawer: name the file after its one main export" }];
        }
        return isBarrel(file.text) && !assemblyEntry.test(file.path)
          ? [{ path: file.path, message: "only re-exports: import from where things are" }]
          : [];
      }),
};
