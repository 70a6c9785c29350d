import { add, reshape, sum, type Tensor } from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { requireTensor } from "./requireTensor.ts";

/** x [..., width] + bias [width]; the bias's gradient is the sum of the rows. */
export function addBias(x: Tensor, bias: Tensor): Tensor {
  requireTensor("bias", bias, [x.shape.at(-1) ?? 1]);
  return differentiable([x, bias], () => ({
    value: add(x, bias),
    saved: [],
    // A clone: tfjs disposes of a gradient once it is added to another.
    gradient: (dy) => [dy.clone(), sum(reshape(dy, [-1, bias.size]), 0)],
  }));
}
