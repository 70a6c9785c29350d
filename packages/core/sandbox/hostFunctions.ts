import { deriveKey } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import * as tf from "@tensorflow/tfjs";
import type { Host } from "../submission/guest/host.ts";
import { encodings } from "../submission/guest/operationNames.ts";
import type { Communication } from "./communication.ts";
import { createFixedFunctions } from "./fixedFunctions.ts";
import type { HandleTable } from "./handleTable.ts";
import { type HostCounters, newCounters } from "./hostCounters.ts";
import { leafQuantile } from "./leafQuantile.ts";
import { leafScalars, renumberLeaves, reshapeLeaves, upperTriangle } from "./leafShapes.ts";
import { descendingOrder, largest, type TreeMaker } from "./orderOperations.ts";
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

/** Places of `give` in host.ts: all but this one are trees. */
const batchRole = 2;

export type HostFunctions = Omit<Host, "read" | "matrixFunction" | "lastError">;

/** The functions that the guest can call, as plain functions of numbers and text that may throw. */
export function createHostFunctions(host: HostState): HostFunctions {
  const { table, operations, problem, structures, counters = newCounters() } = host;
  const tree = (handle: number) => table.tree(handle);
  const trees = (json: string) => integers(json, mostLeaves).map(tree);
  const out = (value: TreeValue): number => table.add(value);
  const maker: TreeMaker = { structures, reserve: (elements, leaves) => table.reserve(elements, leaves) };

  const refusePerturbed = (what: string, handle: number): void => {
    if (counters.perturbed.has(handle)) throw new Error(`${what}: take and put together first, then perturb`);
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
    ...createFixedFunctions(host, counters),
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
      refusePerturbed("take", batch);
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
      const handles = integers(list, 1000);
      for (const handle of handles) refusePerturbed("concat", handle);
      const parts = handles.map((handle) => table.batch(handle));
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
      if (counters.perturbed.has(handle)) {
        throw new Error(
          "the state holds a perturbed batch, which ends with its step: keep the batch that it was made of",
        );
      }
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
