import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { add, matMul, mean, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";

/** The shapes of heads, one for each edge between blocks: [features, classes]. None where the model marks no blocks. */
export function localShapes({ edges = [], parameterSpecs }: Model): (readonly [number, number])[] {
  const classes = parameterSpecs.findLast(({ kind }) => kind === "output_weight")?.shape.at(-1);
  return classes === undefined ? [] : edges.map((features) => [features, classes] as const);
}

/** Of every row the losses of all heads together: a head's logits are its matrix times the mean of the block's outputs over positions. */
export function localLosses(
  edges: readonly Tensor[],
  labels: Tensor,
  { localHeads = [], labelSmoothing, key }: ForwardOptions,
): Tensor1D {
  const each = edges.map((outputs, at) => {
    const axes = outputs.shape.map((_, axis) => axis).slice(1, -1);
    const features = axes.length === 0 ? outputs : mean(outputs, axes);
    const logits = matMul(features as Tensor2D, localHeads[at] as Tensor2D);
    return classLosses(logits, labels, { labelSmoothing, key });
  });
  return each.reduce((sum, losses) => add(sum, losses));
}
