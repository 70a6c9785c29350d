import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const standing = fileURLToPath(new URL("../../.steepest", import.meta.url));

/** Where a local platform has its data: `.steepest`, or STEEPEST_HOME, as the CLI's. */
export function homeOf(environment: Readonly<Record<string, string | undefined>>): {
  readonly home: string;
  readonly state: string;
} {
  const home = environment["STEEPEST_HOME"] ? resolve(environment["STEEPEST_HOME"]) : standing;
  return { home, state: join(home, "state") };
}
