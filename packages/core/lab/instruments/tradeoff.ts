import { UserError } from "@steepest/base/userError.ts";
import type { Subject } from "../../schema/labFile.ts";
import type { HyperparameterPoint } from "../../schema/searchSpace.ts";
import { finite, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { mean } from "../leastSquares.ts";

/** The subject's point with so many cycles. */
function withCycles({ name, hyperparameters }: Subject, word: string, cycles: number): HyperparameterPoint {
  if (typeof hyperparameters[word] === "number") return { ...hyperparameters, [word]: cycles };
  throw new UserError({
    code: "no-cycles",
    what: `${name} has no hyperparameter ${word} that counts the cycles of its learning rate.`,
    details: `It has ${Object.keys(hyperparameters).join(", ") || "none"}.`,
    solution:
      "Take a cyclic submission, such as submissions/cyclic_lr, or name its hyperparameter: --cycles-in NAME.",
  });
}

/** What a training budget buys: from the ends of the cycles of one run, and from runs of their own. */
export const tradeoff: Instrument = {
  name: "tradeoff",
  title: "Accuracy against training time from one cyclic run",
  measures:
    "the validation loss and metric at the end of each cycle of one run, those of a separate run of as many steps with one cycle, the gap between the two (units of the metric; its mean, and the mean of its absolute values), and the steps that each way takes",
  source: "Portes et al. 2022 (arXiv 2206.00832), §3–§4",
  cost: "(1 + cycles) training runs for each study: together (cycles + 3) / 2 times `steps` steps",
  studies: 2,
  options: {
    steps: { description: "Steps of the cyclic run", default: [800], min: 2, max: 1e6, integer: true },
    cycles: { description: "Its cycles, all of one length", default: [4], min: 2, max: 100, integer: true },
  },
  words: {
    "cycles-in": { description: "The hyperparameter that counts cycles", default: "cycles" },
  },
  // Part 0 is the cyclic run; part k a separate run as long as k cycles.
  plan: (ask) =>
    tasksOf(
      ask,
      Array.from({ length: optionOf(ask, "cycles") + 1 }, (_, part) => ({ part })),
    ),
  async measure({ seed, settings }, ask, bench) {
    const ends = endsOf(optionOf(ask, "steps"), optionOf(ask, "cycles"));
    const part = settings["part"] ?? 0;
    const steps = part === 0 ? (ends.at(-1) as number) : (ends[part - 1] as number);
    const record = await bench.train({
      seed,
      steps,
      hyperparameters: withCycles(
        bench.subject,
        ask.words["cycles-in"] ?? "cycles",
        part === 0 ? ends.length : 1,
      ),
      evaluationSteps: part === 0 ? ends : [steps],
    });
    const { name } = record.workload.metric;
    return {
      numbers: { seconds: record.totals.charged.reference },
      series: {
        step: record.evaluations.map(({ step }) => step),
        loss: record.evaluations.map(({ validation }) => finite(validation["loss"])),
        metric: record.evaluations.map(({ validation }) => finite(validation[name])),
      },
    };
  },
  report(ask, results) {
    const ends = endsOf(optionOf(ask, "steps"), optionOf(ask, "cycles"));
    const metric = ask.card.metric.label;
    const all = ask.subjects.map((subject, index) => {
      const values = (part: number, step: number, name: string) =>
        results
          .filter(({ task }) => task.subject === index && task.settings["part"] === part)
          .map(({ finding }) => finding.series[name]?.[finding.series["step"]?.indexOf(step) ?? -1])
          .filter((value): value is number => isNumber(value));
      const average = (numbers: readonly number[]) => (numbers.length === ask.studies ? mean(numbers) : null);
      const rows = ends.map((step, at) => {
        const [cyclic, separate] = [
          average(values(0, step, "metric")),
          average(values(at + 1, step, "metric")),
        ];
        const gap = cyclic === null || separate === null ? null : cyclic - separate;
        return { step, cyclic, separate, gap };
      });
      return { subject, rows, gaps: rows.map(({ gap }) => gap).filter(isNumber) };
    });
    const cost = `${ends.at(-1)} steps, separate runs ${ends.reduce((sum, end) => sum + end, 0)}`;
    return {
      lines: all.map(({ subject, gaps }) =>
        gaps.length === 0
          ? `${subject.name}: no end of a cycle has its separate run.`
          : `${subject.name}: ends of cycles differ from separate runs by ${mean(gaps).toPrecision(2)} in ${metric} on average, ${mean(gaps.map(Math.abs)).toPrecision(2)} in size. One cyclic run takes ${cost}.`,
      ),
      tables: all.map(({ subject, rows }) => ({
        title: subject.name,
        columns: ["steps", "end of a cycle", "separate run", "gap"],
        rows: rows.map(({ step, cyclic, separate, gap }) => [step, cyclic, separate, gap]),
      })),
      figures: [
        {
          kind: "lines",
          title: `Validation ${metric} against training steps`,
          x: { label: "steps", scale: "linear" },
          y: { label: metric, scale: "linear" },
          series: all.flatMap(({ subject, rows }) => [
            {
              name: `${subject.name}, one cyclic run`,
              points: rows.map(({ step, cyclic }) => [step, cyclic] as const),
            },
            {
              name: `${subject.name}, separate runs`,
              isReference: true,
              points: rows.map(({ step, separate }) => [step, separate] as const),
            },
          ]),
        },
      ],
    };
  },
};

/** The last steps of cycles of one length. */
export const endsOf = (steps: number, cycles: number): number[] =>
  Array.from({ length: cycles }, (_, at) => Math.round((steps * (at + 1)) / cycles));
