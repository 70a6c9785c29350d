import { finite, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { norm, pointOf } from "../lossSurface.ts";
import { atRate } from "./sensitivity.ts";

/** Loss spikes, and whether the norms of gradients and updates grow before them. */
export const spikes: Instrument = {
  name: "spikes",
  title: "Loss spikes and their warnings",
  measures:
    "at each step the training loss, the norm of the gradient and of the update; a spike is a loss above `factor` times the running median; a warning a norm above `factor` times its own before it; and how many steps ahead of a spike the first warning of an unbroken row came",
  source:
    "Takase et al. 2023, “Spike No More” (arXiv 2312.16903), §3; Chowdhery et al. 2022 (arXiv 2204.02311), §5.1",
  cost: "rates × studies training runs of `steps` steps, each step looked at",
  studies: 1,
  options: {
    steps: { description: "Training steps of a run", default: [400], min: 10, max: 1e6, integer: true },
    rates: {
      description: "Multiples of the submission's learning rate",
      default: [1, 4, 16],
      min: 1e-9,
      max: 1e9,
      list: true,
    },
    factor: { description: "What counts as a spike, in running medians", default: [2], min: 1.01, max: 1e6 },
    window: { description: "Steps of the running median", default: [50], min: 5, max: 10_000, integer: true },
  },
  plan: (ask) =>
    tasksOf(
      ask,
      (ask.options["rates"] ?? []).map((rate) => ({ rate })),
    ),
  async measure(task, ask, bench) {
    const steps = optionOf(ask, "steps");
    const series: Record<"loss" | "gradient" | "update", (number | null)[]> = {
      loss: [],
      gradient: [],
      update: [],
    };
    await bench.train({
      seed: task.seed,
      steps,
      hyperparameters: atRate(bench.subject, task.settings["rate"] ?? 1),
      evaluationSteps: [],
      probes: [
        {
          isDue: (step) => step > 0,
          async onStep({ step, gradient, parameters, before }) {
            series.loss.push(gradient ? finite((await gradient.loss.data())[0]) : null);
            series.gradient.push(gradient ? finite(norm(await pointOf(gradient.grads))) : null);
            const [now, then] = [await pointOf(parameters), await pointOf(before ?? parameters)];
            series.update.push(finite(norm(now.map((value, at) => value - (then[at] as number)))));
            bench.progress(step / steps);
          },
        },
      ],
    });
    return { numbers: {}, series };
  },
  report(ask, results) {
    const [factor, window] = [optionOf(ask, "factor"), optionOf(ask, "window")];
    const rows = results.map(({ task, finding }) => {
      const series = (name: string) => finding.series[name] ?? [];
      const spiking = above(series("loss"), factor, window);
      const starts = startsOf(spiking);
      const leads = (name: string) =>
        starts.map((start) => leadOf(above(series(name), factor, window), start)).filter(isNumber);
      const average = (values: readonly number[]) =>
        values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        name: `${ask.subjects[task.subject]?.name ?? "?"}, ${task.settings["rate"]}×${ask.studies > 1 ? `, seed ${task.seed}` : ""}`,
        starts,
        gradient: leads("gradient"),
        update: leads("update"),
        average,
        series,
      };
    });
    const total = rows.reduce((sum, { starts }) => sum + starts.length, 0);
    const warned = (of: "gradient" | "update") =>
      rows.reduce((sum, row) => sum + row[of].filter((lead) => lead > 0).length, 0);
    const over = { label: "step", scale: "linear" } as const;
    const figure = (title: string, name: string) => ({
      kind: "lines" as const,
      title,
      x: over,
      y: { label: name, scale: "log" as const },
      series: rows.map((row) => ({
        name: row.name,
        points: row.series(name).map((value, at) => [at + 1, value] as const),
      })),
    });
    return {
      lines: [
        total === 0
          ? `No loss went above ${factor} running medians: no spike to foretell.`
          : `${total} spikes; the gradient's norm was above ${factor} running medians before ${warned("gradient")} of them, the update's before ${warned("update")}.`,
      ],
      tables: [
        {
          title: "Spikes",
          columns: ["run", "spikes", "first at step", "steps ahead, gradient", "steps ahead, update"],
          rows: rows.map(({ name, starts, gradient, update, average }) => [
            name,
            starts.length,
            starts[0] === undefined ? null : starts[0] + 1,
            average(gradient),
            average(update),
          ]),
        },
      ],
      figures: [
        figure("Training loss", "loss"),
        figure("Norm of the gradient", "gradient"),
        figure("Norm of the update", "update"),
      ],
    };
  },
};

/** Which values lie above `factor` times the median of the `window` finite values before them; what is not finite does. */
export function above(values: readonly (number | null)[], factor: number, window: number): boolean[] {
  return values.map((value, at) => {
    const before = values
      .slice(Math.max(0, at - window), at)
      .filter(isNumber)
      .sort((a, b) => a - b);
    if (before.length < 5) return false;
    return value === null || value > factor * (before[before.length >> 1] as number);
  });
}

/** Where rows of `true` begin. */
export const startsOf = (marks: readonly boolean[]): number[] =>
  marks.flatMap((mark, at) => (mark && marks[at - 1] !== true ? [at] : []));

/** How many steps before `start` an unbroken row of warnings began that lasts until it; null without one. */
export function leadOf(warnings: readonly boolean[], start: number): number | null {
  if (warnings[start] !== true && warnings[start - 1] !== true) return null;
  let first = warnings[start] === true ? start : start - 1;
  while (warnings[first - 1] === true) first--;
  return start - first;
}
