import type { Finding, LabTask } from "../../schema/labFile.ts";
import { alignUnits } from "../alignUnits.ts";
import {
  type Bench,
  finite,
  type Instrument,
  isNumber,
  type LabAsk,
  optionOf,
  tasksOf,
} from "../instrument.ts";
import { mean } from "../leastSquares.ts";
import { LossSurface, norm, pointOf } from "../lossSurface.ts";

/** Whether two runs that share their first steps end in one valley: the barrier of the loss on the straight line between them. */
export const connect: Instrument = {
  name: "connect",
  title: "Linear mode connectivity",
  measures:
    "the barrier between two runs that see the same data up to step k and other data after it: the largest excess of the training loss on the line between their ends over the line between their losses (units of the loss), and the distance between the ends; both also after the hidden units of the one were put in the order of the other's, where the workload tells its symmetries",
  source:
    "Frankle et al. 2020 (arXiv 1912.05671), §2; the barrier as in Entezari et al. 2022 (arXiv 2110.06296), definition 1; matching of units: Ainsworth et al. 2022 (arXiv 2209.04836), algorithm 1",
  cost: "2 × spawns × studies training runs and twice `points` losses over `examples` examples for each pair; a matching of n units takes n³ steps",
  studies: 1,
  options: {
    steps: { description: "Training steps of a run", default: [500], min: 1, max: 1e6, integer: true },
    spawns: {
      description: "Steps after which the two part",
      default: [0, 10, 50, 200],
      min: 0,
      max: 1e6,
      integer: true,
      list: true,
    },
    "own-init": {
      description: "1: the second run starts at parameters of its own",
      default: [0],
      min: 0,
      max: 1,
      integer: true,
    },
    width: { description: "Hidden layers so many times as wide", default: [1], min: 0.01, max: 100 },
    points: {
      description: "Points on the line, ends included",
      default: [11],
      min: 3,
      max: 1000,
      integer: true,
    },
    examples: {
      description: "Training examples that the loss is over",
      default: [2048],
      min: 1,
      max: 1e6,
      integer: true,
    },
  },
  plan: (ask) =>
    tasksOf(
      ask,
      (ask.options["spawns"] ?? []).map((spawn) => ({ spawn })),
    ),
  measure: (task, ask, given) =>
    given.widened(optionOf(ask, "width"), (bench) => measureAt(task, ask, bench)),
  report(ask, results) {
    const spawns = ask.options["spawns"] ?? [];
    const at = (subject: number, spawn: number) =>
      results.filter(({ task }) => task.subject === subject && task.settings["spawn"] === spawn);
    const average = (subject: number, spawn: number, name: string): number | null => {
      const values = at(subject, spawn)
        .map(({ finding }) => finding.numbers[name])
        .filter(isNumber);
      return values.length === 0 ? null : mean(values);
    };
    return {
      lines: ask.subjects.map((subject, index) => {
        const barriers = spawns.map((spawn) => [spawn, average(index, spawn, "barrier")] as const);
        return `${subject.name}: barrier ${barriers.map(([spawn, barrier]) => `${barrier?.toPrecision(2) ?? "–"} when the runs part at step ${spawn}`).join(", ")}.`;
      }),
      tables: ask.subjects.map((subject, index) => ({
        title: subject.name,
        columns: [
          "runs part at step",
          "barrier",
          "distance of the ends",
          "barrier, units matched",
          "distance, units matched",
        ],
        rows: spawns.map((spawn) => [
          spawn,
          average(index, spawn, "barrier"),
          average(index, spawn, "distance"),
          average(index, spawn, "alignedBarrier"),
          average(index, spawn, "alignedDistance"),
        ]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Training loss on the line between the two ends",
          x: { label: "share of the way", scale: "linear" },
          y: { label: "loss", scale: "linear" },
          series: ask.subjects.flatMap((subject, index) =>
            spawns.flatMap((spawn) => {
              const [one] = at(index, spawn);
              const losses = one?.finding.series["loss"] ?? [];
              return losses.length === 0
                ? []
                : [
                    {
                      name: `${subject.name}, from step ${spawn}`,
                      points: losses.map((loss, i) => [i / (losses.length - 1), loss] as const),
                    },
                  ];
            }),
          ),
        },
        {
          kind: "lines",
          title: "Barrier against the step at which the runs part",
          x: { label: "step", scale: "linear" },
          y: { label: "barrier", scale: "linear" },
          series: ask.subjects.map((subject, index) => ({
            name: subject.name,
            points: spawns.map((spawn) => [spawn, average(index, spawn, "barrier")] as const),
          })),
        },
      ],
    };
  },
};

async function measureAt(task: LabTask, ask: LabAsk, bench: Bench): Promise<Finding> {
  const [steps, examples, points] = [
    optionOf(ask, "steps"),
    optionOf(ask, "examples"),
    optionOf(ask, "points"),
  ];
  const spawn = Math.min(steps, task.settings["spawn"] ?? 0);
  const ends: Float32Array[] = [];
  let surface: LossSurface | null = null;
  for (const [turn, seed] of [task.seed, task.seed + 1_000_003].entries()) {
    await bench.train({
      seed: task.seed,
      steps,
      evaluationSteps: [],
      randomness: {
        spawn: { batch: spawn, seed },
        ...(optionOf(ask, "own-init") === 1 ? { init: seed } : {}),
      },
      probes: [
        {
          isDue: (step) => step === steps,
          async onStep({ parameters, loaded }) {
            ends.push(await pointOf(parameters));
            const chunk = bench.workload.card.batchSize.max;
            surface ??= new LossSurface(bench.workload, loaded, { examples, chunk });
          },
        },
      ],
    });
    bench.progress((turn + 1) / 3);
  }
  const [first, second] = ends;
  const found = surface as LossSurface | null;
  if (!first || !second || !found) return { numbers: { barrier: null, distance: null }, series: {} };
  const between = async (end: Float32Array) => {
    const losses: (number | null)[] = [];
    for (let at = 0; at < points; at++) {
      const share = at / (points - 1);
      const place = Float32Array.from(first, (a, i) => (1 - share) * a + share * (end[i] as number));
      losses.push(finite(await found.loss(place)));
    }
    const distance = norm(Float64Array.from(first, (a, at) => a - (end[at] as number)));
    return { losses, barrier: barrierOf(losses), distance: finite(distance) };
  };
  const matched = alignUnits(bench.workload, first, second);
  const [plain, aligned] = [await between(second), matched === null ? null : await between(matched)];
  found.dispose();
  return {
    numbers: {
      barrier: plain.barrier,
      distance: plain.distance,
      alignedBarrier: aligned?.barrier ?? null,
      alignedDistance: aligned?.distance ?? null,
    },
    series: { loss: plain.losses, ...(aligned === null ? {} : { aligned: aligned.losses }) },
  };
}

/** The largest excess of values over the straight line between the first and the last; null where one is not finite. */
export function barrierOf(losses: readonly (number | null)[]): number | null {
  const [first, last] = [losses[0], losses.at(-1)];
  if (!isNumber(first) || !isNumber(last) || losses.some((loss) => loss === null)) return null;
  return Math.max(
    ...losses.map((loss, at) => {
      const share = at / (losses.length - 1);
      return (loss as number) - ((1 - share) * first + share * last);
    }),
  );
}
