import { sineAndCosine } from "@steepest/base/math/sineAndCosine.ts";
import {
  div,
  mean,
  mul,
  relu,
  reshape,
  square,
  squaredDifference,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs";
import { dense, denseSpecs, hiddenUnits } from "../layers/dense.ts";
import type { Scope } from "../layers/scope.ts";
import { relativeError } from "./relativeError.ts";
import { type ExampleTable, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const [side, width] = [24, 64];

/** Half waves over the image's side. */
export const frequencies = [1, 2, 4, 8] as const;

/** cos(πf(x + ½)/side) · the same of y: orthogonal for different f (the basis of the discrete cosine transform). */
const waves = (frequency: number): Float32Array =>
  Float32Array.from({ length: side * side }, (_, at) => {
    const along = (place: number) => sineAndCosine((Math.PI * frequency * (place + 0.5)) / side)[1] as number;
    return along(Math.floor(at / side)) * along(at % side);
  });

function pixels(): ExampleTable {
  const each = frequencies.map(waves);
  const scaled = (place: number) => (2 * (place + 0.5)) / side - 1;
  return {
    places: {
      values: Float32Array.from({ length: 2 * side * side }, (_, at) =>
        scaled(at % 2 === 0 ? Math.floor(at / 2 / side) : (at >> 1) % side),
      ),
      shape: [2],
    },
    targets: {
      values: Float32Array.from({ length: side * side }, (_, at) =>
        each.reduce((sum, wave) => sum + (wave[at] as number), 0),
      ),
      shape: [],
    },
    ...Object.fromEntries(
      frequencies.map((frequency, at) => [
        `frequency_${frequency}`,
        { values: each[at] as Float32Array, shape: [] },
      ]),
    ),
  };
}

const predicted = (scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor1D => {
  const hidden = relu(dense(scope, "first", batch["places"] as Tensor));
  return reshape(dense(scope, "output", relu(dense(scope, "second", hidden))), [-1]);
};

/** Kinks of the first layer lie all over the image. */
const firstSpecs = denseSpecs("first", 2, width, { initializer: { type: "fan_in_normal", scale: 2 } }).map(
  (spec) => (spec.kind === "bias" ? { ...spec, initializer: { type: "uniform", limit: 1 } as const } : spec),
);

export default world({
  card: worldOf("image_fit"),
  parameterSpecs: [
    ...firstSpecs,
    ...denseSpecs("second", width, width, { initializer: { type: "fan_in_normal", scale: 2 } }),
    ...denseSpecs("output", width, 1, { kind: "output_weight" }),
  ],
  unitSymmetries: [hiddenUnits(0), hiddenUnits(2)],
  data: () => ({ train: pixels(), validation: pixels(), test: pixels() }),
  losses: (scope, batch) =>
    mul(squaredDifference(predicted(scope, batch), batch["targets"] as Tensor), 0.5) as Tensor1D,
  judge(scope, batch) {
    const found = predicted(scope, batch);
    return {
      error: relativeError(found, batch["targets"] as Tensor),
      // How much of each frequency's wave is in the fit: 1 where it is learnt.
      ...Object.fromEntries(
        frequencies.map((frequency) => {
          const wave = batch[`frequency_${frequency}`] as Tensor;
          return [`frequency_${frequency}`, div(mean(mul(found, wave)), mean(square(wave)))];
        }),
      ),
    };
  },
});
