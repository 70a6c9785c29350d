import type { Host } from "../../submission/guest/host.ts";
import { Branches } from "../branches.ts";
import { Communication } from "../communication.ts";
import { HandleTable } from "../handleTable.ts";
import { createHostFunctions, type HostFunctions } from "../hostFunctions.ts";
import type { Problem } from "../problem.ts";
import { newMeters } from "../sandboxMeters.ts";
import { createTreeOperations } from "../treeOperations.ts";
import { StructureTable } from "../treeStructure.ts";

const noModel = (): never => {
  throw new Error("there is no model here");
};

/** A problem without a model: the operations on trees do not ask for one. */
const problem: Problem = {
  parameterSpecs: [],
  modelStateSpecs: [],
  facts: {
    hyperparameters: {},
    stepHint: 1,
    budget: 1,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: "none",
  },
  batchSizeLimits: { default: 1, max: 1, trainingSet: 1 },
  initialParameters: noModel,
  initialModelState: noModel,
  batch: noModel,
  lossAndGrad: noModel,
  loss: noModel,
  forward: noModel,
  hvp: noModel,
  endStep() {},
  dispose() {},
};

/** A refusal crosses the border of the sandbox as −1 with `lastError`; here too, so that `checked` throws it. */
function refusing(functions: HostFunctions): Host {
  let lastError = "";
  const entries = Object.entries(functions).map(([name, run]) => [
    name,
    (...values: never[]) => {
      try {
        return (run as (...given: never[]) => unknown)(...values);
      } catch (error) {
        lastError = (error as Error).message;
        return -1;
      }
    },
  ]);
  return { ...(Object.fromEntries(entries) as HostFunctions), lastError: () => lastError };
}

/**
 * Test support: the module `steepest` on the real host functions and the current backend, without the virtual machine between them, so
 * that a test can call each operation as a submission does. `table` frees the trees: `table.sweep` after each use.
 */
export async function openGuest() {
  const structures = new StructureTable();
  const table = new HandleTable(2 ** 30);
  const reserve = (elements: number, leaves?: number) => table.reserve(elements, leaves);
  const empty = structures.intern([]);
  const functions = createHostFunctions({
    problem,
    table,
    structures,
    operations: createTreeOperations(structures, reserve),
    parameterStructure: empty,
    modelStateStructure: empty,
    key: [1, 2],
    communication: new Communication(newMeters()),
    branches: new Branches(newMeters(), table, () => 0),
    notePrivacy: () => {},
    chosenBatchSize: () => 1,
    elapsed: () => 0,
    log() {},
    give() {},
    pause() {},
    onLoss() {},
  });
  globalThis.__steepestHost = refusing(functions);
  return { guest: await import("../../submission/guest/steepest.ts"), table };
}
