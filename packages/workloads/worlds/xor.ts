import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { relu, type Tensor } from "@tensorflow/tfjs";
import { dense, denseSpecs, hiddenUnits } from "../layers/dense.ts";
import type { Scope } from "../layers/scope.ts";
import { shareCorrect } from "./shareCorrect.ts";
import { widenedCard } from "./widenedCard.ts";
import { type ExampleTable, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const inputs = 20;

function signs(seed: number, rows: number): ExampleTable {
  const values = uniform(keyFromSeed(seed), rows * inputs).map((u) => (u < 0.5 ? -1 : 1));
  const labels = Int32Array.from({ length: rows }, (_, row) =>
    values[row * inputs] === values[row * inputs + 1] ? 1 : 0,
  );
  return { signs: { values, shape: [inputs] }, labels: { values: labels, shape: [] } };
}

const logits = (scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor =>
  dense(scope, "output", relu(dense(scope, "hidden", batch["signs"] as Tensor)));

function withUnits(width: number): Workload {
  const parameterSpecs = [
    ...denseSpecs("hidden", inputs, width),
    ...denseSpecs("output", width, 2, { kind: "output_weight" }),
  ];
  return {
    ...world({
      card: widenedCard(worldOf("xor"), { parameterSpecs }),
      parameterSpecs,
      unitSymmetries: [hiddenUnits(0)],
      data: () => ({ train: signs(1, 4000), validation: signs(2, 1000), test: signs(3, 1000) }),
      losses: (scope, batch, options) =>
        classLosses(logits(scope, batch), batch["labels"] as Tensor, options),
      judge: (scope, batch) => ({ accuracy: shareCorrect(logits(scope, batch), batch["labels"] as Tensor) }),
      logits,
    }),
    widen: (factor) => withUnits(Math.max(1, Math.round(factor * width))),
  };
}

export default withUnits(64);
