import { normal } from "@steepest/base/random/normal.ts";
import { concat, grads, reshape, type Tensor, tensor, tidy } from "@tensorflow/tfjs";

/** Test support: a function's result and its slopes by all arguments against a random upstream gradient, as one row of numbers. */
export function valueAndSlopes(run: (...tensors: Tensor[]) => Tensor): (...tensors: Tensor[]) => Tensor {
  return (...tensors) =>
    tidy(() => {
      const value = run(...tensors);
      const upstream = tensor(normal([5, 11], value.size), value.shape);
      const slopes = grads(run)([...tensors], upstream);
      return concat([value, ...slopes].map((each) => reshape(each, [-1])));
    });
}
