import { gelu, silu } from "@steepest/tensors/operations/activations.ts";
import { relu, type Tensor } from "@tensorflow/tfjs";

/** Names of activations, as configurations hold them. */
export type ActivationName = "relu" | "silu" | "gelu";

/** Applies an activation by its name; GELU in its approximation by tanh, as AlgoPerf's models. */
export function activation(name: ActivationName, x: Tensor): Tensor {
  if (name === "silu") return silu(x);
  if (name === "gelu") return gelu(x, "tanh");
  return relu(x);
}
