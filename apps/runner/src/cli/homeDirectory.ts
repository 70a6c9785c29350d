import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { isInstalled, repositoryRoot } from "@steepest/workloads/node/repositoryRoot.ts";

/** `STEEPEST_HOME`, or `.steepest` in the clone that this file belongs to; of an installed package, which `npm install` replaces, in the user's home. */
export function homeDirectory(env: Readonly<Record<string, string | undefined>>): string {
  if (env["STEEPEST_HOME"]) return resolve(env["STEEPEST_HOME"]);
  return join(isInstalled ? homedir() : repositoryRoot, ".steepest");
}
