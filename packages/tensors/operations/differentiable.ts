import { customGrad, type GradSaveFunc, type Tensor } from "@tensorflow/tfjs";

/** An operation's result, the tensors that its gradient needs, and the gradient: one slope for every input. */
export interface Differentiable {
  readonly value: Tensor;
  readonly saved: readonly Tensor[];
  readonly gradient: (dy: Tensor, saved: readonly Tensor[]) => Tensor[];
}

/**
 * Runs `forward` as one operation of `inputs` with its own gradient. What the gradient uses must come to it through `saved`: other
 * tensors may be gone by then.
 */
export function differentiable(inputs: readonly Tensor[], forward: () => Differentiable): Tensor {
  const operation = customGrad((...received) => {
    const save = received.at(-1) as unknown as GradSaveFunc;
    const { value, saved, gradient } = forward();
    save([...saved]);
    return { value, gradFunc: gradient };
  });
  return operation(...inputs);
}
