import { importsOf } from "./importsOf.ts";
import { isTest, type Rule, type SourceFile } from "./rule.ts";

const fewLines = 15;

/** Folders whose files are small for a reason: a reader looks for one of a kind by its name. */
const smallForAReason: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^packages\/tensors\/backend\/(cpu\/|webgpu\/)?kernels\//, reason: "one kernel a file" },
  {
    path: /^packages\/core\/submission\/guest\//,
    reason: "moving them changes what loading a submission costs",
  },
  { path: /^packages\/core\/schema\//, reason: "one data contract a file" },
  { path: /^packages\/core\/score\//, reason: "one statistic a file" },
  {
    path: /^packages\/workloads\/[^/]+\/(variants|workload|card)\.ts$/,
    reason: "every workload has the same parts",
  },
  {
    path: /^packages\/workloads\/datasets\/[^/]+\/node\/prepare\.ts$/,
    reason: "every dataset has the same parts",
  },
  { path: /^packages\/workloads\/(worlds|layers)\//, reason: "one world, one layer a file" },
  { path: /^packages\/workloads\/own\/steepestWorkload\.ts$/, reason: "the module `steepest/workload`" },
  {
    path: /^apps\/(runner\/src\/commands|api\/routes|site\/src\/pages)\//,
    reason: "one command, resource or page a file",
  },
  {
    path: /^apps\/runner\/src\/(main|cli\/keepCompiledCode)\.ts$/,
    reason: "what the program loads before it knows types",
  },
  { path: /^apps\/api\/http\//, reason: "one middleware a file" },
  { path: /^apps\/api\/queue\//, reason: "mutants and their judgements name the queue's files" },
  { path: /^submissions\//, reason: "every algorithm has the same parts" },
];

const isSource = (path: string): boolean =>
  path.endsWith(".ts") && !isTest(path) && !/\.generated\.|\.d\.ts$/.test(path);

/** Whether a file's imports can be followed. */
const imports = (path: string): boolean => /\.(ts|mts|mjs|astro)$/.test(path);

/**
 * The floor to the length of files: one of a few lines that a single other file uses, and no test by itself, is a paragraph of that file. A smell, so the exceptions
 * are folders with reasons.
 */
export const noScraps: Rule = {
  title: `a file of ${fewLines} lines or less has more than one user, tests of its own, or a reason`,
  check(files) {
    const users = new Map<string, string[]>();
    for (const file of files.filter(({ path }) => imports(path)))
      for (const path of new Set(importsOf(file))) users.set(path, [...(users.get(path) ?? []), file.path]);
    return files.flatMap((file: SourceFile) => {
      const [user, ...others] = users.get(file.path) ?? [];
      const isScrap =
        isSource(file.path) &&
        file.text.trimEnd().split("\n").length <= fewLines &&
        user !== undefined &&
        others.length === 0 &&
        !isTest(user) &&
        !smallForAReason.some(({ path }) => path.test(file.path));
      if (!isScrap) return [];
      const message = `few lines that ${user} alone uses: put them there, or give their folder's reason in scripts/rules/noScraps.ts`;
      return [{ path: file.path, message }];
    });
  },
};
