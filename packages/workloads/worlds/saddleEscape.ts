import { matMul, mul, squaredDifference, sum, type Tensor, type Tensor1D } from "@tensorflow/tfjs";
import type { Scope } from "../layers/scope.ts";
import { relativeError } from "./relativeError.ts";
import { type ExampleTable, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const [size, width] = [8, 16];
const singularValues = [4, 3, 2, 1, 0, 0, 0, 0];

/** Inputs √8·eᵢ, so that the mean loss is ½‖W₁W₂ − diag(s)‖². */
function units(): ExampleTable {
  const inputs = new Float32Array(size * size);
  const targets = new Float32Array(size * size);
  for (let at = 0; at < size; at++) {
    inputs[at * size + at] = Math.sqrt(size);
    targets[at * size + at] = Math.sqrt(size) * (singularValues[at] as number);
  }
  return { inputs: { values: inputs, shape: [size] }, targets: { values: targets, shape: [size] } };
}

const predicted = (scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor =>
  matMul(matMul(batch["inputs"] as Tensor, scope.parameter("first")), scope.parameter("second"));

const small = { type: "normal", standardDeviation: 1e-3 } as const;

export default world({
  card: worldOf("saddle_escape"),
  parameterSpecs: [
    { name: "first", kind: "weight", shape: [size, width], initializer: small },
    { name: "second", kind: "output_weight", shape: [width, size], initializer: small },
  ],
  data: () => ({ train: units(), validation: units(), test: units() }),
  losses: (scope, batch) =>
    mul(sum(squaredDifference(predicted(scope, batch), batch["targets"] as Tensor), 1), 0.5) as Tensor1D,
  judge: (scope, batch) => ({ error: relativeError(predicted(scope, batch), batch["targets"] as Tensor) }),
});
