import { MissingTangentRule } from "@steepest/base/missingTangentRule.ts";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs";
import { lossKinds } from "../submission/guest/operationNames.ts";
import type { HostCounters, HostWork } from "./host/hostWork.ts";
import { MachineFailure } from "./machineFailure.ts";
import { parseLossRequest } from "./parseLossRequest.ts";
import type { LossTrees } from "./parsePredictedLabels.ts";
import type { HostBatch } from "./problem.ts";
import type { TreeStructure } from "./treeStructure.ts";
import { expectStructure, TreeValue } from "./treeValue.ts";

/** What the fixed functions act on, and whom they tell. */
export interface FixedFunctionsState extends Pick<HostWork, "table" | "operations" | "problem"> {
  readonly parameterStructure: TreeStructure;
  readonly modelStateStructure: TreeStructure;
  /** Told of each call, and of the loss at the training parameters. */
  readonly onLoss: (kind: "gradient" | "loss", examples: number, loss: Tensor | null) => void;
}

/** Batches whose tensors stay on the device until the step ends; before one more, all are freed and made again on use. */
const mostBatchesOnDevice = 32;

/** Perturbed batches of one step: each holds its inputs, and those that it came from. */
const mostPerturbed = 32;

/** As how many gradients a product with the Hessian is counted: beside each product of a gradient there are two of tangents, less what the gradient alone would need. */
const gradientsOfProduct = 3;

/** Arguments are checked before: what the fixed functions themselves throw is the machine's fault, not the submission's. */
function blameMachine<Value>(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    // A user's own workload may be made of anything.
    throw error instanceof MissingTangentRule ? error : new MachineFailure(error);
  }
}

/** The handle of the heads, once the options were parsed. */
const localOf = (options: string): number => (JSON.parse(options) as { readonly local: number }).local;

/** The fixed functions, as the guest calls them: passes through the model, whose arguments are checked here. */
export function createFixedFunctions(
  host: FixedFunctionsState,
  counters: HostCounters,
): HostWork["fixedFunctions"] {
  const { onDevice, perturbed } = counters;
  const { table, operations, problem } = host;
  const tree = (handle: number) => table.tree(handle);
  const out = (value: TreeValue): number => table.add(value);

  const makeRoomFor = (batch: HostBatch): void => {
    if (!onDevice.has(batch) && onDevice.size >= mostBatchesOnDevice) {
      problem.freeBatches?.();
      onDevice.clear();
    }
    onDevice.add(batch);
  };

  const treeLike = (handle: number, structure: TreeStructure, what: string): TreeValue => {
    const found = tree(handle);
    expectStructure(found, structure, what);
    return found;
  };
  const lossTrees: LossTrees = {
    parameters: (handle) => treeLike(handle, host.parameterStructure, "the parameters"),
    modelState: (handle) => treeLike(handle, host.modelStateStructure, "the model state"),
    feedback: (handle) => treeLike(handle, host.parameterStructure, "feedback"),
    localHeads(handle) {
      const found = tree(handle);
      const { localShapes = [] } = problem;
      const { leaves } = found.structure;
      const fits =
        leaves.length === localShapes.length &&
        leaves.every(({ shape }, i) => shape.join() === localShapes[i]?.join());
      if (fits) return found;
      const shown = (shapes: readonly (readonly number[])[]) =>
        shapes.map((shape) => `[${shape}]`).join(", ");
      throw new Error(
        `local must have a head of each of ctx.localShapes, ${shown(localShapes)}, not ${shown(leaves.map(({ shape }) => shape))}`,
      );
    },
    exampleWeights(handle, examples) {
      const found = tree(handle);
      const { leaves } = found.structure;
      if (leaves.length === 1 && leaves[0]?.shape.join() === `${examples}`) return found;
      throw new Error(
        `weights must have one leaf of shape [${examples}], not ${leaves.map(({ shape }) => `[${shape}]`).join(", ")}`,
      );
    },
  };
  const fixedArguments = (parameters: number, modelState: number, batch: number, options: string) => {
    const at = lossTrees.parameters(parameters);
    const state = lossTrees.modelState(modelState);
    const examples = table.batch(batch);
    const { max } = problem.batchSizeLimits;
    if (examples.indices.length > max) {
      throw new Error(`a batch of ${examples.indices.length} examples is above the maximum of ${max}`);
    }
    const request = parseLossRequest(options, problem, lossTrees, examples.indices.length);
    makeRoomFor(examples);
    return { at, state, examples, request };
  };

  return {
    lossAndGrad(parameters, modelState, batch, options) {
      const { at, state, examples, request } = fixedArguments(parameters, modelState, batch, options);
      const heads = request.localHeads ? tree(localOf(options)).structure : null;
      if (request.ascent && perturbed.size >= mostPerturbed) {
        throw new Error(`perturb: a step makes at most ${mostPerturbed} perturbed batches`);
      }
      const outputs = [host.parameterStructure, host.modelStateStructure, ...(heads ? [heads] : [])];
      table.reserve(
        outputs.reduce(
          (sum, { size }) => sum + size,
          1 + (request.keep?.length ?? 0) * examples.indices.length,
        ),
        outputs.reduce((sum, { leaves }) => sum + leaves.length, 5),
      );
      const asked = { ...request, mayJoin: true };
      const made = blameMachine(() => problem.lossAndGrad(at.leaves(), state.leaves(), examples, asked));
      host.onLoss("gradient", examples.indices.length, request.ascent ? null : made.loss);
      if (request.predictedLabels) host.onLoss("loss", examples.indices.length, null);
      // The guest takes the two handles after the loss's for the others: handles are numbered in the order of their making.
      const loss = out(operations.value(made.loss));
      out(
        made.isJoined
          ? TreeValue.fromJoined(host.parameterStructure, made.grads[0] as Tensor1D)
          : TreeValue.fromLeaves(host.parameterStructure, made.grads),
      );
      out(TreeValue.fromLeaves(host.modelStateStructure, made.modelState));
      // Then the heads' gradients, the signals' lengths, or the perturbed batch.
      if (made.signals) out(operations.value(made.signals));
      if (heads && made.localHeads) out(TreeValue.fromLeaves(heads, made.localHeads));
      if (made.batch) perturbed.add(table.add(made.batch));
      return loss;
    },
    loss(parameters, modelState, batch, options, kind) {
      const { at, state, examples, request } = fixedArguments(parameters, modelState, batch, options);
      const isEach = kind === lossKinds.perExample;
      if (request.predictedLabels && isEach) {
        throw new Error("labels: predicted labels go into mean losses only, not into each example's");
      }
      if (request.localHeads) throw new Error("local heads go into lossAndGrad alone");
      if (request.outputNoise !== undefined) throw new Error("outputNoise goes into lossAndGrad alone");
      if (request.keep) throw new Error("keep goes into lossAndGrad alone");
      if (request.feedback) throw new Error("feedback goes into lossAndGrad alone");
      if (request.ascent) throw new Error("perturb goes into lossAndGrad alone: ctx.perturb");
      if (request.exampleWeights && isEach) {
        throw new Error("weights go into mean losses only: multiply each example's loss yourself");
      }
      host.onLoss("loss", examples.indices.length, null);
      if (request.predictedLabels) host.onLoss("loss", examples.indices.length, null);
      if (kind === lossKinds.withModelState) {
        const { size, leaves } = host.modelStateStructure;
        table.reserve(size + 1, leaves.length + 1);
        const made = blameMachine(() => problem.forward(at.leaves(), state.leaves(), examples, request));
        const loss = out(operations.value(made.loss));
        out(TreeValue.fromLeaves(host.modelStateStructure, made.modelState));
        return loss;
      }
      return out(
        operations.value(
          blameMachine(() => problem.loss(at.leaves(), state.leaves(), examples, request, isEach)),
        ),
      );
    },
    hvp(parameters, modelState, batch, options, vector) {
      const { at, state, examples, request } = fixedArguments(parameters, modelState, batch, options);
      const along = treeLike(vector, host.parameterStructure, "the vector");
      if (request.feedback) throw new Error("feedback goes into lossAndGrad alone");
      if (request.ascent) throw new Error("perturb goes into lossAndGrad alone: ctx.perturb");
      table.reserve(host.parameterStructure.size, host.parameterStructure.leaves.length);
      const made = blameMachine(() =>
        problem.hvp(at.leaves(), state.leaves(), examples, request, along.leaves()),
      );
      for (let count = 0; count < gradientsOfProduct; count++) {
        host.onLoss("gradient", examples.indices.length, null);
      }
      if (request.predictedLabels) host.onLoss("loss", examples.indices.length, null);
      return out(TreeValue.fromLeaves(host.parameterStructure, made));
    },
    reinitialize() {
      table.reserve(host.parameterStructure.size, host.parameterStructure.leaves.length);
      counters.reinitializations += 1;
      return out(
        TreeValue.fromLeaves(host.parameterStructure, problem.initialParameters(counters.reinitializations)),
      );
    },
  };
}
