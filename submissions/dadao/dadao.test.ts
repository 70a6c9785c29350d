import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { distance, trainOn } from "../testing/trainOn.ts";
import { type Constants, constantsOf, mixingAfter } from "./mixing.ts";
import { networkOf } from "./network.ts";

/** ½ Σ hⱼ(pⱼ − tₑⱼ)² of example e, one example for each worker: the minimum of the sum is at the mean of the t. */
function splitQuadratic(
  curvatures: readonly number[],
  targets: readonly (readonly number[])[],
): AnalyticLoss {
  return {
    parameters: [{ shape: [curvatures.length], start: curvatures.map(() => 1) }],
    examples: targets.length,
    batchSize: 1,
    at(p, example) {
      const gaps = p.map((value, i) => value - (targets[example]?.[i] ?? Number.NaN));
      const gradient = gaps.map((gap, i) => (curvatures[i] ?? 0) * gap);
      return { loss: gaps.reduce((sum, gap, i) => sum + 0.5 * gap * (gradient[i] ?? 0), 0), gradient };
    },
  };
}

const scattered = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1 + 7 * i + 13 * seed) + Math.cos(3 * i * seed));
const meanOf = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length);

/** The algorithm with each number that it draws on the console, and with `seen` of its state (a tree) evaluated. */
const watched = (seen: string) => `
import { add, addScaled, defineSubmission, sub, type Tree } from "steepest";
import { dadao } from "./dadao/algorithm.ts";
export default defineSubmission({
  name: "watched",
  ruleset: "external",
  hyperparameters: {
    workers: { feasible_points: [4] },
    graph: { feasible_points: ["ring", "complete"] },
    smoothness: { min: 0.1, max: 30, scaling: "log" },
    convexity: { min: 1e-4, max: 10, scaling: "log" },
  },
  batchSize: dadao.batchSize,
  init: dadao.init,
  update(ctx) {
    const drawn: number[] = [];
    const number = () => {
      const value = ctx.rng.number();
      drawn.push(value);
      return value;
    };
    const result = dadao.update({ ...ctx, rng: { ...ctx.rng, number } });
    console.log(JSON.stringify(drawn));
    return result;
  },
  prepareForEval({ state }) {
    const all = state.workers.map(({ variables }) => variables);
    const x = all.map((one) => one[0] as Tree);
    return { params: ${seen} };
  },
});
`;

/** The flow by small steps of Runge and Kutta's method, on numbers. */
function flowed(variables: readonly number[], time: number, c: Constants): number[] {
  const slope = ([x = 0, xTilde = 0, y = 0, yTilde = 0, z = 0, zTilde = 0]: readonly number[]) => [
    c.eta * (xTilde - x),
    c.eta * (x - xTilde),
    c.alpha * (yTilde - y),
    -c.theta * (y + z + c.nu * xTilde),
    c.alpha * (zTilde - z),
    c.alphaTilde * (z - zTilde),
  ];
  const steps = Math.ceil(50 * time) + 1;
  const h = time / steps;
  let now = [...variables];
  const moved = (by: readonly number[], factor: number) =>
    now.map((value, i) => value + factor * (by[i] ?? 0));
  for (let k = 0; k < steps; k++) {
    const k1 = slope(now);
    const k2 = slope(moved(k1, h / 2));
    const k3 = slope(moved(k2, h / 2));
    const k4 = slope(moved(k3, h));
    now = now.map((value, i) => {
      const [a = 0, b = 0, d = 0, e = 0] = [k1[i], k2[i], k3[i], k4[i]];
      return value + (h / 6) * (a + 2 * b + 2 * d + e);
    });
  }
  return now;
}

describe("DADAO (Nabli & Oyallon 2022)", () => {
  const point = { workers: 4, graph: "ring", smoothness: 1, convexity: 0.1 };
  const curvatures = [1, 0.5, 0.1];
  const targets = [0, 1, 2, 3].map((worker) => scattered(3, worker));

  paperTest(
    "dadao",
    "the algorithm: between events variables follow the flow: its closed form is what small steps give",
    () => {
      for (const [smoothness, convexity, time] of [
        [1, 0.01, 0.3],
        [3, 3, 2],
        [10, 0.5, 8],
      ] as const) {
        const constants = constantsOf(smoothness, convexity, 1);
        const start = scattered(6, time);
        const ours = mixingAfter(time, constants).map((row) =>
          row.reduce((sum, factor, i) => sum + factor * (start[i] ?? 0), 0),
        );
        expect(distance(ours, flowed(start, time, constants))).toBeLessThan(1e-6);
      }
    },
  );

  paperTest.each("dadao", [
    ["ring", 4],
    ["complete", 4],
    ["ring", 1],
  ] as const)(
    "the algorithm: on a %s of %i every tick of a clock does to every variable what the box says, from the first to the last",
    async (graph, workers) => {
      const own = targets.slice(0, workers);
      const { console: lines, path } = await trainOn(watched("x[0]"), splitQuadratic(curvatures, own), {
        steps: 12,
        point: { ...point, graph, workers },
      });
      const { edges, rate, chi1 } = networkOf(workers, graph);
      const c = constantsOf(1, 0.1, chi1);
      // One coordinate after the other: they do not know of one another.
      const expected = curvatures.map((h, j) => {
        const all = own.map(() => [1, 1, 0, 0, 0, 0]);
        const times = own.map(() => 0);
        const flow = (i: number, now: number) => {
          all[i] = flowed(all[i] ?? [], now - (times[i] ?? 0), c);
          times[i] = now;
          return all[i] ?? [];
        };
        lines.forEach((line, step) => {
          const drawn = JSON.parse(line) as number[];
          let now = step;
          for (let k = 0; k + 1 < drawn.length; k += 2) {
            now -= Math.log(1 - (drawn[k] ?? 0)) / (workers + rate);
            const who = (drawn[k + 1] ?? 0) * (workers + rate);
            if (who < workers) {
              const i = Math.floor(who);
              const [x = 0, xTilde = 0, y = 0, yTilde = 0, z = 0, zTilde = 0] = flow(i, now);
              const g = h * (x - (own[i]?.[j] ?? 0)) - c.nu * x - yTilde;
              all[i] = [x - c.gamma * g, xTilde - c.gammaTilde * g, y, yTilde + c.delta * g, z, zTilde];
              continue;
            }
            const [i, k2] = edges[Math.floor(((who - workers) / rate) * edges.length)] ?? [0, 0];
            const [a, b] = [flow(i, now), flow(k2, now)];
            const m = (a[2] ?? 0) + (a[4] ?? 0) - (b[2] ?? 0) - (b[4] ?? 0);
            all[i] = [...a.slice(0, 4), (a[4] ?? 0) - c.beta * m, (a[5] ?? 0) - c.betaTilde * m];
            all[k2] = [...b.slice(0, 4), (b[4] ?? 0) + c.beta * m, (b[5] ?? 0) + c.betaTilde * m];
          }
        });
        return all.reduce((sum, [x = 0]) => sum + x, 0) / workers;
      });
      expect(distance(path.at(-1) ?? [], expected)).toBeLessThan(1e-4);
      expect(distance(expected, path[0] ?? [])).toBeGreaterThan(0.1);
    },
  );

  paperTest(
    "dadao",
    "its theorem: with the data split between workers all of them come to the minimum of the sum",
    async () => {
      for (const graph of ["ring", "complete"]) {
        const options = { steps: 200, point: { ...point, graph } };
        const loss = splitQuadratic(curvatures, targets);
        expect(distance((await trainOn("dadao", loss, options)).evaluated, meanOf(targets))).toBeLessThan(
          2e-3,
        );
        if (graph === "complete") continue;
        const one = (await trainOn(watched("x[2]"), loss, options)).evaluated;
        expect(distance(one, meanOf(targets))).toBeLessThan(5e-3);
      }
    },
  );

  paperTest(
    "dadao",
    "abstract: accelerated: at a condition number of 1000 one worker is far below gradient descent of as many gradients",
    async () => {
      const steep = splitQuadratic([1, 0.03, 0.001], [[0, 0, 0]]);
      const options = { steps: 800 };
      const ours = await trainOn("dadao", steep, {
        ...options,
        point: { ...point, workers: 1, convexity: 0.001 },
      });
      const descent = await trainOn("sgd", steep, { ...options, point: { lr: 1, weight_decay: 0 } });
      expect(distance(descent.last, [0, 0, 0])).toBeGreaterThan(0.4);
      expect(distance(ours.last, [0, 0, 0])).toBeLessThan(0.1);
    },
  );

  paperTest(
    "dadao",
    "its dynamics: talking moves no sum: what the flow keeps of every worker's z and z̃ adds up to 0",
    async () => {
      const of = async (seen: string) =>
        (await trainOn(watched(seen), splitQuadratic(curvatures, targets), { steps: 40, point })).evaluated;
      const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
      // α = 2α̃, so that a worker's z + 2z̃ does not change between its events.
      const each = "all.map((one) => addScaled(one[4] as Tree, one[5] as Tree, 2))";
      expect(largest(await of(`${each}[0] as Tree`))).toBeGreaterThan(1);
      expect(largest(await of(`${each}.reduce((sum, one) => add(sum, one))`))).toBeLessThan(1e-4);
    },
  );

  paperTest(
    "dadao",
    "abstract: accelerated gossip: on a ring of 24 its talks bring workers to consensus in the time that a ring of 8 takes, where gossip of pairs that average falls behind",
    async () => {
      const left = async (count: number) => {
        const values = Array.from({ length: count }, (_, i) => [2 * Math.sin((2 * Math.PI * i) / count)]);
        const { evaluated, communication } = await trainOn(
          watched(`sub(x[${count / 4}] as Tree, x[${(3 * count) / 4}] as Tree)`),
          splitQuadratic([1], values),
          { steps: 20, point: { workers: count, graph: "ring", smoothness: 1, convexity: 1 } },
        );
        // What averaging pairs (Boyd et al. 2006) leaves of this, the slowest mode, with as many talks, on average.
        const talks = (communication?.bytesSent ?? 0) / (2 * 4);
        const averaged = (1 - (1 - Math.cos((2 * Math.PI) / count)) / count) ** talks;
        return { ours: Math.abs(evaluated[0] ?? Number.NaN) / 4, averaged };
      };
      const [small, large] = [await left(8), await left(24)];
      expect(large.ours).toBeLessThan(2 * small.ours);
      expect(large.averaged).toBeGreaterThan(30 * small.averaged);
    },
  );

  paperTest(
    "dadao",
    "abstract: clocks tick as often as they should, and a talk is two messages of one tree",
    async () => {
      const steps = 200;
      const { communication, asked } = await trainOn("dadao", splitQuadratic(curvatures, targets), {
        steps,
        point,
      });
      const talks = (communication?.bytesSent ?? 0) / (2 * 3 * 4);
      expect(communication).toMatchObject({ workers: 4, delay: 0 });
      expect(Number.isInteger(talks)).toBe(true);
      // Poisson numbers: within four standard deviations of their means.
      const { rate, chi1 } = networkOf(4, "ring");
      expect(Math.abs(talks - rate * steps)).toBeLessThan(4 * Math.sqrt(rate * steps));
      expect(Math.abs(asked.length - 4 * steps)).toBeLessThan(4 * Math.sqrt(4 * steps));
      expect(asked.every(({ examples }) => examples.length === 1)).toBe(true);
      // χ₁ of a ring of four is 2 over the rate, χ₂ 1½: so that their product is ½.
      expect(chi1).toBeCloseTo(2 / rate);
      expect((chi1 * 1.5) / rate).toBeCloseTo(0.5);
    },
  );

  paperTest(
    "dadao",
    "with samples of the data it learns as well: above 0.9 on MNIST after 120 gradients of each of four workers",
    async () => {
      const { evaluations } = await runOnMnist("dadao", { ...point, smoothness: 1, convexity: 0.01 }, 120);
      expect(evaluations.at(-1)?.validation["accuracy"] ?? 0).toBeGreaterThan(0.9);
    },
  );
});
