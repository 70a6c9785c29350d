import type { Initializer, ParameterKind, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import type { UnitAxis } from "@steepest/core/workload/workload.ts";
import { addBias } from "@steepest/tensors/operations/addBias.ts";
import { matMul, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

export interface DenseOptions {
  readonly kind?: ParameterKind;
  readonly initializer?: Initializer;
}

/** Weight [inputs, outputs] and bias of a dense layer; by default LeCun's initialization and a bias of 0. */
export const denseSpecs = (
  name: string,
  inputs: number,
  outputs: number,
  { kind = "weight", initializer = { type: "fan_in_normal", scale: 1 } }: DenseOptions = {},
): readonly ParameterSpec[] => [
  { name: `${name}.weight`, kind, shape: [inputs, outputs], initializer },
  { name: `${name}.bias`, kind: "bias", shape: [outputs], initializer: { type: "constant", value: 0 } },
];

/** x W + b for x [rows, inputs]. */
export function dense(scope: Scope, name: string, x: Tensor): Tensor {
  return scope.noisy(x, (inputs) =>
    addBias(scope.linear(inputs, `${name}.weight`, matMul), scope.parameter(`${name}.bias`)),
  );
}

/** The axes of the hidden units between a dense layer, whose weight is parameter number `at`, and the dense layer right after it. */
export const hiddenUnits = (at: number): readonly UnitAxis[] => [
  { parameter: at, axis: 1 },
  { parameter: at + 1, axis: 0 },
  { parameter: at + 2, axis: 0 },
];
