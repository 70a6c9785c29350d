import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const taskset = "/usr/bin/taskset";

export interface SpawnOptions {
  /** The module that the process runs. */
  readonly module: URL;
  /** Pins the process to this core where the system can (Linux with taskset). */
  readonly core: number | null;
  readonly argument?: string;
}

/** Most JavaScript heap of a trial. Tensors and the sandbox's memory live outside of it, with limits of their own. */
const maxHeapMegabytes = 2048;

/** Starts a process with an IPC channel, nothing of our environment, and a bounded heap. */
export function spawnTrialProcess({ module, core, argument }: SpawnOptions): ChildProcess {
  const node = [process.execPath, `--max-old-space-size=${maxHeapMegabytes}`, fileURLToPath(module)];
  if (argument !== undefined) node.push(argument);
  const pinned = core !== null && existsSync(taskset) ? [taskset, "-c", String(core), ...node] : node;
  const [file = process.execPath, ...args] = pinned;
  return spawn(file, args, {
    // Node adds NODE_CHANNEL_FD; a submission that broke out would find no token, home or path.
    env: {},
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}
