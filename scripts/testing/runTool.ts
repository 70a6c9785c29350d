import { spawn } from "node:child_process";

/** Runs a tool of node_modules/.bin with our terminal; resolves to its exit status (null: killed by a signal). */
export function runTool(command: string, toolArguments: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, toolArguments, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", resolve);
  });
}
