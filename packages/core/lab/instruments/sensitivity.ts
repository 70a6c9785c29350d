import { keyFromSeed } from "@steepest/base/random/key.ts";
import { UserError } from "@steepest/base/userError.ts";
import { watchAttention } from "@steepest/tensors/operations/attention.ts";
import { abs, max, type Tensor, tidy } from "@tensorflow/tfjs";
import type { LabTask, Subject } from "../../schema/labFile.ts";
import type { LoadedWorkload } from "../../workload/workload.ts";
import type { TrainOptions } from "../instrument.ts";
import {
  type Bench,
  endOf,
  evenly,
  finite,
  type Instrument,
  isNumber,
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
  options: Pick<TrainOptions, "target" | "batchSize" | "probes"> = {},
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
    "the final validation loss and metric, and steps to target, at multiples of the learning rate; and the sensitivity number: the mean of (loss − best loss) over the rates, where a run that diverged counts as one that learnt nothing (in units of the loss); the largest output logit of a batch at the end of training, where the loss is over classes, and the largest logit of its attention, where the model has any; and, over a ladder of widths, the best rate of each",
  source:
    "Wortsman et al. 2023 (arXiv 2309.14322), §2.2 and §3.2; over widths: Yang et al. 2022 (arXiv 2203.03466), §4",
  cost: "widths × rates × studies training runs of `steps` steps for each submission",
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
    widths: {
      description: "Hidden layers so many times as wide as the workload's own",
      default: [1],
      min: 0.01,
      max: 100,
      list: true,
    },
  },
  // A run of the workload's own width has no setting for it.
  plan: (ask) =>
    tasksOf(
      ask,
      (ask.options["widths"] ?? [1]).flatMap((width) =>
        (ask.options["rates"] ?? []).map((rate) => (width === 1 ? { rate } : { rate, width })),
      ),
    ),
  measure: (task, ask, given) =>
    given.widened(task.settings["width"] ?? 1, async (bench) => {
      let largest: LargestLogits = { output: null, attention: null };
      const record = await trainAtRate(task, optionOf(ask, "steps"), bench, {
        target: bench.workload.card.target.validation,
        probes: [
          {
            isDue: (step) => step === optionOf(ask, "steps"),
            async onStep({ parameters, modelState, loaded }) {
              largest = await largestLogitsOf(parameters, modelState, loaded);
            },
          },
        ],
      });
      const { validation, loss, stepsToTarget } = endOf(record);
      const first = record.evaluations[0]?.validation["loss"] ?? null;
      return {
        numbers: {
          validation,
          loss,
          stepsToTarget,
          firstLoss: finite(first),
          largestLogit: largest.output,
          largestAttentionLogit: largest.attention,
        },
        series: {},
      };
    }),
  report(ask, results) {
    const metric = ask.card.metric.label;
    const rates = [...(ask.options["rates"] ?? [])].sort((a, b) => a - b);
    const of = (subject: number, width: number, rate: number, name: string): number[] =>
      results
        .filter(
          ({ task: { subject: own, settings } }) =>
            own === subject && settings["rate"] === rate && (settings["width"] ?? 1) === width,
        )
        .map(({ finding }) => finding.numbers[name])
        .filter(isNumber);
    const average = (values: readonly number[]) => (values.length === 0 ? null : mean(values));
    const widths = ask.options["widths"] ?? [1];
    const cases = ask.subjects.flatMap((subject, index) =>
      widths.map((wide) => ({
        subject,
        index,
        wide,
        title: widths.length === 1 ? subject.name : `${subject.name}, width × ${wide}`,
      })),
    );
    const all = cases.map(({ subject, index, wide, title }) => {
      const name = learningRateOf(subject) ?? "lr";
      const rows = rates.map((rate) => {
        const complete = of(index, wide, rate, "loss").length === ask.studies;
        return {
          rate: Number(subject.hyperparameters[name]) * rate,
          loss: complete ? average(of(index, wide, rate, "loss")) : null,
          validation: complete ? average(of(index, wide, rate, "validation")) : null,
          steps:
            of(index, wide, rate, "stepsToTarget").length === ask.studies
              ? average(of(index, wide, rate, "stepsToTarget"))
              : null,
          logit: complete ? average(of(index, wide, rate, "largestLogit")) : null,
          attention: complete ? average(of(index, wide, rate, "largestAttentionLogit")) : null,
        };
      });
      const losses = rows.map(({ loss }) => loss).filter(isNumber);
      const best = Math.min(...losses);
      const worst = Math.max(...losses, ...rates.flatMap((rate) => of(index, wide, rate, "firstLoss")));
      const number =
        losses.length === 0 ? null : mean(rows.map(({ loss }) => Math.min(loss ?? worst, worst) - best));
      const reaching = rows.filter(({ steps }) => steps !== null).map(({ rate }) => rate);
      const width = reaching.length === 0 ? null : Math.log10(Math.max(...reaching) / Math.min(...reaching));
      const bestRate = rows.find(({ loss }) => loss === best)?.rate ?? null;
      return { title, rows, number, width, bestRate };
    });
    const x = { label: "learning rate", scale: "log" } as const;
    return {
      lines: all.map(({ title, number, width, bestRate }) =>
        [
          `${title}: sensitivity ${number === null ? "unknown, as every run diverged" : number.toPrecision(3)}`,
          width === null
            ? "no rate reached the target"
            : `the target was reached over ${width.toFixed(1)} decades of learning rates`,
          ...(bestRate === null ? [] : [`the best rate is ${bestRate.toPrecision(3)}`]),
        ]
          .join("; ")
          .concat("."),
      ),
      tables: all.map(({ title, rows }) => ({
        title,
        columns: ["learning rate", "loss", metric, "steps to target", "largest logit", "of attention"],
        rows: rows.map(({ rate, loss, validation, steps, logit, attention }) => [
          rate,
          loss,
          validation,
          steps,
          logit,
          attention,
        ]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Final validation loss against the learning rate",
          x,
          y: { label: "validation loss", scale: "log" },
          series: all.map(({ title, rows }) => ({
            name: title,
            points: rows.map(({ rate, loss }) => [rate, loss] as const),
          })),
        },
        {
          kind: "lines",
          title: "Steps to target against the learning rate",
          x,
          y: { label: "steps to target", scale: "linear" },
          series: all.map(({ title, rows }) => ({
            name: title,
            points: rows.map(({ rate, steps }) => [rate, steps] as const),
          })),
        },
      ],
    };
  },
};

interface LargestLogits {
  readonly output: number | null;
  readonly attention: number | null;
}

/** The largest absolute logits of one batch of training examples; null where the loss is over no classes, or the model has no attention. */
async function largestLogitsOf(
  parameters: readonly Tensor[],
  modelState: readonly Tensor[],
  loaded: LoadedWorkload,
): Promise<LargestLogits> {
  const { logits } = loaded;
  if (logits === undefined) return { output: null, attention: null };
  const indices = Int32Array.from({ length: Math.min(256, loaded.trainSize) }, (_, at) => at);
  const ofAttention: number[] = [];
  const largest = watchAttention(
    (one) => ofAttention.push(one),
    () => tidy(() => max(abs(logits(parameters, modelState, loaded.batch(indices, keyFromSeed(0)))))),
  );
  const [value] = await largest.data();
  largest.dispose();
  return {
    output: finite(value),
    attention: ofAttention.length === 0 ? null : finite(Math.max(...ofAttention)),
  };
}
