import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const taskset = "/usr/bin/taskset";

export interface SpawnOptions {
  /** The module that the process runs. */
  readonly module: URL;
  /** Pins the process to this core where the system can (Linux with taskset). */
  readonly core: number | null;
  readonly arguments?: readonly string[];
}

/** Most JavaScript heap of a trial. Tensors and the sandbox's memory live outside of it, with limits of their own. */
const maxHeapMegabytes = 2048;

/** Where the loader finds a GPU's libraries, and which GPU: without them a device works in our process and not in a trial's. */
export const deviceVariables: readonly string[] = [
  "LD_LIBRARY_PATH",
  "CUDA_VISIBLE_DEVICES",
  "VK_DRIVER_FILES",
  "VK_ICD_FILENAMES",
];

const deviceEnvironment = () =>
  Object.fromEntries(
    deviceVariables.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : [])),
  );

/** Starts a process with an IPC channel, nothing of our environment but where devices are, and a bounded heap. */
export function spawnTrialProcess({ module, core, arguments: words = [] }: SpawnOptions): ChildProcess {
  const node = [
    process.execPath,
    `--max-old-space-size=${maxHeapMegabytes}`,
    fileURLToPath(module),
    ...words,
  ];
  const pinned = core !== null && existsSync(taskset) ? [taskset, "-c", String(core), ...node] : node;
  const [file = process.execPath, ...args] = pinned;
  return spawn(file, args, {
    // Node adds NODE_CHANNEL_FD; a submission that broke out would find no token, home or path.
    env: deviceEnvironment(),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}
