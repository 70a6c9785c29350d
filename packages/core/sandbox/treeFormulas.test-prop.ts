import { featureLevelHere } from "@steepest/tensors/backend/modules/trainingModules.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { binaryOperations, unaryOperations } from "../submission/guest/operationNames.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import { fusedAddScaled, fusedEma } from "./arenaKernels.ts";
import { binaryKernels, unaryKernels } from "./elementwiseOperations.ts";
import { createTreeOperations, type TreeOperations } from "./treeOperations.ts";
import { StructureTable } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const levels =
  (await featureLevelHere()) === "simd-fma" ? (["simd", "simd-fma"] as const) : (["simd"] as const);
afterAll(async () => void (await openBackend("wasm")));

const structures = new StructureTable();

/** One operation on trees that are there: the first three are inputs, of which the last holds one number. */
interface Step {
  readonly kind: "unary" | "binary" | "constant" | "ema" | "addScaled";
  readonly operation: number;
  readonly operands: readonly [number, number];
  readonly constant: number;
  readonly constantFirst: boolean;
  /** Whether somebody reads the result at once. */
  readonly read: boolean;
}

const numbers = fc.oneof(fc.float(), fc.float({ min: -4, max: 4 }));
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("unary", "binary", "constant", "ema", "addScaled"),
    operation: fc.nat(),
    operands: fc.tuple(fc.nat(), fc.nat()),
    constant: fc.oneof(numbers, fc.double()),
    constantFirst: fc.boolean(),
    read: fc.integer({ min: 0, max: 7 }).map((draw) => draw === 0),
  }),
  { minLength: 1, maxLength: 60 },
);
const cases = fc.record({
  steps,
  lengths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  values: fc.infiniteStream(numbers).map((stream) => [...stream.take(64)]),
  survivors: fc.array(fc.nat(), { maxLength: 4 }),
});

/** Every NaN as the same one. */
const bitsOf = (tensor: tf.Tensor): number[] => {
  const values = Float32Array.from(tensor.dataSync(), (value) => (Number.isNaN(value) ? Number.NaN : value));
  return [...new Int32Array(values.buffer)];
};

/** The operation's kernel, at once. */
function immediately(step: Step, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const { kind, operation, constant, constantFirst } = step;
  const isSized = tf.util.arraysEqual(x.shape, y.shape);
  const number = tf.scalar(constant);
  const binary = binaryKernels[binaryOperations[operation % binaryOperations.length] as "add"];
  switch (kind) {
    case "unary":
      return unaryKernels[unaryOperations[operation % unaryOperations.length] as "neg"](x);
    case "binary":
      return binary(x, y);
    case "constant":
      return constantFirst ? binary(number, x) : binary(x, number);
    case "ema":
      return isSized
        ? (fusedEma(x, y, constant) as tf.Tensor)
        : tf.add(tf.mul(x, constant), tf.mul(y, 1 - constant));
    case "addScaled":
      return isSized ? (fusedAddScaled(x, y, constant) as tf.Tensor) : tf.add(x, tf.mul(y, constant));
  }
}

function onTrees(operations: TreeOperations, step: Step, x: TreeValue, y: TreeValue): TreeValue {
  const { kind, operation, constant, constantFirst } = step;
  const binary = operation % binaryOperations.length;
  switch (kind) {
    case "unary":
      return operations.unary(operation % unaryOperations.length, x);
    case "binary":
      return operations.binary(binary, x, y);
    case "constant":
      return operations.binaryConstant(binary, x, constant, constantFirst);
    case "ema":
      return operations.ema(x, y, constant);
    case "addScaled":
      return operations.addScaled(x, y, constant);
  }
}

describe.each(levels)("at feature level %s", (featureLevel) => {
  test("what is put off comes to the bits of what is done at once, however it is read, the first time and later", async () => {
    await openBackend("wasm", { featureLevel });
    fc.assert(
      fc.property(cases, ({ steps, lengths, values, survivors }) => {
        const { numTensors, numBytes } = tf.memory();
        const infos = lengths.map((length, index): LeafInfo => ({ index, kind: "weight", shape: [length] }));
        const structure = structures.intern(infos);
        const one = structures.intern([{ index: 0, kind: "value", shape: [] }]);
        const flats = [values.slice(0, structure.size), values.slice(structure.size, 2 * structure.size)];
        const expected = tf.tidy(() => {
          const made: tf.Tensor[] = [
            ...flats.map((flat) => tf.tensor1d(flat)),
            tf.scalar(values.at(-1) as number),
          ];
          for (const step of steps) {
            const [x, y] = step.operands.map((at) => made[at % made.length]) as [tf.Tensor, tf.Tensor];
            made.push(immediately(step, x, y));
          }
          return made.map(bitsOf);
        });
        const operations = createTreeOperations(structures, () => {});
        for (let time = 0; time < 3; time++) {
          const parts = (flat: readonly number[]) =>
            infos.map((_, leaf) => {
              const start = structure.offsets[leaf] as number;
              return tf.tensor1d(flat.slice(start, start + (lengths[leaf] as number)));
            });
          const made = [
            ...flats.map((flat) => TreeValue.fromLeaves(structure, parts(flat))),
            TreeValue.fromLeaves(one, [tf.scalar(values.at(-1) as number)]),
          ];
          for (const step of steps) {
            const [x, y] = step.operands.map((at) => made[at % made.length]) as [TreeValue, TreeValue];
            const tree = onTrees(operations, step, x, y);
            made.push(tree);
            if (step.read) expect(bitsOf(tree.flat())).toEqual(expected[made.length - 1]);
          }
          operations.formulas.settle(survivors.map((at) => made[at % made.length] as TreeValue));
          for (const at of survivors) expect(made[at % made.length]?.formula).toBeNull();
          for (const [at, tree] of made.entries()) expect(bitsOf(tree.flat())).toEqual(expected[at]);
          for (const tree of made) tree.dispose();
        }
        expect(tf.memory()).toMatchObject({ numTensors, numBytes });
      }),
      { numRuns: 120 },
    );
  });
});
