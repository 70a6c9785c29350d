import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BackendName } from "@steepest/tensors/backend/backend.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { repositoryRoot } from "@steepest/workloads/node/repositoryRoot.ts";
import { type MachineWalls, machineWalls } from "../walls/machineWalls.ts";
import { nodeWallFlags } from "../walls/nodeWallFlags.ts";
import { readableByOthers } from "../walls/readableByOthers.ts";
import { systemWallWords } from "../walls/systemWallWords.ts";

const taskset = "/usr/bin/taskset";

/** For a process that runs strangers' code: what it needs; all else is walled off. */
export interface Walled {
  readonly backend: BackendName;
  readonly dataFolder: string;
  /** What else it reads; nothing by default. */
  readonly reads?: readonly string[];
  /** Other walls than this machine's, for tests. */
  readonly walls?: MachineWalls;
}

export interface SpawnOptions {
  /** The module that the process runs. */
  readonly module: URL;
  /** Pins the process to this core where the system can (Linux with taskset). */
  readonly core: number | null;
  /** The GPU that it computes on, and no other. */
  readonly device?: Pick<ComputeDevice, "variables"> | undefined;
  readonly arguments?: readonly string[];
  /** Left out for a process that runs nothing but our own code. */
  readonly walled?: Walled;
}

/** Most JavaScript heap of a trial. Tensors and the sandbox's memory live outside of it, with limits of their own. */
const maxHeapMegabytes = 2048;

/** Where the loader finds a GPU's libraries, and which GPU: without them a device works in our process and not in a trial's. */
export const deviceVariables: readonly string[] = [
  "LD_LIBRARY_PATH",
  "CUDA_DEVICE_ORDER",
  "CUDA_VISIBLE_DEVICES",
  "VK_DRIVER_FILES",
  "VK_ICD_FILENAMES",
  "DRI_PRIME",
  "MESA_VK_DEVICE_SELECT",
  "MESA_VK_DEVICE_SELECT_FORCE_DEFAULT_DEVICE",
];

const deviceEnvironment = () =>
  Object.fromEntries(
    deviceVariables.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : [])),
  );

/** Whether a user who owns nothing can read what a trial with this data reads. */
export const trialsReadable = (dataFolder: string, module: URL = new URL(import.meta.url)): boolean =>
  [process.execPath, repositoryRoot, fileURLToPath(module), dataFolder].every(readableByOthers);

/** A process that loads its code before there is work for it, and what was asked of it. */
let spare: { readonly wanted: string; readonly child: ChildProcess } | null = null;

const wantedOf = ({ core: _, module, ...rest }: SpawnOptions) =>
  JSON.stringify({ ...rest, module: module.href });

/**
 * Starts the process that will soon be asked for: `spawnTrialProcess` with these options, on whatever core, takes it. It keeps nobody alive, and ends with
 * this program. Returns its process's number, if it could be started.
 */
export function keepSpare(options: Omit<SpawnOptions, "core">): number | undefined {
  const child = start({ ...options, core: null });
  // One that could not be started is not taken, and the next one says why.
  child.on("error", () => {});
  for (const held of [child, child.channel, child.stdout, child.stderr] as const) unref(held);
  spare = { wanted: wantedOf({ ...options, core: null }), child };
  return child.pid;
}

const unref = (held: object | null | undefined) => (held as { unref?: () => void } | null)?.unref?.();
const ref = (held: object | null | undefined) => (held as { ref?: () => void } | null)?.ref?.();

/** The spare process where it is the one wanted and lives. */
function takeSpare(options: SpawnOptions): ChildProcess | null {
  if (spare === null || spare.wanted !== wantedOf(options)) return null;
  const { child } = spare;
  spare = null;
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return null;
  child.removeAllListeners("error");
  for (const held of [child, child.channel, child.stdout, child.stderr] as const) ref(held);
  if (options.core !== null && existsSync(taskset))
    spawnSync(taskset, ["-a", "-c", "-p", String(options.core), String(child.pid)], { stdio: "ignore" });
  return child;
}

/** A process with an IPC channel, nothing of our environment but where devices are, a bounded heap, and the walls that it is to have. */
export const spawnTrialProcess = (options: SpawnOptions): ChildProcess =>
  takeSpare(options) ?? start(options);

function start(options: SpawnOptions): ChildProcess {
  const { module, core, device, arguments: words = [], walled } = options;
  const node = [
    process.execPath,
    `--max-old-space-size=${maxHeapMegabytes}`,
    ...(walled === undefined ? [] : nodeWallFlags({ ...walled, module })),
    fileURLToPath(module),
    ...words,
  ];
  const pinned = core !== null && existsSync(taskset) ? [taskset, "-c", String(core)] : [];
  const behind = walled === undefined ? [] : systemWords(walled, module);
  const [file = process.execPath, ...args] = [...pinned, ...behind, ...node];
  return spawn(file, args, {
    // Node adds NODE_CHANNEL_FD; a submission that broke out would find no token, home or path.
    env: { ...deviceEnvironment(), ...device?.variables },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

function systemWords({ backend, dataFolder, walls = machineWalls() }: Walled, module: URL): string[] {
  return systemWallWords({ backend, walls, readable: walls.ownUser && trialsReadable(dataFolder, module) });
}
