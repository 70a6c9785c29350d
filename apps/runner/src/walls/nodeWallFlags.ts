import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackendName } from "@steepest/tensors/backend/backend.ts";
import { vulkanFolders } from "@steepest/tensors/backend/node/vulkanDrivers.ts";
import { isInstalled, repositoryRoot } from "@steepest/workloads/node/repositoryRoot.ts";

/** What a trial's process reads of the repository: code. Not `.steepest`, which lies beside it and holds tokens, the outbox and other trials. */
const codePaths = [
  ...["node_modules", "packages", "apps/runner/src", "apps/runner/package.json", "package.json"].map((path) =>
    join(repositoryRoot, path),
  ),
  // Installed from the registry, what it needs lies beside it.
  ...(isInstalled ? [dirname(repositoryRoot)] : []),
];

/** What a backend needs beyond reading code and data. */
interface BackendNeeds {
  readonly flags: readonly string[];
  readonly reads: () => readonly string[];
}

const addons = ["--allow-addons"];

/** TensorFlow may be installed in the folder that the user is in, or one above. */
function modulesAbove(folder: string): string[] {
  const here = join(folder, "node_modules");
  const above = dirname(folder) === folder ? [] : modulesAbove(dirname(folder));
  return existsSync(join(here, "@tensorflow")) ? [here, ...above] : above;
}

const backendNeeds: Readonly<Record<BackendName, BackendNeeds>> = {
  wasm: { flags: [], reads: () => [] },
  cpu: { flags: [], reads: () => [] },
  native: { flags: addons, reads: () => modulesAbove(process.cwd()) },
  cuda: { flags: addons, reads: () => modulesAbove(process.cwd()) },
  webgpu: { flags: addons, reads: vulkanFolders },
};

export interface NodeWall {
  readonly backend: BackendName;
  /** Holds the trial's data, and no other's. */
  readonly dataFolder: string;
  /** What else it reads. */
  readonly reads?: readonly string[];
  readonly module: URL;
}

/**
 * Node's own walls: files by permission, and no writing, programs, threads, addons, WASI, inspector, or code from strings. WebAssembly is compiled as
 * ever. They bind code that asks Node; against code that makes system calls of its own there are only the system's walls.
 */
export function nodeWallFlags({ backend, dataFolder, reads: others = [], module }: NodeWall): string[] {
  const { flags, reads } = backendNeeds[backend];
  // A folder that is not there yet is not taken for a folder: its files are named by a pattern.
  const data = [dataFolder, join(dataFolder, "*")];
  const paths = [...codePaths, fileURLToPath(module), ...data, ...others, ...reads()];
  return [
    "--permission",
    ...paths.map((path) => `--allow-fs-read=${path}`),
    "--disallow-code-generation-from-strings",
    "--disable-sigusr1",
    // Node's SQLite opens and makes files without asking the permission model.
    "--no-experimental-sqlite",
    ...flags,
  ];
}
