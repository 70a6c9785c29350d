import { evenly, finite, type Instrument, isNumber, optionOf, seriesName, tasksOf } from "../instrument.ts";
import { mean } from "../leastSquares.ts";
import { fitPowerLaw, valueAt } from "../powerLaw.ts";

/** The end of a learning curve from its first part. */
export const forecast: Instrument = {
  name: "forecast",
  title: "Forecasts of learning curves",
  measures:
    "the final validation loss foretold from the first part of its curve, by a power law of the step and by the last value seen, and their errors (percent of the true final loss, mean of absolute values over runs)",
  source:
    "Domhan et al. 2015 (IJCAI, “Speeding up automatic hyperparameter optimization”), §3; Viering & Loog 2021 (arXiv 2103.10948), §4",
  cost: "studies training runs of `steps` steps with `looks` evaluations",
  studies: 3,
  options: {
    steps: { description: "Training steps of a run", default: [600], min: 10, max: 1e6, integer: true },
    looks: { description: "Evaluations", default: [40], min: 5, max: 10_000, integer: true },
    parts: {
      description: "Shares of the run that are seen",
      default: [0.1, 0.25, 0.5, 0.75],
      min: 0.001,
      max: 0.999,
      list: true,
    },
  },
  plan: (ask) => tasksOf(ask),
  async measure({ seed }, ask, bench) {
    const steps = optionOf(ask, "steps");
    const record = await bench.train({
      seed,
      steps,
      evaluationSteps: evenly(steps, optionOf(ask, "looks") + 1).slice(1),
    });
    return {
      numbers: {},
      series: {
        step: record.evaluations.map(({ step }) => step),
        loss: record.evaluations.map(({ validation }) => finite(validation["loss"])),
      },
    };
  },
  report(ask, results) {
    const steps = optionOf(ask, "steps");
    const curves = results.map(({ task, finding }) => ({
      task,
      points: (finding.series["step"] ?? []).flatMap((step, at) => {
        const loss = finding.series["loss"]?.[at];
        return isNumber(step) && isNumber(loss) ? [[step, loss] as const] : [];
      }),
    }));
    const parts = ask.options["parts"] ?? [];
    const all = ask.subjects.map((subject, index) => {
      const own = curves.filter(({ task, points }) => task.subject === index && points.at(-1)?.[0] === steps);
      const rows = parts.map((part) => {
        const errors = own.map(({ points }) => forecastErrors(points, part * steps));
        const average = (of: "law" | "last") => {
          const values = errors.map((error) => error[of]).filter(isNumber);
          return values.length === 0 ? null : mean(values.map(Math.abs));
        };
        return { part, law: average("law"), last: average("last") };
      });
      return { subject, rows, runs: own.length };
    });
    return {
      lines: all.map(
        ({ subject, rows, runs }) =>
          `${subject.name}: over ${runs} runs the power law misses the final loss by ${rows.map(({ part, law }) => `${law?.toFixed(1) ?? "–"} % from the first ${(100 * part).toFixed(0)} %`).join(", ")}.`,
      ),
      tables: all.map(({ subject, rows }) => ({
        title: subject.name,
        columns: ["share seen", "error of the power law (%)", "error of the last value (%)"],
        rows: rows.map(({ part, law, last }) => [part, law, last]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Error of the forecast against the share of the run that is seen",
          x: { label: "share", scale: "linear" },
          y: { label: "percent", scale: "linear" },
          series: all.flatMap(({ subject, rows }) => [
            { name: `${subject.name}, power law`, points: rows.map(({ part, law }) => [part, law] as const) },
            {
              name: `${subject.name}, last value`,
              points: rows.map(({ part, last }) => [part, last] as const),
            },
          ]),
        },
        {
          kind: "lines",
          title: "Learning curves",
          x: { label: "step", scale: "linear" },
          y: { label: "validation loss", scale: "log" },
          series: curves.map(({ task, points }) => ({ name: seriesName(ask, task), points })),
        },
      ],
    };
  },
};

/** Errors in percent of the final loss, when only what lies at or before a step is known; null where that is too little. */
export function forecastErrors(
  points: readonly (readonly [step: number, loss: number])[],
  until: number,
): { readonly law: number | null; readonly last: number | null } {
  const end = points.at(-1);
  const seen = points.filter(([step]) => step <= until);
  const latest = seen.at(-1);
  if (!end || !latest) return { law: null, last: null };
  const law = fitPowerLaw(seen);
  const error = (value: number) => 100 * (value / end[1] - 1);
  return { law: law === null ? null : error(valueAt(law, end[0])), last: error(latest[1]) };
}
