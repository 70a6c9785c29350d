import { randomInt } from "node:crypto";
import type { BackendName } from "@steepest/tensors/backend/backend.ts";
import { type MachineWalls, networkWords, programs, trialUsers, withoutPrivileges } from "./machineWalls.ts";

/** Backends that use no device and no library of the system: nothing of theirs depends on a user, a group or how memory is mapped. */
const isSelfContained = (backend: BackendName) => backend === "wasm" || backend === "cpu";

/**
 * Memory that a process may have and write to: 2 GiB of JavaScript heap, the 4 GiB that WebAssembly can address, and as much again as the heap for
 * data and the sandbox. Not its address space, of which WebAssembly reserves far more than it uses.
 */
export const maxDataBytes = 8 * 2 ** 30;

/**
 * The largest file of a process that uses a device: drivers compile into files in memory, and SwiftShader dies where such a file may not grow (SIGBUS). Enough for
 * those, and no disk is filled by one.
 */
const maxDeviceFileBytes = 4 * 2 ** 30;

/** Threads of a trial's own user; Node has a dozen. */
const maxThreads = 64;

export interface SystemWall {
  readonly backend: BackendName;
  /** Whether another user can read the trial's code and data. */
  readonly readable: boolean;
  readonly walls: MachineWalls;
}

/**
 * The words before a trial's command that put up the system's walls. Each program in them executes the next in its place: the process that starts is
 * the trial's, and a SIGKILL to it reaches the trial.
 */
export function systemWallWords({ backend, readable, walls }: SystemWall): string[] {
  const words: string[] = [];
  const ownUser = hasOwnUser({ backend, readable, walls });
  if (walls.network !== null) words.push(programs.unshare, ...networkWords[walls.network]);
  if (walls.limits) {
    words.push(programs.prlimit, "--core=0");
    if (isSelfContained(backend)) words.push("--fsize=0", `--data=${maxDataBytes}`);
    else words.push(`--fsize=${maxDeviceFileBytes}`);
    if (ownUser) words.push(`--nproc=${maxThreads}`);
  }
  if (ownUser) {
    const user = randomInt(trialUsers.first, trialUsers.last + 1);
    words.push(
      programs.setpriv,
      `--reuid=${user}`,
      `--regid=${user}`,
      "--clear-groups",
      ...withoutPrivileges,
    );
  } else if (walls.dropsPrivileges) words.push(programs.setpriv, ...withoutPrivileges);
  return words;
}

/** A GPU's device files belong to a group, so a trial there stays the runner's user. */
export const hasOwnUser = ({ backend, readable, walls }: SystemWall): boolean =>
  walls.ownUser && readable && isSelfContained(backend);
