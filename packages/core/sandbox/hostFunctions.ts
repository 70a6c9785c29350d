import { deriveKey } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import * as tf from "@tensorflow/tfjs";
import type { Host } from "../submission/guest/host.ts";
import { encodings, lossKinds } from "../submission/guest/operationNames.ts";
import type { Communication } from "./communication.ts";
import type { HandleTable } from "./handleTable.ts";
import type { HostBatch } from "./hostBatch.ts";
import { type HostCounters, newCounters } from "./hostCounters.ts";
import { leafQuantile } from "./leafQuantile.ts";
import { leafScalars, renumberLeaves, reshapeLeaves, upperTriangle } from "./leafShapes.ts";
import { MachineFailure } from "./machineFailure.ts";
import { descendingOrder, largest, type TreeMaker } from "./orderOperations.ts";
import { parseLossRequest } from "./parseLossRequest.ts";
import type { LossTrees } from "./parsePredictedLabels.ts";
import type { Problem } from "./problem.ts";
import { bucketOf, fromRows, lookUp, toRows } from "./quantization.ts";
import type { TreeOperations } from "./treeOperations.ts";
import type { StructureTable, TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** What the host functions of one running trial act on. */
export interface HostState {
  /** New ones by default. */
  readonly counters?: HostCounters;
  readonly problem: Problem;
  readonly table: HandleTable;
  readonly structures: StructureTable;
  readonly operations: TreeOperations;
  readonly parameterStructure: TreeStructure;
  readonly modelStateStructure: TreeStructure;
  /** Seeds the submission's own random numbers. */
  readonly key: RandomKey;
  readonly communication: Communication;
  readonly chosenBatchSize: () => number;
  readonly elapsed: () => number;
  readonly log: (level: string, line: string) => void;
  readonly give: (role: number, handle: number) => void;
  /** Told of each call of the fixed functions, and of the loss at the training parameters. */
  readonly onLoss: (kind: "gradient" | "loss", examples: number, loss: tf.Tensor | null) => void;
}

/** What crosses the border stays a list of small whole numbers. */
function integers(json: string, most: number): number[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list) || list.length > most || !list.every(Number.isInteger)) {
    throw new Error(`expected at most ${most} whole numbers`);
  }
  return list as number[];
}

const mostLeaves = 100_000;

/** Batches whose tensors stay on the device until the step ends; before one more, all are freed and made again on use. */
const mostBatchesOnDevice = 32;

/** Places of `give` in host.ts: all but this one are trees. */
const batchRole = 2;

/** Arguments are checked before: what the fixed functions themselves throw is the machine's fault, not the submission's. */
function blameMachine<Value>(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw new MachineFailure(error);
  }
}

export type HostFunctions = Omit<Host, "read" | "matrixFunction" | "lastError">;

/** The functions that the guest can call, as plain functions of numbers and text that may throw. */
export function createHostFunctions(host: HostState): HostFunctions {
  const { table, operations, problem, structures, counters = newCounters() } = host;
  const tree = (handle: number) => table.tree(handle);
  const trees = (json: string) => integers(json, mostLeaves).map(tree);
  const out = (value: TreeValue): number => table.add(value);
  const maker: TreeMaker = { structures, reserve: (elements, leaves) => table.reserve(elements, leaves) };

  const { onDevice } = counters;
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
    unary: (operation, a) => out(operations.unary(operation, tree(a))),
    binary: (operation, a, b) => out(operations.binary(operation, tree(a), tree(b))),
    binaryConstant: (operation, a, constant, constantFirst) =>
      out(operations.binaryConstant(operation, tree(a), constant, constantFirst === 1)),
    where: (condition, a, b) => out(operations.where(tree(condition), tree(a), tree(b))),
    ema: (average, value, decay) => out(operations.ema(tree(average), tree(value), decay)),
    addScaled: (a, b, factor) => out(operations.addScaled(tree(a), tree(b), factor)),
    reduceLeaves: (reduction, a) => out(operations.reduceLeaves(reduction, tree(a))),
    reduceAll: (reduction, a) => out(operations.reduceAll(reduction, tree(a))),
    reduceAxis: (reduction, a, axis) => out(operations.reduceAxis(reduction, tree(a), axis)),
    dot: (a, b) => out(operations.dot(tree(a), tree(b))),
    matmul: (a, b, transposeA, transposeB) =>
      out(operations.matmul(tree(a), tree(b), transposeA === 1, transposeB === 1)),
    transpose: (a) => out(operations.transpose(tree(a))),
    reshape: (a, shape) => out(operations.reshape(tree(a), integers(shape, 8))),
    reshapeLeaves: (a, like, shapes) => out(reshapeLeaves(maker, tree(a), tree(like), shapes)),
    renumberLeaves: (a) => out(renumberLeaves(maker, tree(a))),
    upperTriangle: (a) => out(upperTriangle(maker, tree(a))),
    leafScalars: (like, values) => out(leafScalars(maker, tree(like), new Float32Array(values))),
    largest: (a, count) => out(largest(maker, tree(a), count)),
    descendingOrder: (a) => out(descendingOrder(maker, tree(a))),
    leafQuantile: (a, q) => out(leafQuantile(maker, tree(a), q)),
    toRows: (a, length) => out(toRows(maker, tree(a), length)),
    fromRows: (a, like) => out(fromRows(maker, tree(a), tree(like))),
    bucketOf: (a, bounds) => out(bucketOf(maker, tree(a), tree(bounds))),
    lookUp: (a, values) => out(lookUp(maker, tree(a), tree(values))),
    slice: (a, begin, size) => out(operations.slice(tree(a), integers(begin, 8), integers(size, 8))),
    concat: (list, axis) => out(operations.concat(trees(list), axis)),
    selectLeaves: (a, places) => out(operations.select(tree(a), integers(places, mostLeaves))),
    joinLeaves: (list, byPlace) => out(operations.join(trees(list), byPlace === 1)),
    fill: (like, value) => out(operations.fill(tree(like), value)),
    scalar: (value) => out(operations.value(tf.scalar(value, "float32"))),
    constant: (values, shape) => out(operations.constant(new Float32Array(values), integers(shape, 8))),
    random(distribution, like) {
      const { structure } = tree(like);
      table.reserve(structure.size, structure.leaves.length);
      const key = deriveKey(deriveKey(host.key, "tree"), counters.draws++);
      const drawn = () => (distribution === 0 ? normal : uniform)(key, structure.size);
      const numbers = (distribution === 0 && problem.normal?.(structure.leaves)) || drawn();
      const values = distribution === 2 ? numbers.map((u) => (u < 0.5 ? -1 : 1)) : numbers;
      return out(TreeValue.fromFlat(structure, tf.tensor1d(values, "float32")));
    },
    randomNumber: () => uniform(deriveKey(deriveKey(host.key, "number"), counters.draws++), 1)[0] as number,
    structureOf: (a) => tree(a).structure.id,
    structureLeaves: (id) => JSON.stringify(structures.at(id)?.leaves ?? []),
    lossAndGrad(parameters, modelState, batch, options) {
      const { at, state, examples, request } = fixedArguments(parameters, modelState, batch, options);
      const outputs = [host.parameterStructure, host.modelStateStructure];
      table.reserve(
        outputs.reduce((sum, { size }) => sum + size, 1),
        outputs.reduce((sum, { leaves }) => sum + leaves.length, 4),
      );
      const made = blameMachine(() => problem.lossAndGrad(at.leaves(), state.leaves(), examples, request));
      host.onLoss("gradient", examples.indices.length, made.loss);
      if (request.predictedLabels) host.onLoss("loss", examples.indices.length, null);
      // The guest takes the two handles after the loss's for the others: handles are numbered in the order of their making.
      const loss = out(operations.value(made.loss));
      out(TreeValue.fromLeaves(host.parameterStructure, made.grads));
      out(TreeValue.fromLeaves(host.modelStateStructure, made.modelState));
      return loss;
    },
    loss(parameters, modelState, batch, options, kind) {
      const { at, state, examples, request } = fixedArguments(parameters, modelState, batch, options);
      const isEach = kind === lossKinds.perExample;
      if (request.predictedLabels && isEach) {
        throw new Error("labels: predicted labels go into mean losses only, not into each example's");
      }
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
    send(message, encoding) {
      const sent = tree(message);
      if (encodings[encoding] === "signs") table.reserve(sent.structure.size, sent.structure.leaves.length);
      const arrived = host.communication.send(sent, encoding);
      return arrived === null ? message : out(arrived);
    },
    noteParallel(workers, delay) {
      host.communication.note(workers, delay);
      return 0;
    },
    reinitialize() {
      table.reserve(host.parameterStructure.size, host.parameterStructure.leaves.length);
      counters.reinitializations += 1;
      return out(
        TreeValue.fromLeaves(host.parameterStructure, problem.initialParameters(counters.reinitializations)),
      );
    },
    nextBatch: () => table.add(problem.batch(counters.batches++, host.chosenBatchSize())),
    batchSize: (batch) => table.batch(batch).indices.length,
    takeBatch(batch, buffer) {
      const { indices, key } = table.batch(batch);
      const places = new Int32Array(buffer);
      const { max } = problem.batchSizeLimits;
      if (places.length > max) {
        throw new Error(`take: ${places.length} examples are above the maximum batch size of ${max}`);
      }
      if (places.length === 0) throw new Error("take: a batch needs at least one example");
      const chosen = places.map((place) => {
        const index = indices[place];
        if (index === undefined)
          throw new Error(`take: there is no example ${place} in a batch of ${indices.length}`);
        return index;
      });
      return table.add({ indices: chosen, key });
    },
    concatBatches(list) {
      const parts = integers(list, 1000).map((handle) => table.batch(handle));
      const [first] = parts;
      if (!first) throw new Error("concat: there is no batch");
      const size = parts.reduce((sum, part) => sum + part.indices.length, 0);
      const { max } = problem.batchSizeLimits;
      if (size > max) throw new Error(`concat: ${size} examples are above the maximum batch size of ${max}`);
      const indices = new Int32Array(size);
      let at = 0;
      for (const part of parts) {
        indices.set(part.indices, at);
        at += part.indices.length;
      }
      return table.add({ indices, key: first.key });
    },
    elapsed: () => host.elapsed(),
    log(level, line) {
      host.log(level, line);
      return 0;
    },
    keep(handle) {
      table.keep(handle);
      return 0;
    },
    give(role, handle) {
      if (role === batchRole) table.batch(handle);
      else tree(handle);
      host.give(role, handle);
      return 0;
    },
  };
}

/** Refuses a tree that does not have the expected leaves. */
export function expectStructure(tree: TreeValue, expected: TreeStructure, what: string): void {
  if (tree.structure === expected) return;
  const { leaves } = tree.structure;
  if (leaves.length !== expected.leaves.length) {
    throw new Error(`${what} must have ${expected.leaves.length} leaves, not ${leaves.length}`);
  }
  const wrong = leaves.findIndex((leaf, i) => leaf.shape.join() !== expected.leaves[i]?.shape.join());
  if (wrong >= 0) {
    throw new Error(
      `${what}: leaf ${wrong} must have shape [${expected.leaves[wrong]?.shape}], not [${leaves[wrong]?.shape}]`,
    );
  }
}
