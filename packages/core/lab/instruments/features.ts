import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { Tensor } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { matrixOf } from "../../sandbox/linearAlgebra/matrix.ts";
import { singularValues } from "../../sandbox/linearAlgebra/singularValues.ts";
import type { Bench } from "../instrument.ts";
import { evenly, finite, type Instrument, isNumber, optionOf, seriesName, tasksOf } from "../instrument.ts";
import { mean } from "../leastSquares.ts";

/** Ranks of weights and updates along training, and how the predictions of a class draw together. */
export const features: Instrument = {
  name: "features",
  title: "Ranks and collapse along training",
  measures:
    "the effective rank of weights and of updates (e to the entropy of the normalised singular values) as a share of the full rank, averaged over matrices; and, where a batch has one label for each prediction, NC1: the trace of the predictions' scatter within classes over that between classes",
  source:
    "Roy & Vetterli 2007 (EUSIPCO, “The effective rank”), definition 1; Papyan, Han & Donoho 2020 (arXiv 2008.08186), NC1",
  cost: "`points` singular value decompositions of every matrix up to `largest` on its shorter side, beside the training itself",
  studies: 1,
  options: {
    steps: { description: "Training steps", default: [500], min: 1, max: 1e6, integer: true },
    points: {
      description: "Moments to look at, evenly spread",
      default: [8],
      min: 2,
      max: 1000,
      integer: true,
    },
    examples: {
      description: "Training examples whose predictions are looked at",
      default: [512],
      min: 2,
      max: 1e6,
      integer: true,
    },
    largest: {
      description: "Matrices with a longer shorter side are left out",
      default: [160],
      min: 2,
      max: 4096,
      integer: true,
    },
  },
  plan: (ask) => tasksOf(ask),
  async measure({ seed }, ask, bench) {
    const [steps, largest] = [optionOf(ask, "steps"), optionOf(ask, "largest")];
    const moments = evenly(steps, optionOf(ask, "points"));
    const series: Record<"step" | "weights" | "updates" | "nc1", (number | null)[]> = {
      step: [],
      weights: [],
      updates: [],
      nc1: [],
    };
    await bench.train({
      seed,
      steps,
      evaluationSteps: [],
      probes: [
        {
          isDue: (step) => moments.includes(step),
          async onStep({ step, parameters, before, modelState, loaded }) {
            series.step.push(step);
            series.weights.push(finite(await meanRank(parameters, largest)));
            const updates = before?.map((tensor, at) => tf.sub(parameters[at] as Tensor, tensor));
            series.updates.push(updates ? finite(await meanRank(updates, largest)) : null);
            if (updates) tf.dispose(updates);
            series.nc1.push(
              finite(await collapse(loaded, parameters, modelState, optionOf(ask, "examples"))),
            );
            bench.progress(step / steps);
          },
        },
      ],
    });
    return { numbers: {}, series };
  },
  report(ask, results) {
    const over = { label: "step", scale: "linear" } as const;
    const points = (name: string) =>
      results.map(({ task, finding }) => ({
        name: seriesName(ask, task),
        points: (finding.series["step"] ?? []).map(
          (step, at) => [step ?? 0, finding.series[name]?.[at] ?? null] as const,
        ),
      }));
    const ends = (values: readonly (number | null)[] | undefined) => {
      const numbers = (values ?? []).filter(isNumber);
      return numbers.length === 0
        ? "–"
        : `from ${numbers[0]?.toPrecision(3)} to ${numbers.at(-1)?.toPrecision(3)}`;
    };
    return {
      lines: results.map(
        ({ task, finding: { series } }) =>
          `${seriesName(ask, task)}: effective rank of weights ${ends(series["weights"])} of the full one, of updates ${ends(series["updates"])}; NC1 ${ends(series["nc1"])}.`,
      ),
      tables: results.map(({ task, finding: { series } }) => ({
        title: seriesName(ask, task),
        columns: ["step", "rank of weights", "rank of updates", "NC1"],
        rows: (series["step"] ?? []).map((step, at) => [
          step,
          series["weights"]?.[at] ?? null,
          series["updates"]?.[at] ?? null,
          series["nc1"]?.[at] ?? null,
        ]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Effective rank of weights, as a share of the full rank",
          x: over,
          y: { label: "share", scale: "linear" },
          series: points("weights"),
        },
        {
          kind: "lines",
          title: "Effective rank of updates, as a share of the full rank",
          x: over,
          y: { label: "share", scale: "linear" },
          series: points("updates"),
        },
        {
          kind: "lines",
          title: "NC1 of the predictions",
          x: over,
          y: { label: "within ÷ between classes", scale: "log" },
          series: points("nc1"),
        },
      ],
    };
  },
};

/** e to the entropy of singular values over their sum, as a share of their number (Roy & Vetterli 2007, definition 1). 0 for nothing but zeros. */
export function effectiveRankShare(values: ArrayLike<number>): number {
  const sum = Array.from(values).reduce((total, value) => total + value, 0);
  if (!(sum > 0)) return 0;
  let entropy = 0;
  for (const value of Array.from(values)) if (value > 0) entropy -= (value / sum) * Math.log(value / sum);
  return Math.exp(entropy) / values.length;
}

/** Mean over all weights of two axes or more, the last against all others; null where none is small enough. */
async function meanRank(tensors: readonly Tensor[], largest: number): Promise<number | null> {
  const shares: number[] = [];
  for (const tensor of tensors) {
    const columns = tensor.shape.at(-1) ?? 1;
    const rows = tensor.size / columns;
    if (tensor.shape.length < 2 || Math.min(rows, columns) < 2 || Math.min(rows, columns) > largest) continue;
    const { s } = singularValues(matrixOf(await tensor.data(), rows, columns), () => {});
    shares.push(effectiveRankShare(s));
  }
  return shares.length === 0 ? null : mean(shares);
}

/** NC1 of the predictions of training examples; null where a workload has no logits or no single label for each. */
async function collapse(
  loaded: Bench["loaded"],
  parameters: readonly Tensor[],
  modelState: readonly Tensor[],
  examples: number,
): Promise<number | null> {
  if (!loaded.logits) return null;
  const count = Math.min(examples, loaded.trainSize);
  const indices = Int32Array.from({ length: count }, (_, at) => Math.floor((at * loaded.trainSize) / count));
  const batch = loaded.batch(indices, deriveKey(keyFromSeed(0), "features"));
  const labels = batch["labels"];
  const logits = tf.tidy(() => loaded.logits?.(parameters, modelState, batch) as Tensor);
  const [rows = 0, columns = 0] = logits.shape;
  const found =
    labels === undefined || labels.size !== rows
      ? null
      : withinOverBetween(await logits.data(), await labels.data(), columns);
  tf.dispose([logits, Object.values(batch)]);
  return found;
}

/** Trace of the scatter within classes over that of the class means, weighted by their examples; rows of `columns` numbers. Null with one class. */
export function withinOverBetween(
  numbers: ArrayLike<number>,
  labels: ArrayLike<number>,
  columns: number,
): number | null {
  const sums = new Map<number, { count: number; sum: Float64Array }>();
  const total = new Float64Array(columns);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const own = sums.get(label) ?? { count: 0, sum: new Float64Array(columns) };
    own.count++;
    for (let at = 0; at < columns; at++) {
      own.sum[at] = (own.sum[at] as number) + (numbers[row * columns + at] as number);
      total[at] = (total[at] as number) + (numbers[row * columns + at] as number);
    }
    sums.set(label, own);
  }
  let [within, between] = [0, 0];
  for (const { count, sum } of sums.values()) {
    for (let at = 0; at < columns; at++) {
      between += count * ((sum[at] as number) / count - (total[at] as number) / labels.length) ** 2;
    }
  }
  for (let row = 0; row < labels.length; row++) {
    const own = sums.get(labels[row] as number) as { count: number; sum: Float64Array };
    for (let at = 0; at < columns; at++) {
      within += ((numbers[row * columns + at] as number) - (own.sum[at] as number) / own.count) ** 2;
    }
  }
  return sums.size < 2 || between === 0 ? null : within / between;
}
