// Test support: prints, as JSON, a hash of the bits of each of many kernels' results.
import { createHash } from "node:crypto";
import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { gelu, silu } from "../../../operations/activations.ts";
import { attention } from "../../../operations/attention.ts";
import { batchNorm } from "../../../operations/batchNorm.ts";
import { layerNorm, rmsNorm } from "../../../operations/norms.ts";
import { softmaxCrossEntropy } from "../../../operations/softmaxCrossEntropy.ts";
import { type SmallCase, smallCases } from "../../../operations/testing/smallCases.ts";
import { valueAndSlopes } from "../../../operations/testing/valueAndSlopes.ts";
import { type KernelCheck, kernelChecks } from "../../kernelChecks.ts";
import type { Formula, FormulaLine, FormulaOperand, FormulaOperation } from "../../kernels/formulaModule.ts";
import { openBackend } from "../../openBackend.ts";

/** Wide enough for tiles of sixteen columns, with columns left over, and for vectors side by side. */
const large: readonly KernelCheck[] = [
  {
    name: "product of rows that lie 4096 bytes apart",
    shapes: [
      [20, 1024],
      [20, 61],
    ],
    run: (...[a, b]: tf.Tensor[]) => tf.matMul(a as tf.Tensor, b as tf.Tensor, true),
  },
  ...[false, true].flatMap((left) =>
    [false, true].map((right) => ({
      name: `product ${left} ${right}`,
      shapes: [left ? [300, 20] : [20, 300], right ? [61, 300] : [300, 61]],
      run: (...[a, b]: tf.Tensor[]) => tf.matMul(a as tf.Tensor, b as tf.Tensor, left, right),
    })),
  ),
  ...[
    { side: 3, inputs: 5, outputs: 1 },
    { side: 3, inputs: 5, outputs: 5 },
    { side: 3, inputs: 5, outputs: 40 },
    { side: 3, inputs: 1, outputs: 8 },
    { side: 3, inputs: 1, outputs: 24 },
    { side: 5, inputs: 1, outputs: 16 },
  ].map(({ side, inputs, outputs }) => ({
    name: `convolution by ${side} × ${side} from ${inputs} to ${outputs}`,
    shapes: [
      [2, 9, 11, inputs],
      [side, side, inputs, outputs],
    ],
    run: (...[x, filter]: tf.Tensor[]) =>
      tf.concat(
        tf
          .grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same").square())([
            x as tf.Tensor,
            filter as tf.Tensor,
          ])
          .map((each) => each.flatten()),
      ),
  })),
];

const line = (operation: FormulaOperation, ...operands: FormulaOperand[]): FormulaLine => ({
  operation,
  operands,
});
const [each, before] = [
  (at: number): FormulaOperand => ({ from: "input", at }),
  (at: number): FormulaOperand => ({ from: "line", at }),
];
const constant = (at: number): FormulaOperand => ({ from: "constant", at });

type Attributes = NonNullable<Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2]>;

/** Compiled by themselves while they are used, with two results. */
const formulas: readonly KernelCheck[] = [
  {
    name: "formula",
    shapes: [[45], [45], [1]],
    run: (...inputs: tf.Tensor[]) =>
      tf.concat(
        tf.engine().runKernel(
          "Formula",
          inputs as unknown as tf.NamedTensorMap,
          {
            signature: "hashed",
            constants: [0.9, 0.1],
            formula: {
              inputs: ["each", "each", "one"],
              constants: 2,
              lines: [
                line("ema", each(0), each(1), constant(0), constant(1)),
                line("square", before(0)),
                line("rsqrt", before(1)),
                line("addScaled", before(2), each(1), each(2)),
                line("maximum", before(3), before(0)),
              ],
              outputs: [0, 4],
            } satisfies Formula,
          } as unknown as Attributes,
        ) as tf.Tensor[],
      ),
  },
];

/** With slopes, and wide enough for two vectors a turn. */
const wide: readonly SmallCase[] = [
  { name: "wide tanh", shapes: [[45]], run: (x) => tf.tanh(x as tf.Tensor) },
  { name: "wide erf", shapes: [[45]], run: (x) => tf.erf(x as tf.Tensor) },
  { name: "wide softmax", shapes: [[3, 45]], run: (x) => tf.softmax(x as tf.Tensor) },
  { name: "wide gelu", shapes: [[45]], run: (x) => gelu(x as tf.Tensor) },
  { name: "wide gelu by tanh", shapes: [[45]], run: (x) => gelu(x as tf.Tensor, "tanh") },
  { name: "wide silu", shapes: [[45]], run: (x) => silu(x as tf.Tensor) },
  {
    name: "wide batch norm",
    shapes: [[2, 5, 4, 20], [20], [20]],
    run: (...t) => batchNorm(...(t as [tf.Tensor, tf.Tensor, tf.Tensor])).y,
  },
  {
    name: "wide layer norm",
    shapes: [[70, 45], [45], [45]],
    run: (...t) => layerNorm(...(t as [tf.Tensor, tf.Tensor, tf.Tensor])),
  },
  {
    name: "wide RMS norm",
    shapes: [[70, 12], [12]],
    run: (...t) => rmsNorm(...(t as [tf.Tensor, tf.Tensor])),
  },
  {
    name: "wide pool",
    shapes: [[2, 6, 6, 20]],
    run: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"),
  },
  ...[
    { name: "wide depthwise", filter: [3, 5, 21, 1], columns: 9 },
    { name: "depthwise down a column", filter: [5, 1, 12, 1], columns: 1 },
  ].map(({ name, filter, columns }) => ({
    name,
    shapes: [[2, 9, columns, filter[2] as number], filter],
    run: (...[x, w]: tf.Tensor[]) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"),
  })),
  {
    name: "wide cross-entropy",
    shapes: [[3, 45]],
    run: (logits) => softmaxCrossEntropy(logits as tf.Tensor, tf.tensor1d([44, 0, 7], "int32"), 0.1),
  },
  {
    name: "wide causal attention with a mask",
    shapes: [
      [2, 21, 32],
      [2, 21, 32],
      [2, 21, 32],
    ],
    run: (...t) =>
      attention(...(t as [tf.Tensor, tf.Tensor, tf.Tensor]), {
        heads: 2,
        causal: true,
        mask: tf.range(0, 42).mod(5).greater(0).reshape([2, 1, 21]),
      }),
  },
  {
    name: "wide attention",
    shapes: [
      [2, 20, 32],
      [2, 24, 32],
      [2, 24, 32],
    ],
    run: (...t) => attention(...(t as [tf.Tensor, tf.Tensor, tf.Tensor]), { heads: 2 }),
  },
];

await openBackend("wasm");
const slopes = [...smallCases, ...wide].map((each) => ({ ...each, run: valueAndSlopes(each.run) }));
const hashes = [...kernelChecks, ...large, ...formulas, ...slopes].map(({ name, shapes, run }) => {
  const inputs = shapes.map((shape, at) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(normal(keyFromSeed(at), size), [...shape]);
  });
  return [
    name,
    createHash("sha256")
      .update(run(...inputs).dataSync())
      .digest("hex"),
  ];
});
process.stdout.write(`\n${JSON.stringify(Object.fromEntries(hashes))}`);
