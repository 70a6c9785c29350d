import { keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { add, gather, matMul, relu, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "../layers/scope.ts";
import { shareCorrect } from "./shareCorrect.ts";
import { type ExampleTable, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const modulus = 41;
const width = 128;

function pairs(places: Int32Array): ExampleTable {
  const first = places.map((place) => Math.floor(place / modulus));
  const second = places.map((place) => place % modulus);
  const sum = first.map((a, at) => (a + (second[at] as number)) % modulus);
  return {
    first: { values: first, shape: [] },
    second: { values: second, shape: [] },
    labels: { values: sum, shape: [] },
  };
}

function logits(scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor {
  const [first, second] = ["first", "second"].map((name) =>
    gather(scope.parameter(name), batch[name] as Tensor),
  ) as [Tensor, Tensor];
  return matMul(relu(add(first, second)), scope.parameter("output"));
}

const embedding = (name: string) =>
  ({
    name,
    kind: "embedding",
    shape: [modulus, width],
    initializer: { type: "normal", standardDeviation: 1 },
  }) as const;

export default world({
  card: worldOf("modular_addition"),
  parameterSpecs: [
    embedding("first"),
    embedding("second"),
    {
      name: "output",
      kind: "output_weight",
      shape: [width, modulus],
      initializer: { type: "fan_in_normal", scale: 1 },
    },
  ],
  unitSymmetries: [
    [
      { parameter: 0, axis: 1 },
      { parameter: 1, axis: 1 },
      { parameter: 2, axis: 0 },
    ],
  ],
  data() {
    const order = permutation(keyFromSeed(41), modulus * modulus);
    return {
      train: pairs(order.slice(0, 840)),
      validation: pairs(order.slice(840, 1260)),
      test: pairs(order.slice(1260)),
    };
  },
  losses: (scope, batch, options) => classLosses(logits(scope, batch), batch["labels"] as Tensor, options),
  judge: (scope, batch) => ({ accuracy: shareCorrect(logits(scope, batch), batch["labels"] as Tensor) }),
  logits,
});
