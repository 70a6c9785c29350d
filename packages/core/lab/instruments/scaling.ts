import { endOf, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { mean } from "../leastSquares.ts";
import { exponentRange, fitPowerLaw, valueAt } from "../powerLaw.ts";

/** Validation loss against the number of training examples: a power law, and how well the smaller sizes foretell the largest. */
export const scaling: Instrument = {
  name: "scaling",
  title: "Scaling with data",
  measures:
    "the final validation loss after training on D examples; the power law L = L∞ + a · D^(−b) through all sizes, b with its range when one size is left out; and the error of the largest size's loss as foretold from the smaller ones (percent)",
  source: "Hestness et al. 2017 (arXiv 1712.00409), §3; Kaplan et al. 2020 (arXiv 2001.08361), §4",
  cost: "sizes × studies training runs of `steps` steps",
  studies: 2,
  options: {
    sizes: {
      description: "Training examples",
      default: [500, 1000, 2000, 4000, 8000, 16_000],
      min: 1,
      max: 1e9,
      integer: true,
      list: true,
    },
    steps: { description: "Training steps of a run", default: [600], min: 1, max: 1e6, integer: true },
  },
  plan: (ask) =>
    tasksOf(
      ask,
      (ask.options["sizes"] ?? []).map((size) => ({ size })),
    ),
  async measure(task, ask, bench) {
    const steps = optionOf(ask, "steps");
    const looks = Array.from({ length: 10 }, (_, at) => Math.max(1, Math.round((steps * (at + 1)) / 10)));
    const record = await bench.train({
      seed: task.seed,
      steps,
      examples: task.settings["size"] as number,
      evaluationSteps: [...new Set(looks)],
    });
    // A small set is learnt by heart: what counts is the best that was reached (early stopping).
    const losses = record.evaluations.map(({ validation }) => validation["loss"]).filter(isNumber);
    return {
      numbers: { loss: losses.length === 0 ? null : Math.min(...losses), last: endOf(record).loss },
      series: {},
    };
  },
  report(ask, results) {
    const sizes = [...(ask.options["sizes"] ?? [])].sort((a, b) => a - b);
    const all = ask.subjects.map((subject, index) => {
      const points = sizes.flatMap((size) => {
        const losses = results
          .filter(({ task }) => task.subject === index && task.settings["size"] === size)
          .map(({ finding }) => finding.numbers["loss"])
          .filter(isNumber);
        return losses.length === 0 ? [] : [[size, mean(losses)] as const];
      });
      const law = fitPowerLaw(points);
      const smaller = fitPowerLaw(points.slice(0, -1));
      const largest = points.at(-1);
      const error = smaller && largest ? 100 * (valueAt(smaller, largest[0]) / largest[1] - 1) : null;
      return { subject, points, law, range: exponentRange(points), error };
    });
    return {
      lines: all.map(({ subject, law, range, error }) =>
        law === null
          ? `${subject.name}: the losses make no falling power law.`
          : `${subject.name}: L = ${law.floor.toPrecision(3)} + ${law.scale.toPrecision(3)} · D^(−${law.exponent.toFixed(2)}), exponent ${range === null ? "of unknown spread" : `${range[0].toFixed(2)} to ${range[1].toFixed(2)} with a size left out`}; the smaller sizes miss the largest by ${error === null ? "–" : `${error.toFixed(1)} %`}.`,
      ),
      tables: all.map(({ subject, points, law }) => ({
        title: subject.name,
        columns: ["examples", "validation loss", "power law"],
        rows: points.map(([size, loss]) => [size, loss, law === null ? null : valueAt(law, size)]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Validation loss against training examples",
          x: { label: "examples", scale: "log" },
          y: { label: "loss", scale: "log" },
          series: all.flatMap(({ subject, points, law }) => [
            { name: subject.name, points },
            ...(law === null
              ? []
              : [
                  {
                    name: `power law of ${subject.name}`,
                    isReference: true,
                    points: points.map(([size]) => [size, valueAt(law, size)] as const),
                  },
                ]),
          ]),
        },
      ],
    };
  },
};
