import { pairedComparison } from "../../score/pairedComparison.ts";
import { endOf, evenly, finite, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { mean } from "../leastSquares.ts";
import { norm, pointOf } from "../lossSurface.ts";

/** Submissions on the same seeds for the same steps: what they reach, when, and what a step and their state cost. */
export const compare: Instrument = {
  name: "compare",
  title: "Submissions on the same seeds",
  measures:
    "the final validation loss and metric, steps and reference seconds to the target, reference milliseconds and gradients of a step, state bytes of a parameter, the distance from the start; and for each pair how often the first is faster, with the ratio of times and its interval over seeds",
  source: "Dahl et al. 2023 (arXiv 2306.07179), §4; Dixon & Mood 1946 for the sign test",
  cost: "submissions × studies training runs of `steps` steps",
  studies: 3,
  options: {
    steps: { description: "Training steps of a run", default: [800], min: 1, max: 1e6, integer: true },
    looks: { description: "Evaluations", default: [80], min: 1, max: 10_000, integer: true },
  },
  plan: (ask) => tasksOf(ask),
  async measure({ seed }, ask, bench) {
    const steps = optionOf(ask, "steps");
    const ends: Float32Array[] = [];
    const record = await bench.train({
      seed,
      steps,
      evaluationSteps: evenly(steps, optionOf(ask, "looks") + 1).slice(1),
      target: bench.workload.card.target.validation,
      goesOn: true,
      probes: [
        {
          isDue: (step) => step === 0 || step === steps,
          async onStep({ parameters }) {
            ends.push(await pointOf(parameters));
          },
        },
      ],
    });
    const { totals, memory } = record;
    const { name: metric } = record.workload.metric;
    const others = Object.keys(record.evaluations[0]?.validation ?? {}).filter(
      (key) => key !== "loss" && key !== metric,
    );
    const [start, end] = ends;
    const distance =
      start && end ? finite(norm(end.map((value, at) => value - (start[at] as number)))) : null;
    return {
      numbers: {
        ...endOf(record),
        stepMilliseconds:
          totals.charged.reference === null
            ? null
            : (1000 * totals.charged.reference) / Math.max(1, totals.steps),
        gradientsPerStep: totals.gradientEvaluations / Math.max(1, totals.steps),
        stateBytesPerParameter: (4 * memory.stateBytes) / Math.max(1, memory.parameterBytes),
        distance,
      },
      series: {
        step: record.evaluations.map(({ step }) => step),
        loss: record.evaluations.map(({ validation }) => finite(validation["loss"])),
        metric: record.evaluations.map(({ validation }) => finite(validation[metric])),
        trainLoss: record.evaluations.map(({ trainLoss }) => finite(trainLoss)),
        // What else a workload says of a split: the tasks of a stream, the frequencies of an image.
        ...Object.fromEntries(
          others.map((key) => [key, record.evaluations.map(({ validation }) => finite(validation[key]))]),
        ),
      },
    };
  },
  report(ask, results) {
    const of = (subject: number, name: string) =>
      results
        .filter(({ task }) => task.subject === subject)
        .map(({ finding }) => finding.numbers[name] ?? null);
    const average = (subject: number, name: string): number | null => {
      const values = of(subject, name);
      return values.length === 0 || !values.every(isNumber) ? null : mean(values);
    };
    const pairs = ask.subjects.flatMap((one, first) =>
      ask.subjects.slice(first + 1).map((other, at) => {
        const second = first + 1 + at;
        const times = of(first, "secondsToTarget").map((time, index) => ({
          one: time ?? Number.POSITIVE_INFINITY,
          other: of(second, "secondsToTarget")[index] ?? Number.POSITIVE_INFINITY,
        }));
        return { one, other, found: pairedComparison(times) };
      }),
    );
    const columns = [
      "validation",
      "loss",
      "stepsToTarget",
      "secondsToTarget",
      "stepMilliseconds",
      "gradientsPerStep",
      "stateBytesPerParameter",
      "distance",
    ];
    return {
      lines: pairs.map(({ one, other, found }) => {
        const ratio =
          found.ratio === null
            ? "no seed on which both reached the target"
            : `${found.ratio.toFixed(2)}× as fast`;
        const range =
          found.ratioInterval === null
            ? ""
            : ` [${found.ratioInterval.map((end) => end.toFixed(2)).join(", ")}]`;
        return `${one.name} against ${other.name}: faster on ${found.faster} seeds, slower on ${found.slower} of ${found.pairs}; ${ratio}${range}; sign test p ${found.pValue.toPrecision(2)}.`;
      }),
      tables: [
        {
          title: `Means over ${ask.studies} seeds`,
          columns: [
            "submission",
            ask.card.metric.label,
            "loss",
            "steps to target",
            "reference s to target",
            "ms a step",
            "gradients a step",
            "state bytes a parameter",
            "distance",
          ],
          rows: ask.subjects.map(({ name }, subject) => [
            name,
            ...columns.map((column) => average(subject, column)),
          ]),
        },
      ],
      figures: [
        {
          kind: "lines",
          title: `Validation ${ask.card.metric.label}, mean over seeds`,
          x: { label: "step", scale: "linear" },
          y: { label: ask.card.metric.label, scale: "linear" },
          series: ask.subjects.map(({ name }, subject) => {
            const curves = results
              .filter(({ task }) => task.subject === subject)
              .map(({ finding }) => finding.series);
            const steps = curves[0]?.["step"] ?? [];
            return {
              name,
              points: steps.map((step, at) => {
                const values = curves.map((curve) => curve["metric"]?.[at] ?? null);
                return [step ?? 0, values.every(isNumber) ? mean(values) : null] as const;
              }),
            };
          }),
        },
      ],
    };
  },
};
