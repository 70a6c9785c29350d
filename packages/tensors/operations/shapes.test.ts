import { ones, scalar, type Tensor, tensor1d, tensor2d } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { gelu } from "./activations.ts";
import { addBias } from "./addBias.ts";
import { attention } from "./attention.ts";
import { batchNorm } from "./batchNorm.ts";
import { ctcLoss } from "./ctcLoss.ts";
import { groupNorm, layerNorm } from "./norms.ts";
import { sigmoidCrossEntropy } from "./sigmoidCrossEntropy.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";

const x = () => ones([4, 6]);
const queries = () => ones([2, 3, 8]);
const ctc = { labels: [2, 2], logitLengths: [2], labelLengths: [2] };
const ctcOf = (shapes: Partial<typeof ctc>, blank = 0) => {
  const whole = (shape: number[]) => ones(shape, "int32");
  const { labels, logitLengths, labelLengths } = { ...ctc, ...shapes };
  return ctcLoss(
    {
      logits: ones([2, 5, 4]),
      labels: whole(labels),
      logitLengths: whole(logitLengths),
      labelLengths: whole(labelLengths),
    },
    blank,
  );
};

test.each<[string, () => Tensor | object, RegExp]>([
  ["a scale that is too short", () => layerNorm(x(), ones([5])), /scale and bias must be float32 \[6\]/],
  ["whole numbers", () => layerNorm(x().toInt()), /must be float32, not int32/],
  ["a bias that is too short", () => groupNorm(x(), ones([6]), ones([5]), 2), /bias must be float32 \[6\]/],
  [
    "a scale of other channels",
    () => batchNorm(ones([3, 8]), ones([6]), ones([6])),
    /scale must be float32 \[8\]/,
  ],
  ["too few labels", () => softmaxCrossEntropy(x(), tensor1d([1, 2], "int32")), /labels must be int32 \[4\]/],
  ["whole targets", () => sigmoidCrossEntropy(x(), ones([4, 6], "int32")), /targets must be float32/],
  ["one target for all", () => sigmoidCrossEntropy(x(), ones([1])), /targets must be float32 \[4,6\]/],
  ["an activation of flags", () => gelu(ones([3], "bool")), /must be float32, not bool/],
  ["a bias of another width", () => addBias(x(), scalar(1)), /bias must be float32 \[6\]/],
  ["keys of another width", () => attention(queries(), ones([2, 3, 4]), queries()), /k must be float32/],
  ["values for other keys", () => attention(queries(), queries(), ones([2, 4, 8])), /v must be float32/],
  [
    "a mask of other keys",
    () => attention(queries(), queries(), queries(), { mask: tensor2d([[1, 1]]).expandDims(0) }),
    /mask must be float32/,
  ],
  [
    "more masks than heads",
    () => attention(queries(), queries(), queries(), { mask: ones([5, 3, 3]) }),
    /a mask of \[5,3,3\]/,
  ],
  ["too few lengths", () => ctcOf({ labelLengths: [1] }), /labelLengths must be int32 \[2\]/],
  ["a blank that is no class", () => ctcOf({}, 4), /the blank 4 is not one of 4 classes/],
])("operations refuse %s, on every backend, before a kernel reads beyond it", async (_, run, message) => {
  for (const name of ["wasm", "cpu"] as const) {
    await openBackend(name);
    expect(run).toThrow(message);
  }
});
