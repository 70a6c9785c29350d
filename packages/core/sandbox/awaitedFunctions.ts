import type { Host } from "../submission/guest/host.ts";
import type { HandleTable } from "./handleTable.ts";
import type { HostPrices } from "./hostPrices.ts";
import type { Pause } from "./linearAlgebra/matrix.ts";
import { matrixFunction } from "./matrixFunctions.ts";
import type { TreeMaker } from "./orderOperations.ts";
import type { SandboxMeters } from "./sandboxMeters.ts";

export interface AwaitedHost {
  readonly table: HandleTable;
  readonly maker: TreeMaker;
  readonly meters: SandboxMeters;
  readonly now: () => number;
  /** Null where nothing has a price. */
  readonly prices: HostPrices | null;
  /** Throws when the call's time is over. */
  readonly pause: Pause;
}

/** The host functions that wait for the device: their time is the guest's like that of any other. */
export function createAwaitedFunctions({
  table,
  maker,
  meters,
  now,
  prices,
  pause,
}: AwaitedHost): Pick<Host, "read" | "matrixFunction"> {
  const timed = async <Value>(run: () => Promise<Value>): Promise<Value> => {
    const before = now();
    try {
      return await run();
    } finally {
      meters.hostSeconds += now() - before;
    }
  };
  const charge = (nanoseconds: number | undefined) => {
    meters.referenceNanoseconds += nanoseconds ?? 0;
  };
  return {
    read: (handle) =>
      timed(async () => {
        charge(prices?.read(handle));
        const values = (await table.tree(handle).flat().data()) as Float32Array;
        return values.slice().buffer as ArrayBuffer;
      }),
    matrixFunction: (operation, handle, otherHandle, ...settings) =>
      timed(async () => {
        charge(prices?.matrixFunction(operation, handle, otherHandle, settings[0] ?? 0, settings[1] ?? 0));
        const [tree, other] = [table.tree(handle), table.tree(otherHandle)];
        const results = await matrixFunction(maker, { operation, tree, other, settings }, pause);
        // The guest takes the handles after the first for the others: they are numbered in the order of their making.
        return results.map((result) => table.add(result))[0] as number;
      }),
  };
}
