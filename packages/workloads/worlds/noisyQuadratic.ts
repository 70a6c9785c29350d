import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { mul, square, sub, sum, type Tensor, type Tensor1D, tensor1d } from "@tensorflow/tfjs";
import type { Scope } from "../layers/scope.ts";
import { type ExampleTable, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const [directions, examples] = [100, 8192];

/** The curvature of each direction. */
const curvatures = Float32Array.from({ length: directions }, (_, at) => 1 / (at + 1));

/** Centres in pairs ±c, so that their mean, which is where the loss is least, is exactly 0. */
function centres(): ExampleTable {
  const values = normal(keyFromSeed(100), examples * directions);
  for (let row = 0; row < examples; row++) {
    for (let at = 0; at < directions; at++) {
      const place = row * directions + at;
      values[place] =
        row % 2 === 1
          ? -(values[place - directions] as number)
          : (values[place] as number) / Math.sqrt(curvatures[at] as number);
    }
  }
  return { centres: { values, shape: [directions] } };
}

const atZero: ExampleTable = { centres: { values: new Float32Array(directions), shape: [directions] } };

/** ½ Σ h (θ − c)² [rows]. */
const losses = (scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor1D =>
  mul(
    sum(mul(square(sub(scope.parameter("place"), batch["centres"] as Tensor)), tensor1d(curvatures)), 1),
    0.5,
  ) as Tensor1D;

export default world({
  card: worldOf("noisy_quadratic"),
  parameterSpecs: [
    {
      name: "place",
      kind: "weight",
      shape: [directions],
      initializer: { type: "normal", standardDeviation: 1 },
    },
  ],
  data: () => ({ train: centres(), validation: atZero, test: atZero }),
  losses,
  // Around the centre 0 the loss is what is above the least.
  judge: (scope, batch) => ({ excess: losses(scope, batch).mean() }),
});
