import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TargetRun, TargetRunResult } from "./targetRun.ts";

type Message = { ready: true } | { result: TargetRunResult } | { error: string };

/** Trains `runs` in `jobs` child processes; calls `onResult` as each ends. Rejects at the first that fails. */
export async function runPool(
  runs: readonly TargetRun[],
  options: {
    readonly workload: string;
    readonly dataDirectory: string;
    readonly jobs: number;
    readonly onResult: (result: TargetRunResult) => Promise<void>;
  },
): Promise<void> {
  const waiting = [...runs];
  const children: ChildProcess[] = [];
  const serve = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(fileURLToPath(new URL("./targetWorker.ts", import.meta.url)), [
        options.workload,
        options.dataDirectory,
      ]);
      children.push(child);
      const next = () => {
        const run = waiting.shift();
        if (run !== undefined) return void child.send(run);
        child.kill();
        resolve();
      };
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`a training process ended with code ${code}`)));
      child.on("message", (message: Message) => {
        if ("error" in message) reject(new Error(message.error));
        else if ("result" in message) options.onResult(message.result).then(next, reject);
        else next();
      });
    });
  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, runs.length) }, serve));
  } finally {
    for (const child of children) child.kill();
  }
}
