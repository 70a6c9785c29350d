import { endOf, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { fitLine, mean } from "../leastSquares.ts";
import { trainAtRate } from "./sensitivity.ts";

/** Where larger batches stop to pay: steps to target against batch size, the learning rate tuned anew at each. */
export const batchSize: Instrument = {
  name: "batch-size",
  title: "Steps to target against batch size",
  measures:
    "steps and reference seconds to the validation target at each batch size, at the best of the tried learning rates; and the knee B of steps = s (1 + B / batch): below it doubling the batch about halves the steps, above it it does not",
  source:
    "Shallue et al. 2019 (arXiv 1811.03600), §4.1; McCandlish et al. 2018 (arXiv 1812.06162), equation 2.11",
  cost: "batches × rates × studies training runs, each until the target or until `examples` examples were seen",
  studies: 1,
  options: {
    batches: {
      description: "Batch sizes, up to the workload's largest",
      default: [16, 32, 64, 128, 256],
      min: 1,
      max: 1e6,
      integer: true,
      list: true,
    },
    rates: {
      description: "Multiples of the submission's learning rate to choose from at each",
      default: [0.25, 0.5, 1, 2, 4],
      min: 1e-9,
      max: 1e9,
      list: true,
    },
    examples: {
      description: "Examples after which a run is given up",
      default: [200_000],
      min: 1,
      max: 1e9,
      integer: true,
    },
  },
  plan: (ask) =>
    tasksOf(
      ask,
      (ask.options["batches"] ?? []).flatMap((batch) =>
        (ask.options["rates"] ?? []).map((rate) => ({ batch, rate })),
      ),
    ),
  async measure(task, ask, bench) {
    const batch = task.settings["batch"] as number;
    const steps = Math.max(1, Math.floor(optionOf(ask, "examples") / batch));
    const record = await trainAtRate(task, steps, bench, {
      batchSize: batch,
      target: bench.workload.card.target.validation,
    });
    const { stepsToTarget, secondsToTarget } = endOf(record);
    return { numbers: { stepsToTarget, secondsToTarget }, series: {} };
  },
  report(ask, results) {
    const batches = [...(ask.options["batches"] ?? [])].sort((a, b) => a - b);
    const all = ask.subjects.map((subject, index) => {
      const rows = batches.map((batch) => {
        const tried = (ask.options["rates"] ?? []).map((rate) => {
          const here = results.filter(
            ({ task }) =>
              task.subject === index && task.settings["batch"] === batch && task.settings["rate"] === rate,
          );
          const numbers = (name: string) => here.map(({ finding }) => finding.numbers[name]).filter(isNumber);
          const isReached = here.length > 0 && numbers("stepsToTarget").length === here.length;
          return isReached
            ? { rate, steps: mean(numbers("stepsToTarget")), seconds: mean(numbers("secondsToTarget")) }
            : null;
        });
        const best = tried.filter((one) => one !== null).toSorted((a, b) => a.steps - b.steps)[0] ?? null;
        return { batch, best };
      });
      const reached = rows.flatMap(({ batch, best }) => (best === null ? [] : [{ batch, ...best }]));
      return { subject, rows, reached, knee: kneeOf(reached) };
    });
    const x = { label: "batch size", scale: "log" } as const;
    return {
      lines: all.map(({ subject, knee, reached }) =>
        knee === null
          ? `${subject.name}: ${reached.length} of ${batches.length} batch sizes reached the target, too few for a knee.`
          : `${subject.name}: steps = ${knee.steps.toFixed(0)} (1 + ${knee.batch.toFixed(0)} / batch): the knee is at a batch of ${knee.batch.toFixed(0)}; the cheapest in reference time was ${reached.toSorted((a, b) => a.seconds - b.seconds)[0]?.batch}.`,
      ),
      tables: all.map(({ subject, rows }) => ({
        title: subject.name,
        columns: ["batch", "best rate (×)", "steps to target", "reference s"],
        rows: rows.map(({ batch, best }) => [
          batch,
          best?.rate ?? null,
          best?.steps ?? null,
          best?.seconds ?? null,
        ]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Steps to target against batch size",
          x,
          y: { label: "steps", scale: "log" },
          series: all.flatMap(({ subject, reached }) => {
            const [first] = reached;
            return [
              { name: subject.name, points: reached.map(({ batch, steps }) => [batch, steps] as const) },
              ...(first === undefined
                ? []
                : [
                    {
                      name: `perfect scaling of ${subject.name}`,
                      isReference: true,
                      points: reached.map(
                        ({ batch }) => [batch, (first.steps * first.batch) / batch] as const,
                      ),
                    },
                  ]),
            ];
          }),
        },
        {
          kind: "lines",
          title: "Reference time to target against batch size",
          x,
          y: { label: "seconds", scale: "linear" },
          series: all.map(({ subject, reached }) => ({
            name: subject.name,
            points: reached.map(({ batch, seconds }) => [batch, seconds] as const),
          })),
        },
      ],
    };
  },
};

/** steps = s (1 + B / batch) by least squares of steps · batch against batch, which weighs all sizes alike in examples. Null below three sizes. */
export function kneeOf(
  reached: readonly { readonly batch: number; readonly steps: number }[],
): { readonly steps: number; readonly batch: number } | null {
  if (reached.length < 3) return null;
  const { slope, intercept } = fitLine(reached.map(({ batch, steps }) => [batch, steps * batch]));
  return slope > 0 && intercept > 0 ? { steps: slope, batch: intercept / slope } : null;
}
