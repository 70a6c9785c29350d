import { basename, delimiter, dirname, resolve } from "node:path";

/** The environment variable by which `bin/steepest.mjs`, where it starts another Node, says how it was called itself. */
export const calledAsVariable = "STEEPEST_CALLED_AS";

/**
 * How the user calls this program, so that what messages tell to run is there: `npx steepest` in a clone, `steepest` where that is on the
 * path, else the file.
 */
export function calledAs(
  script: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const path = env[calledAsVariable] ?? script;
  if (env.npm_command === "exec") return "npx steepest";
  if (path === undefined) return "steepest";
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .some((folder) => folder !== "" && resolve(folder) === dirname(path));
  if (onPath && basename(path) === "steepest") return "steepest";
  return /\.[cm]?[jt]s$/.test(path) ? `node ${path}` : path;
}

/** A message's `steepest …` as the user calls it. */
export const asCalled = (text: string, command: string): string =>
  text.replaceAll("`steepest ", () => `\`${command} `);
