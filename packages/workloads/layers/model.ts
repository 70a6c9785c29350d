import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** A parameter-free description of a network: what it needs, and how it maps inputs to logits. */
export interface Model {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
  /** Logits; for a sequence model one row for every position. */
  apply(scope: Scope, inputs: Tensor): Tensor;
}
