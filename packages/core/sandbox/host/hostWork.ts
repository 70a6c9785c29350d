import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { Host } from "../../submission/guest/host.ts";
import type { Branches } from "../branches.ts";
import type { Communication } from "../communication.ts";
import type { HandleTable } from "../handleTable.ts";
import type { Pause } from "../linearAlgebra/matrix.ts";
import type { HostBatch, Problem } from "../problem.ts";
import type { TreeOperations } from "../treeOperations.ts";
import type { StructureTable } from "../treeStructure.ts";
import type { TreeValue } from "../treeValue.ts";

/** What the host functions of one running trial act on. */
export interface HostWork {
  readonly problem: Problem;
  readonly table: HandleTable;
  readonly structures: StructureTable;
  readonly operations: TreeOperations;
  readonly fixedFunctions: Pick<Host, "lossAndGrad" | "loss" | "hvp" | "reinitialize">;
  readonly counters: HostCounters;
  /** Seeds the submission's own random numbers. */
  readonly key: RandomKey;
  readonly communication: Communication;
  readonly branches: Branches;
  readonly notePrivacy: (epsilon: number, delta: number) => void;
  readonly chosenBatchSize: () => number;
  readonly elapsed: () => number;
  readonly log: (level: string, line: string) => void;
  readonly give: (role: number, handle: number) => void;
  /** Throws when the call's time is over. */
  readonly pause: Pause;
  /** The tree of a handle, the trees of a list of handles, and a new handle of a tree. */
  readonly tree: (handle: number) => TreeValue;
  readonly trees: (json: string) => TreeValue[];
  readonly out: (tree: TreeValue) => number;
}

/** Leaves that one call may name. */
export const mostLeaves = 100_000;

/** What crosses the border stays a list of small whole numbers. */
export function integers(json: string, most: number): number[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list) || list.length > most || !list.every(Number.isInteger)) {
    throw new Error(`expected at most ${most} whole numbers`);
  }
  return list as number[];
}

/** What the host functions count, from call to call. */
export interface HostCounters {
  draws: number;
  batches: number;
  reinitializations: number;
  /** Batches whose tensors may be on the device. */
  readonly onDevice: Set<HostBatch>;
  /** Handles of this step's perturbed batches. */
  readonly perturbed: Set<number>;
}

export const newCounters = (): HostCounters => ({
  draws: 0,
  batches: 0,
  reinitializations: 0,
  onDevice: new Set(),
  perturbed: new Set(),
});
