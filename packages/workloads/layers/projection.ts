import type { Initializer, ParameterKind, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { matMul, reshape, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** The weight [inputs, outputs] of a dense layer without bias. */
export const projectionSpec = (
  name: string,
  [inputs, outputs]: readonly [number, number],
  kind: ParameterKind,
  initializer: Initializer,
): ParameterSpec => ({ name, kind, shape: [inputs, outputs], initializer });

/** x W for x [..., inputs]: [..., outputs]. */
export function projection(scope: Scope, name: string, x: Tensor): Tensor {
  const [inputs, outputs] = scope.parameter(name).shape as [number, number];
  return scope.noisy(x, (rows) =>
    reshape(scope.linear(reshape(rows, [-1, inputs]), name, matMul), [...x.shape.slice(0, -1), outputs]),
  );
}
