import { spawn } from "node:child_process";

/** Where a tool prints: our terminal, or an open file. */
export type Output = "inherit" | number;

/** Runs a tool of node_modules/.bin; resolves to its exit status (null: killed by a signal). */
export function runTool(
  command: string,
  toolArguments: readonly string[],
  output: Output = "inherit",
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, toolArguments, { stdio: ["ignore", output, output] });
    child.on("error", reject);
    child.on("close", resolve);
  });
}
