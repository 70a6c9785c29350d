import { importsOf } from "./importsOf.ts";
import { isTest, type Rule } from "./rule.ts";

/** Each part of the code, and the parts below it that it may import (itself always). The first match names a part. */
const parts: readonly { readonly folder: string; readonly mayImport: readonly string[] }[] = [
  { folder: "packages/base", mayImport: [] },
  { folder: "packages/tensors", mayImport: ["packages/base"] },
  { folder: "packages/core/schema", mayImport: ["packages/base"] },
  { folder: "packages/core/receipt", mayImport: ["packages/base", "packages/core/schema"] },
  {
    folder: "packages/core/score",
    mayImport: ["packages/core/schema", "packages/base"],
  },
  {
    folder: "packages/core/workload",
    mayImport: ["packages/core/schema", "packages/base"],
  },
  {
    folder: "packages/core/submission",
    mayImport: ["packages/core/workload", "packages/core/schema", "packages/base"],
  },
  {
    folder: "packages/core/sandbox",
    mayImport: [
      "packages/core/submission",
      "packages/core/workload",
      "packages/core/schema",
      "packages/base",
    ],
  },
  {
    folder: "packages/core/harness",
    mayImport: [
      "packages/core/sandbox",
      "packages/core/submission",
      "packages/tensors",
      "packages/core/workload",
      "packages/core/score",
      "packages/core/schema",
      "packages/base",
    ],
  },
  {
    folder: "packages/core/job",
    mayImport: [
      "packages/core/harness",
      "packages/core/sandbox",
      "packages/tensors",
      "packages/core/workload",
      "packages/core/schema",
    ],
  },
  {
    folder: "packages/core/lab",
    mayImport: [
      "packages/core/harness",
      "packages/core/submission",
      "packages/core/sandbox/linearAlgebra",
      "packages/tensors",
      "packages/core/workload",
      "packages/core/score",
      "packages/core/schema",
      "packages/base",
    ],
  },
  {
    folder: "packages/workloads",
    mayImport: ["packages/core/workload", "packages/tensors", "packages/core/schema", "packages/base"],
  },
  { folder: "packages/charts", mayImport: ["packages/base", "packages/core/schema", "packages/core/score"] },
  {
    folder: "apps/api",
    mayImport: [
      "packages/core/receipt",
      "packages/core/schema",
      "packages/core/score",
      "packages/core/submission",
      "packages/core/sandbox",
      "packages/base",
      "packages/workloads",
    ],
  },
  { folder: "apps/site", mayImport: ["apps/api", "packages"] },
  { folder: "apps/runner", mayImport: ["packages"] },
  { folder: "submissions", mayImport: [] },
];

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

/** Benchmarks and the scripts that set targets or prepare data on a developer's machine may use every part. */
const mayUseAnything = (path: string) => isTest(path) || /\/(bench|node)\//.test(path);

export const importDirection: Rule = {
  title: "imports go one way",
  check: (files) =>
    files.flatMap((file) => {
      const part = parts.find(({ folder }) => within(folder)(file.path));
      if (part === undefined || !/\.(ts|mts|mjs|astro)$/.test(file.path) || mayUseAnything(file.path))
        return [];
      const allowed = [part.folder, ...part.mayImport];
      return importsOf(file)
        .filter((path) => /^(packages|apps|submissions|scripts|test)\//.test(path))
        .filter((path) => !allowed.some((folder) => within(folder)(path)))
        .map((path) => ({
          path: file.path,
          message: `imports ${path}, but ${part.folder} may import only ${part.mayImport.join(", ") || "nothing of ours"}`,
        }));
    }),
};
