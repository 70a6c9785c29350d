import type { KernelConfig } from "@tensorflow/tfjs";
import { unaryKernel } from "./unaryKernel.ts";

/** tfjs's kernels that are one function of our WebAssembly each; errors and edge cases are stated there. */
export const unaryKernels: readonly KernelConfig[] = [
  unaryKernel("Abs", "absolute"),
  unaryKernel("Ceil", "ceil"),
  unaryKernel("Elu", "elu"),
  unaryKernel("Erf", "erf"),
  unaryKernel("Exp", "exp"),
  unaryKernel("Expm1", "expm1"),
  unaryKernel("Floor", "floor"),
  unaryKernel("Log", "log"),
  unaryKernel("Log1p", "log1p"),
  unaryKernel("Neg", "negate"),
  unaryKernel("Reciprocal", "reciprocal"),
  unaryKernel("Relu", "relu"),
  unaryKernel("Relu6", "relu6"),
  unaryKernel("Round", "round"),
  unaryKernel("Rsqrt", "rsqrt"),
  unaryKernel("Selu", "selu"),
  unaryKernel("Sigmoid", "sigmoid"),
  unaryKernel("Sign", "sign"),
  unaryKernel("Softplus", "softplus"),
  unaryKernel("Sqrt", "sqrt"),
  unaryKernel("Square", "square"),
  unaryKernel("Tanh", "tanh"),
];
