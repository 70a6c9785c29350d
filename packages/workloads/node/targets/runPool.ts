import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TargetClass } from "./runTarget.ts";
import type { StoppingBar } from "./stoppingBars.ts";
import type { TargetRun, TargetRunResult } from "./targetRun.ts";

type Message = { ready: true } | { result: TargetRunResult } | { error: string };

/** A run, and what it must reach in order to go on. */
export interface TargetTask {
  readonly run: TargetRun;
  readonly bars: readonly StoppingBar[];
}

/** Trains `tasks` in `jobs` child processes; calls `onResult` as each ends. Rejects at the first that fails. */
export async function runPool(
  tasks: readonly TargetTask[],
  options: {
    readonly workload: string;
    readonly dataDirectory: string;
    readonly ofClass: TargetClass;
    /** What the children's environment has beside this program's: which GPU they compute on. */
    readonly variables?: Readonly<Record<string, string>>;
    readonly jobs: number;
    readonly onResult: (result: TargetRunResult) => Promise<void>;
  },
): Promise<void> {
  const waiting = [...tasks];
  const children: ChildProcess[] = [];
  const serve = () =>
    new Promise<void>((resolve, reject) => {
      const { workload, dataDirectory, ofClass, variables } = options;
      const words = [workload, dataDirectory, ofClass.hardwareClass, ofClass.backend];
      const child = fork(fileURLToPath(new URL("./targetWorker.ts", import.meta.url)), words, {
        env: { ...process.env, ...variables },
      });
      children.push(child);
      const next = () => {
        const task = waiting.shift();
        if (task !== undefined) return void child.send(task);
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
    await Promise.all(Array.from({ length: Math.min(options.jobs, tasks.length) }, serve));
  } finally {
    for (const child of children) child.kill();
  }
}
