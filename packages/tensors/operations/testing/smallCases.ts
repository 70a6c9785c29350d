import { type Tensor, tensor, tensor1d, tensor2d } from "@tensorflow/tfjs";
import { gelu, silu } from "../activations.ts";
import { addBias } from "../addBias.ts";
import { attention } from "../attention.ts";
import { batchNorm } from "../batchNorm.ts";
import { ctcLoss } from "../ctcLoss.ts";
import { groupNorm, instanceNorm, layerNorm, rmsNorm } from "../norms.ts";
import { rotaryEmbedding } from "../rotaryEmbedding.ts";
import { sigmoidCrossEntropy } from "../sigmoidCrossEntropy.ts";
import { softmaxCrossEntropy } from "../softmaxCrossEntropy.ts";

/** An operation on small tensors, all of them arguments of its gradient. */
export interface SmallCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...tensors: Tensor[]) => Tensor;
}

type One = [Tensor];
type Two = [Tensor, Tensor];
type Three = [Tensor, Tensor, Tensor];
const norm = [[2, 3, 2, 6], [6], [6]];
const heads = [
  [2, 4, 6],
  [2, 3, 6],
  [2, 3, 4],
];
const noLook = () => tensor([1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1], [1, 4, 3], "bool");
const dropout = () =>
  tensor(
    Float32Array.from({ length: 48 }, (_, at) => (at % 3 === 0 ? 0 : 1.5)),
    [4, 4, 3],
  );

/** Test support: every operation once, in all its forms. */
export const smallCases: readonly SmallCase[] = [
  { name: "addBias", shapes: [[2, 3, 5], [5]], run: (...t) => addBias(...(t as Two)) },
  { name: "layerNorm", shapes: [[5, 7], [7], [7]], run: (...t) => layerNorm(...(t as Three)) },
  { name: "layerNorm, no scale", shapes: [[5, 7]], run: (x) => layerNorm(x as Tensor) },
  { name: "rmsNorm", shapes: [[5, 7], [7]], run: (...t) => rmsNorm(...(t as Two)) },
  { name: "batchNorm", shapes: norm, run: (...t) => batchNorm(...(t as Three)).y },
  { name: "groupNorm", shapes: norm, run: (...t) => groupNorm(...(t as Three), 2) },
  { name: "instanceNorm", shapes: norm, run: (...t) => instanceNorm(...(t as Three)) },
  {
    name: "softmaxCrossEntropy",
    shapes: [[3, 5]],
    run: (z) => softmaxCrossEntropy(z as Tensor, tensor1d([4, 0, 2], "int32"), 0.1),
  },
  {
    name: "sigmoidCrossEntropy",
    shapes: [[7]],
    run: (z) => sigmoidCrossEntropy(z as Tensor, tensor1d([0, 1, 0.3, 1, 0, 0.9, 0])),
  },
  { name: "gelu", shapes: [[7]], run: (x) => gelu(x as Tensor) },
  { name: "gelu by tanh", shapes: [[7]], run: (x) => gelu(x as Tensor, "tanh") },
  { name: "silu", shapes: [[7]], run: (...x) => silu(...(x as One)) },
  { name: "attention", shapes: heads, run: (...t) => attention(...(t as Three), { heads: 2 }) },
  {
    name: "masked attention with dropout",
    shapes: heads,
    run: (...t) => attention(...(t as Three), { heads: 2, mask: noLook(), dropout: dropout() }),
  },
  {
    name: "causal attention",
    shapes: [
      [2, 5, 3],
      [2, 5, 3],
      [2, 5, 3],
    ],
    run: (...t) => attention(...(t as Three), { causal: true, scale: 0.7 }),
  },
  { name: "rotaryEmbedding", shapes: [[2, 3, 8]], run: (x) => rotaryEmbedding(x as Tensor, { heads: 2 }) },
  {
    name: "ctcLoss",
    shapes: [[2, 5, 4]],
    run: (logits) =>
      ctcLoss({
        logits: logits as Tensor,
        labels: tensor2d([2, 2, 1, 3, 0, 0], [2, 3], "int32"),
        logitLengths: tensor1d([5, 4], "int32"),
        labelLengths: tensor1d([3, 1], "int32"),
      }),
  },
];
