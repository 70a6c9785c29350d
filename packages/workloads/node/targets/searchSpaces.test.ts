import { expect, test } from "vitest";
import type { TargetCurves } from "../../targetCurves.ts";
import { lastSearchStep } from "./evaluationSteps.ts";
import type { TargetTask } from "./runPool.ts";
import { bestOfBase, searchSpaces } from "./searchSpaces.ts";
import type { TargetRunResult } from "./targetRun.ts";

const steps = 100;

/** What a run would have shown: the smaller its learning rate, the better. */
function madeUp({ run, bars }: TargetTask): TargetRunResult {
  const lr = run.hyperparameters["lr"] as number;
  const all = Array.from({ length: 7 }, (_, at) => ({
    step: 10 * (at + 1),
    value: 0.5 - lr + 0.01 * at,
    chargedSeconds: at + 1,
    evaluationSeconds: 0.1,
  }));
  const stopped = all.findIndex(({ step, value }) =>
    bars.some((bar) => bar.step === step && value < bar.value),
  );
  const evaluations = stopped < 0 ? all : all.slice(0, stopped + 1);
  return {
    run,
    evaluations,
    test: null,
    chargedSeconds: evaluations.length,
    wallSeconds: evaluations.length,
  };
}

/** A search of accuracies with the tasks of every round, finished in the order that `arrange` gives. */
async function search(arrange: (tasks: readonly TargetTask[]) => readonly TargetTask[]) {
  const rounds: (readonly TargetTask[])[] = [];
  const results = await searchSpaces({ id: "mnist_mlp", steps, seed: 0, trials: 6 }, async (tasks) => {
    rounds.push(tasks);
    const finished = new Map(arrange(tasks).map((task) => [task, madeUp(task)]));
    return tasks.map((task) => finished.get(task) as TargetRunResult);
  });
  return { rounds, results };
}

test("every algorithm tries its next point in every round, and results come algorithm by algorithm", async () => {
  const { rounds, results } = await search((tasks) => tasks);
  const algorithms = ["adamw", "nadamw", "nesterov", "heavy_ball"];
  expect(rounds.map((tasks) => tasks.map(({ run }) => run.algorithm))).toEqual(
    Array.from({ length: 6 }, () => algorithms),
  );
  expect(results.map(({ run }) => run.algorithm)).toEqual(
    algorithms.flatMap((algorithm) => Array.from({ length: 6 }, () => algorithm)),
  );
});

test("bars come from the earlier rounds of the same algorithm, in whichever order runs end", async () => {
  const { rounds, results } = await search((tasks) => tasks);
  expect(rounds.slice(0, 3).flatMap((tasks) => tasks.flatMap(({ bars }) => bars))).toEqual([]);
  const adamw = rounds.map((tasks) => tasks[0] as TargetTask);
  const ends = results.slice(0, 3).map((result) => result.evaluations.find(({ step }) => step === 30)?.value);
  expect(adamw[3]?.bars.find(({ step }) => step === 30)?.value).toBe(ends.toSorted()[1]);
  expect(adamw[3]?.bars.every(({ step }) => step < lastSearchStep(steps))).toBe(true);
  expect(results.some(({ evaluations }) => evaluations.length < 7)).toBe(true);
  expect((await search((tasks) => tasks.toReversed())).rounds).toEqual(rounds);
});

test("a variant gets what the two best algorithms did best with within seven tenths of their steps", () => {
  const run = (algorithm: string, lr: number, values: (number | null)[]) => ({
    algorithm,
    hyperparameters: { lr },
    values,
  });
  const late = [...Array(9).fill(0.1), 0.99];
  const curves: TargetCurves = {
    steps: Array.from({ length: 10 }, (_, at) => 10 * (at + 1)),
    search: [
      run("adamw", 1, [0.1, 0.5]),
      run("adamw", 2, [0.1, 0.6]),
      run("nadamw", 3, [null, 0.7]),
      run("nesterov", 4, late),
      run("heavy_ball", 5, [0.2]),
    ],
    reruns: [],
  };
  const options = { workload: "a_variant", seed: 3, steps };
  const chosen = bestOfBase({ direction: "max" }, curves, options);
  expect(chosen).toEqual([
    { ...options, algorithm: "nadamw", purpose: "search", hyperparameters: { lr: 3 } },
    { ...options, algorithm: "adamw", purpose: "search", hyperparameters: { lr: 2 } },
  ]);
  const least = bestOfBase({ direction: "min" }, curves, options);
  expect(least.map(({ algorithm }) => algorithm)).toEqual(["adamw", "nesterov"]);
});
