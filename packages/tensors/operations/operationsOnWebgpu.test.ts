import { concat, grads, reshape, type Scalar, square, sum, type Tensor, tensor } from "@tensorflow/tfjs";
import { describeOnWebgpu, forward, numbers } from "../backend/webgpu/testing/webgpuCases.ts";
import { gelu, silu } from "./activations.ts";
import { attention } from "./attention.ts";
import { batchNorm } from "./batchNorm.ts";
import { ctcLoss } from "./ctcLoss.ts";
import { einsum } from "./einsum.ts";
import { groupNorm, layerNorm, rmsNorm } from "./norms.ts";
import { rotaryEmbedding } from "./rotaryEmbedding.ts";
import { sigmoidCrossEntropy } from "./sigmoidCrossEntropy.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
import { tangentsAlong } from "./tangents/tangentsAlong.ts";
import { valueAndSlopes } from "./testing/valueAndSlopes.ts";

type Three = [Tensor, Tensor, Tensor];

/** webgpu has none of the fused kernels: the compositions, with their gradients, must give there what they give on cpu. */
await describeOnWebgpu("operations composed on webgpu", () => {
  const cases: readonly [string, number[][], (...tensors: Tensor[]) => Tensor][] = [
    ["layer norm", [[5, 8], [8], [8]], (...t) => layerNorm(...(t as Three), 0.1)],
    ["RMS norm", [[5, 8], [8]], (x, scale) => rmsNorm(x as Tensor, scale, 0.1)],
    ["batch norm", [[2, 3, 3, 4], [4], [4]], (...t) => batchNorm(...(t as Three), 0.1).y],
    ["group norm", [[2, 3, 3, 4], [4], [4]], (...t) => groupNorm(...(t as Three), 2, 0.1)],
    ["GELU", [[40]], (x) => gelu(x as Tensor)],
    ["GELU by tanh", [[40]], (x) => gelu(x as Tensor, "tanh")],
    ["SiLU", [[40]], (x) => silu(x as Tensor)],
    [
      "einsum",
      [
        [2, 3, 4],
        [4, 5],
      ],
      (a, b) => einsum("bij,jk->bik", a as Tensor, b as Tensor),
    ],
    [
      "causal attention",
      [
        [2, 6, 8],
        [2, 6, 8],
        [2, 6, 8],
      ],
      (...t) => attention(...(t as Three), { heads: 2, causal: true }),
    ],
    ["rotary embedding", [[2, 5, 8]], (x) => rotaryEmbedding(x as Tensor, { heads: 2 })],
    [
      "softmax cross-entropy",
      [[4, 6]],
      (z) => softmaxCrossEntropy(z as never, tensor([0, 5, 2, 2], [4], "int32"), 0.1),
    ],
    [
      "sigmoid cross-entropy",
      [[7]],
      (z) => sigmoidCrossEntropy(z as Tensor, tensor([0, 1, 0.5, 1, 0, 0, 1])),
    ],
    [
      "CTC loss",
      [[2, 5, 4]],
      (z) =>
        ctcLoss(
          {
            logits: z as Tensor,
            labels: tensor([1, 2, 3, 0], [2, 2], "int32"),
            logitLengths: tensor([5, 4], [2], "int32"),
            labelLengths: tensor([2, 1], [2], "int32"),
          } as never,
          0,
        ),
    ],
  ];
  for (const [title, shapes, run] of cases) {
    forward(
      `${title}, value and gradients`,
      shapes.map((shape) => numbers(...shape)),
      valueAndSlopes(run),
      1e-3,
    );
    // The second half of the inputs is the direction.
    const product = (...tensors: Tensor[]): Tensor => {
      const [at, along] = [tensors.slice(0, shapes.length), tensors.slice(shapes.length)];
      const gradient = grads((...inputs: Tensor[]) => sum(square(run(...inputs))) as Scalar);
      const made = tangentsAlong(at, along, (own) => gradient([...own]));
      return concat(made.map((each) => reshape(each, [-1])));
    };
    forward(
      `${title}, a product with the Hessian`,
      [...shapes, ...shapes].map((shape) => numbers(...shape)),
      product,
      2e-3,
    );
  }
});
