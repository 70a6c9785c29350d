import { UserError } from "@steepest/base/userError.ts";
import type { Subject } from "../../schema/labFile.ts";
import { type Instrument, isNumber, learningRateOf, optionOf } from "../instrument.ts";
import { fitLine } from "../leastSquares.ts";

/** The second axis: the asked hyperparameter, or the first number beside the learning rate that is not 0. */
function secondOf({ name, hyperparameters }: Subject, asked: string | null): string {
  const numbers = Object.keys(hyperparameters).filter(
    (key) => typeof hyperparameters[key] === "number" && hyperparameters[key] !== 0 && key !== "lr",
  );
  const found = asked === null ? numbers[0] : numbers.find((key) => key === asked);
  if (found !== undefined) return found;
  throw new UserError({
    code: "no-hyperparameter",
    what:
      asked === null
        ? `${name} has no second number to vary.`
        : `${name} has no number ${asked} that can be varied.`,
    details: `It has ${Object.entries(hyperparameters)
      .map(([key, value]) => `${key}=${value}`)
      .join(", ")}.`,
    solution:
      numbers.length === 0
        ? "Give it a value other than 0 by --set, or take another submission."
        : `Choose one by --across: ${numbers.join(", ")}.`,
  });
}

/** Where training converges and where it diverges, over two hyperparameters; and how rough the border is. */
export const boundary: Instrument = {
  name: "boundary",
  title: "The boundary of trainability",
  measures:
    "whether training on a fixed set of examples ends below the loss that it began with, over a square of the learning rate and a second hyperparameter; and the box-counting dimension of the border (1: smooth, 2: it fills the plane)",
  source:
    "Sohl-Dickstein 2024, “The boundary of neural network trainability is fractal” (arXiv 2402.06184), §3",
  cost: "cells² training runs of `steps` steps; to zoom, run again with a smaller `decades` at another `--set` point",
  studies: 1,
  options: {
    cells: { description: "Cells along each side", default: [32], min: 4, max: 2048, integer: true },
    decades: {
      description: "Decades that each side spans, around the submission's point",
      default: [3],
      min: 1e-9,
      max: 30,
    },
    steps: { description: "Training steps of a run", default: [40], min: 1, max: 1e6, integer: true },
    examples: {
      description: "Examples that are trained on, all in each batch",
      default: [128],
      min: 1,
      max: 1e6,
      integer: true,
    },
  },
  words: {
    across: {
      description: "The second hyperparameter (default: the first number beside the learning rate)",
      default: null,
    },
  },
  plan: (ask) =>
    ask.subjects.flatMap((one, subject) => {
      secondOf(one, ask.words["across"] ?? null);
      return Array.from({ length: optionOf(ask, "cells") }, (_, row) => ({
        subject,
        seed: ask.seed,
        settings: { row },
      }));
    }),
  async measure(task, ask, bench) {
    const cells = optionOf(ask, "cells");
    const factors = factorsOf(cells, optionOf(ask, "decades"));
    const second = secondOf(bench.subject, ask.words["across"] ?? null);
    const rate = learningRateOf(bench.subject);
    if (rate === null) {
      throw new UserError({
        code: "no-learning-rate",
        what: `${bench.subject.name} has no hyperparameter called lr, learning_rate or peak_lr.`,
        solution: "This instrument varies a learning rate: take a submission that has one.",
      });
    }
    const [steps, examples] = [optionOf(ask, "steps"), optionOf(ask, "examples")];
    const ends: (number | null)[] = [];
    const { hyperparameters } = bench.subject;
    for (const [column, factor] of factors.entries()) {
      const losses: number[] = [];
      await bench.train({
        seed: task.seed,
        steps,
        examples,
        batchSize: examples,
        evaluationSteps: [],
        hyperparameters: {
          ...hyperparameters,
          [rate]: Number(hyperparameters[rate]) * factor,
          [second]: Number(hyperparameters[second]) * (factors[task.settings["row"] ?? 0] ?? 1),
        },
        probes: [
          {
            isDue: (step) => step === 1 || step === steps,
            async onStep({ gradient }) {
              if (gradient) losses.push(((await gradient.loss.data())[0] ?? Number.NaN) as number);
            },
          },
        ],
      });
      const [first, last] = [losses[0] ?? Number.NaN, losses.at(-1) ?? Number.NaN];
      ends.push(losses.length > 1 && Number.isFinite(last) && last < first ? last : null);
      bench.progress((column + 1) / cells);
    }
    return { numbers: {}, series: { loss: ends } };
  },
  report(ask, results) {
    const cells = optionOf(ask, "cells");
    const factors = factorsOf(cells, optionOf(ask, "decades"));
    const all = ask.subjects.map((subject, index) => {
      const rows = Array.from({ length: cells }, (_, row) => {
        const found = results.find(({ task }) => task.subject === index && task.settings["row"] === row);
        return found?.finding.series["loss"] ?? Array<null>(cells).fill(null);
      });
      const counts = boxCounts(rows.map((row) => row.map(isNumber)));
      return {
        subject,
        rows,
        dimension: dimensionOf(counts),
        share: rows.flat().filter(isNumber).length / cells ** 2,
      };
    });
    return {
      lines: all.map(
        ({ subject, dimension, share }) =>
          `${subject.name}: ${(100 * share).toFixed(0)} % of the square trains; ${dimension === null ? "no border lies in it" : `the border's box-counting dimension is ${dimension.toFixed(2)}`}.`,
      ),
      tables: [
        {
          title: "Square",
          columns: ["submission", "trains (%)", "dimension"],
          rows: all.map(({ subject, share, dimension }) => [subject.name, 100 * share, dimension]),
        },
      ],
      figures: all.map(({ subject, rows }) => {
        const second = secondOf(subject, ask.words["across"] ?? null);
        const rate = learningRateOf(subject) ?? "lr";
        const at = (name: string) => factors.map((factor) => Number(subject.hyperparameters[name]) * factor);
        return {
          kind: "map" as const,
          title: `Loss after training, ${subject.name} (empty: diverged)`,
          x: { label: rate, scale: "log" as const },
          y: { label: second, scale: "log" as const },
          xs: at(rate),
          ys: at(second),
          values: rows,
          valueLabel: "loss",
        };
      }),
    };
  },
};

/** Factors from 10^(−decades/2) to 10^(decades/2). */
const factorsOf = (cells: number, decades: number): number[] =>
  Array.from({ length: cells }, (_, at) => 10 ** (decades * (at / (cells - 1) - 0.5)));

/** How many boxes of side 1, 2, 4 … cells hold cells of both kinds: each box is looked at with the cells that border it on the right and below. */
export function boxCounts(
  trains: readonly (readonly boolean[])[],
): { readonly side: number; readonly boxes: number }[] {
  const size = trains.length;
  const counts: { side: number; boxes: number }[] = [];
  for (let side = 1; side <= size / 4; side *= 2) {
    let boxes = 0;
    for (let top = 0; top < size; top += side) {
      for (let left = 0; left < size; left += side) {
        const seen = new Set<boolean>();
        for (let row = top; row <= Math.min(top + side, size - 1); row++) {
          for (let column = left; column <= Math.min(left + side, size - 1); column++) {
            seen.add(trains[row]?.[column] === true);
          }
        }
        if (seen.size === 2) boxes++;
      }
    }
    counts.push({ side, boxes });
  }
  return counts;
}

/** Minus the slope of log boxes against log side; null where there is no border. */
export function dimensionOf(
  counts: readonly { readonly side: number; readonly boxes: number }[],
): number | null {
  const seen = counts.filter(({ boxes }) => boxes > 0);
  if (seen.length < 2) return null;
  return -fitLine(seen.map(({ side, boxes }) => [Math.log(side), Math.log(boxes)])).slope;
}
