import { constants, enableCompileCache } from "node:module";
import { join } from "node:path";
import { homeDirectory } from "./homeDirectory.ts";

/**
 * Has Node keep what it makes of our source files, stripped of types and compiled, under the home of Steepest: a command that starts loads hundreds of
 * them. Each is kept by its contents and Node's version; where nothing can be written Node does without. A trial's process neither
 * reads nor writes there: what it wrote would run in the next command.
 */
export const keepCompiledCode = (env: Readonly<Record<string, string | undefined>>): boolean =>
  enableCompileCache(join(homeDirectory(env), "compiled")).status !== constants.compileCacheStatus.FAILED;
