import { UserError } from "@steepest/base/userError.ts";
import type { Subject } from "../instrument.ts";
import {
  type Bench,
  endOf,
  evenly,
  finite,
  type Instrument,
  isNumber,
  type LabTask,
  learningRateOf,
  optionOf,
  tasksOf,
} from "../instrument.ts";
import { mean } from "../leastSquares.ts";

/** The subject's point with its learning rate times a factor. */
export function atRate(subject: Subject, factor: number) {
  const name = learningRateOf(subject);
  if (name === null) {
    throw new UserError({
      code: "no-learning-rate",
      what: `${subject.name} has no hyperparameter called lr, learning_rate or peak_lr.`,
      details: `It has ${Object.keys(subject.hyperparameters).join(", ") || "none"}.`,
      solution: "This instrument varies a learning rate: take a submission that has one.",
    });
  }
  return { ...subject.hyperparameters, [name]: Number(subject.hyperparameters[name]) * factor };
}

/** One training run at a multiple of the learning rate, for as many steps as the ask says. */
export async function trainAtRate(
  task: LabTask,
  steps: number,
  bench: Bench,
  options: { readonly target?: number; readonly batchSize?: number } = {},
) {
  return bench.train({
    seed: task.seed,
    steps,
    hyperparameters: atRate(bench.subject, task.settings["rate"] ?? 1),
    evaluationSteps: evenly(steps, 41).slice(1),
    ...options,
  });
}

/** Final loss, metric and time to target against the learning rate over decades. */
export const sensitivity: Instrument = {
  name: "sensitivity",
  title: "Sensitivity to the learning rate",
  measures:
    "the final validation loss and metric, and steps to target, at multiples of the learning rate; and the sensitivity number: the mean of (loss − best loss) over the rates, where a run that diverged counts as one that learnt nothing (in units of the loss)",
  source: "Wortsman et al. 2023 (arXiv 2309.14322), §2.2",
  cost: "rates × studies training runs of `steps` steps for each submission",
  studies: 1,
  options: {
    steps: { description: "Training steps of a run", default: [500], min: 1, max: 1e6, integer: true },
    rates: {
      description: "Multiples of the submission's learning rate",
      default: [0.03, 0.1, 0.3, 1, 3, 10, 30],
      min: 1e-9,
      max: 1e9,
      list: true,
    },
  },
  plan: (ask) =>
    tasksOf(
      ask,
      (ask.options["rates"] ?? []).map((rate) => ({ rate })),
    ),
  async measure(task, ask, bench) {
    const record = await trainAtRate(task, optionOf(ask, "steps"), bench, {
      target: bench.workload.card.target.validation,
    });
    const { validation, loss, stepsToTarget } = endOf(record);
    const first = record.evaluations[0]?.validation["loss"] ?? null;
    return { numbers: { validation, loss, stepsToTarget, firstLoss: finite(first) }, series: {} };
  },
  report(ask, results) {
    const metric = ask.card.metric.label;
    const rates = [...(ask.options["rates"] ?? [])].sort((a, b) => a - b);
    const of = (subject: number, rate: number, name: string): number[] =>
      results
        .filter(({ task }) => task.subject === subject && task.settings["rate"] === rate)
        .map(({ finding }) => finding.numbers[name])
        .filter(isNumber);
    const average = (values: readonly number[]) => (values.length === 0 ? null : mean(values));
    const all = ask.subjects.map((subject, index) => {
      const name = learningRateOf(subject) ?? "lr";
      const rows = rates.map((rate) => {
        const complete = of(index, rate, "loss").length === ask.studies;
        return {
          rate: Number(subject.hyperparameters[name]) * rate,
          loss: complete ? average(of(index, rate, "loss")) : null,
          validation: complete ? average(of(index, rate, "validation")) : null,
          steps:
            of(index, rate, "stepsToTarget").length === ask.studies
              ? average(of(index, rate, "stepsToTarget"))
              : null,
        };
      });
      const losses = rows.map(({ loss }) => loss).filter(isNumber);
      const best = Math.min(...losses);
      const worst = Math.max(...losses, ...rates.flatMap((rate) => of(index, rate, "firstLoss")));
      const number =
        losses.length === 0 ? null : mean(rows.map(({ loss }) => Math.min(loss ?? worst, worst) - best));
      const reaching = rows.filter(({ steps }) => steps !== null).map(({ rate }) => rate);
      const width = reaching.length === 0 ? null : Math.log10(Math.max(...reaching) / Math.min(...reaching));
      return { subject, rows, number, width, best };
    });
    const x = { label: "learning rate", scale: "log" } as const;
    return {
      lines: all.map(({ subject, number, width }) =>
        [
          `${subject.name}: sensitivity ${number === null ? "unknown, as every run diverged" : number.toPrecision(3)}`,
          width === null
            ? "no rate reached the target"
            : `the target was reached over ${width.toFixed(1)} decades of learning rates`,
        ]
          .join("; ")
          .concat("."),
      ),
      tables: all.map(({ subject, rows }) => ({
        title: subject.name,
        columns: ["learning rate", "loss", metric, "steps to target"],
        rows: rows.map(({ rate, loss, validation, steps }) => [rate, loss, validation, steps]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Final validation loss against the learning rate",
          x,
          y: { label: "validation loss", scale: "log" },
          series: all.map(({ subject, rows }) => ({
            name: subject.name,
            points: rows.map(({ rate, loss }) => [rate, loss] as const),
          })),
        },
        {
          kind: "lines",
          title: "Steps to target against the learning rate",
          x,
          y: { label: "steps to target", scale: "linear" },
          series: all.map(({ subject, rows }) => ({
            name: subject.name,
            points: rows.map(({ rate, steps }) => [rate, steps] as const),
          })),
        },
      ],
    };
  },
};
