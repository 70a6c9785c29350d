import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { relu, type Tensor } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import type { Scope } from "../layers/scope.ts";
import { shareCorrect } from "./shareCorrect.ts";
import { type Table, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const [inputs, width] = [20, 64];

function signs(seed: number, rows: number): Table {
  const values = uniform(keyFromSeed(seed), rows * inputs).map((u) => (u < 0.5 ? -1 : 1));
  const labels = Int32Array.from({ length: rows }, (_, row) =>
    values[row * inputs] === values[row * inputs + 1] ? 1 : 0,
  );
  return { signs: { values, shape: [inputs] }, labels: { values: labels, shape: [] } };
}

const logits = (scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor =>
  dense(scope, "output", relu(dense(scope, "hidden", batch["signs"] as Tensor)));

export default world({
  card: worldOf("xor"),
  parameterSpecs: [
    ...denseSpecs("hidden", inputs, width),
    ...denseSpecs("output", width, 2, { kind: "output_weight" }),
  ],
  data: () => ({ train: signs(1, 4000), validation: signs(2, 1000), test: signs(3, 1000) }),
  losses: (scope, batch, options) => classLosses(logits(scope, batch), batch["labels"] as Tensor, options),
  judge: (scope, batch) => ({ accuracy: shareCorrect(logits(scope, batch), batch["labels"] as Tensor) }),
  logits,
});
