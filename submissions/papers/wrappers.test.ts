import type { LossRequest } from "@steepest/core/sandbox/problem.ts";
import { describe, expect, test } from "vitest";
import { AnalyticProblem } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);
const sgd = { lr: 0.03, one_minus_momentum: 0.1, nesterov: false, weight_decay: 0.01 };
const base = () => trainOn("heavy_ball", loss, { steps: 25, point: sgd });

describe("wrappers at the setting where they do nothing are their base method", () => {
  paperTest("lookahead", "lookahead with α = 1 (Zhang et al. 2019, algorithm 1)", async () => {
    const point = { ...sgd, la_steps: 5, la_alpha: 1, pullback_momentum: "none" };
    const { last } = await trainOn("lookahead", loss, { steps: 25, point });
    expect(distance(last, (await base()).last)).toBeLessThan(1e-6);
  });

  paperTest("sam", "SAM and ASAM with ρ = 0 (Foret et al. 2021, algorithm 1)", async () => {
    for (const adaptive of [false, true]) {
      const { last } = await trainOn("sam", loss, { steps: 25, point: { ...sgd, rho: 0, adaptive } });
      expect(last).toEqual((await base()).last);
    }
  });

  paperTest(
    "lawa",
    "LAWA trains as if it were not there and evaluates the mean of the last k (Kaddour 2022)",
    async () => {
      const point = { ...sgd, queue_length: 3, interval: 2 };
      const { path, evaluated } = await trainOn("lawa", loss, { steps: 25, point });
      expect(path).toEqual((await base()).path);
      const mean = [20, 22, 24].map((step) => path[step] ?? []);
      const expected = [0, 1, 2].map((i) => mean.reduce((sum, copy) => sum + (copy[i] ?? 0), 0) / 3);
      expect(distance(evaluated, expected)).toBeLessThan(1e-6);
    },
  );

  paperTest(
    "schedule_free_sgd",
    "schedule-free SGD with β = 0 trains as SGD does and evaluates the mean of its iterates (Defazio et al. 2024, §2)",
    async () => {
      const point = {
        lr: 0.05,
        one_minus_momentum: 1,
        weight_decay: 0,
        r: 0,
        weight_lr_power: 2,
        warmup_factor: 0,
      };
      const free = await trainOn("schedule_free_sgd", loss, { steps: 20, point });
      const plain = await trainOn("sgd", loss, { steps: 20, point: { lr: 0.05, weight_decay: 0 } });
      expect(distance(free.last, plain.last)).toBeLessThan(1e-6);
      const mean = [0, 1, 2].map((i) => plain.path.slice(1).reduce((sum, at) => sum + (at[i] ?? 0), 0) / 20);
      expect(distance(free.evaluated, mean)).toBeLessThan(1e-6);
    },
  );
});

describe("lookahead", () => {
  paperTest.each("lookahead", ["pullback", "reset"])(
    "with %s leaves Adam's moments alone: the authors' code knows SGD's momentum",
    async (mode) => {
      const point = { lr: 0.2, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-8, weight_decay: 0 };
      const around = { ...point, base: "adamw", nesterov: false, la_steps: 4, la_alpha: 0.5 };
      const train = (pullback: string) =>
        trainOn("lookahead", loss, { steps: 50, point: { ...around, pullback_momentum: pullback } });
      expect((await train(mode)).path).toEqual((await train("none")).path);
    },
  );

  paperTest(
    "lookahead",
    "with reset forgets: the step after a synchronisation goes along that step's gradient alone (authors' code)",
    async () => {
      const point = { ...sgd, la_steps: 5, la_alpha: 0.5, pullback_momentum: "reset" };
      const { path } = await trainOn("lookahead", loss, { steps: 6, point });
      const [before, after] = [path[5] ?? [], path[6] ?? []];
      const [curvature, minimum] = [
        [1, 10, 0.3],
        [0.2, 0.1, -0.4],
      ];
      const expected = before.map(
        (p, i) => p - 0.03 * ((curvature[i] ?? 0) * (p - (minimum[i] ?? 0)) + 0.01 * p),
      );
      expect(distance(after, expected)).toBeLessThan(1e-6);
    },
  );
});

/** The draws of all gradients that were asked for, in order. */
async function drawsOf(name: string, point: Readonly<Record<string, number | string | boolean>>) {
  const draws: (number | undefined)[] = [];
  class Watched extends AnalyticProblem {
    override lossAndGrad(...asked: Parameters<AnalyticProblem["lossAndGrad"]>) {
      const request: LossRequest = asked[3];
      draws.push(request.draw);
      return super.lossAndGrad(...asked);
    }
  }
  await trainOn(name, (facts) => new Watched(loss, facts), { steps: 3, point });
  return draws;
}

describe("SAM", () => {
  paperTest("sam", "takes both gradients of a step with the same dropout masks", async () => {
    expect(await drawsOf("sam", { ...sgd, rho: 0.05 })).toEqual([1, 1, 2, 2, 3, 3]);
  });

  paperTest(
    "sam",
    "ascends by exactly ρ: on a linear loss its gradient is that of the loss (Foret et al. 2021, eq. 2)",
    async () => {
      // f = ½h p² in one dimension: the gradient at p + ρ·sign(p) is h(p + ρ), whatever p is.
      const { path } = await trainOn("sam", quadratic([2], [3]), {
        steps: 1,
        point: { rho: 0.25, adaptive: false, lr: 0.1, one_minus_momentum: 1, weight_decay: 0 },
      });
      expect(path[1]?.[0]).toBeCloseTo(3 - 0.1 * 2 * 3.25, 6);
    },
  );
});

describe("methods without a learning rate", () => {
  const far = quadratic([1, 4], [30, -20], [0, 0]);
  const initial = 0.5 * (30 ** 2 + 4 * 20 ** 2);
  const at = ([a = 0, b = 0]: readonly number[]) => 0.5 * (a ** 2 + 4 * b ** 2);

  paperTest.each(
    ["dog", "dowg", "dadapt_adam", "prodigy", "mechanic"],
    [
      ["dog", { lr: 1, reps_rel: 1e-4, eps: 1e-8, weight_decay: 0, granularity: "all" }],
      ["dowg", { eps: 1e-4 }],
      ["dadapt_adam", { lr: 1, d0: 1e-4, weight_decay: 0, use_bias_correction: false, decouple: true }],
      ["prodigy", { lr: 1, d0: 1e-4, weight_decay: 0, use_bias_correction: false, decouple: true }],
      [
        "mechanic",
        { base: "sgd", lr: 1, weight_decay: 0, momentum: 0, s_init: 1e-4, s_decay: 0.01, eps: 1e-8 },
      ],
    ],
  )("%s finds the scale of a problem that is 10,000 times its first step away", async (name, point) => {
    const { last } = await trainOn(name, far, { steps: 300, point });
    expect(at(last)).toBeLessThan(0.01 * initial);
  });

  paperTest("dog", "DoG's first step has length r(1 + ‖p₀‖) (Ivgi et al. 2023, §2.1)", async () => {
    const point = { lr: 1, reps_rel: 1e-3, eps: 0, weight_decay: 0, granularity: "all" };
    const { path } = await trainOn("dog", far, { steps: 1, point });
    const [from, to] = [path[0] ?? [], path[1] ?? []];
    const length = Math.hypot(...from.map((p, i) => p - (to[i] ?? 0)));
    expect(length).toBeCloseTo(1e-3 * (1 + Math.hypot(30, 20)), 4);
  });

  paperTest("dog", "L-DoG of a single leaf is DoG", async () => {
    const point = { lr: 1, reps_rel: 1e-3, eps: 1e-8, weight_decay: 0, granularity: "param" };
    const one = await trainOn("dog", far, { steps: 20, point });
    const other = await trainOn("dog", far, { steps: 20, point: { ...point, granularity: "all" } });
    expect(distance(one.last, other.last)).toBeLessThan(1e-4);
  });

  paperTest(
    "prodigy",
    "Prodigy without ε does not see a loss that is multiplied by 100 (Mishchenko & Defazio 2024, §4)",
    async () => {
      const scaled = quadratic([100, 400], [30, -20], [0, 0]);
      const prodigy = { lr: 1, d0: 1e-3, weight_decay: 0, eps: 0, decouple: true, slice_p: 1 };
      const plain = await trainOn("prodigy", far, { steps: 40, point: prodigy });
      const larger = await trainOn("prodigy", scaled, { steps: 40, point: prodigy });
      expect(distance(plain.last, larger.last)).toBeLessThan(1e-2);
    },
  );

  paperTest("prodigy", "Prodigy with slice_p estimates from every n-th element alone", async () => {
    // The second coordinate is at its minimum: an estimate from every second element, the first one, sees all there is.
    const still = quadratic([1, 4], [30, 0], [0, 0]);
    const point = { lr: 1, d0: 1e-3, weight_decay: 0, decouple: true };
    const all = await trainOn("prodigy", still, { steps: 30, point: { ...point, slice_p: 1 } });
    const half = await trainOn("prodigy", still, { steps: 30, point: { ...point, slice_p: 2 } });
    expect(distance(all.last, half.last)).toBe(0);
  });
});

describe("MoMo", () => {
  paperTest(
    "momo",
    "with β = 0 takes Polyak's step (f − f*)/‖g‖² below its cap (Schaipp et al. 2023, §2)",
    async () => {
      const point = { lr: 10, beta: 0, weight_decay: 0, lb: 0, use_fstar: false, bias_correction: false };
      const { path } = await trainOn("momo", quadratic([2, 2], [3, 4]), { steps: 1, point });
      // f = ‖p‖², g = 2p: τ = ‖p‖²/(4‖p‖²) = ¼, so p halves.
      expect(distance(path[1] ?? [], [1.5, 2])).toBeLessThan(1e-6);
    },
  );

  paperTest.each(["momo", "momo_adam"], ["momo", "momo_adam"])(
    "%s with an estimated f* finds a minimum above 0",
    async (name) => {
      const lifted = quadratic([1, 3], [4, -2]);
      const { last } = await trainOn(
        name,
        {
          ...lifted,
          at: (p, example, step) => ({
            ...lifted.at(p, example, step),
            loss: lifted.at(p, example, step).loss + 5,
          }),
        },
        {
          steps: 200,
          point: {
            lr: 0.1,
            beta: 0.9,
            beta1: 0.9,
            beta2: 0.99,
            eps: 1e-8,
            weight_decay: 0,
            lb: 0,
            use_fstar: true,
            bias_correction: false,
            divide: true,
          },
        },
      );
      expect(distance(last, [0, 0])).toBeLessThan(0.2);
    },
  );
});

describe("MARS", () => {
  const matrices = { ...loss, parameters: [{ shape: [1, 3], start: [1, -1, 2] }] };
  const point = {
    mars_type: "mars-adamw",
    optimize_1d: false,
    lr: 0.02,
    one_minus_beta1: 0.1,
    beta2: 0.99,
    eps: 1e-8,
    weight_decay: 0,
    lr_1d: 0.02,
    beta1_1d: 0.9,
    beta2_1d: 0.95,
    weight_decay_1d: 0,
  };

  paperTest("mars", "takes both gradients of its exact form with the same dropout masks", async () => {
    const corrected = { ...point, gamma: 0.025, optimize_1d: true };
    expect(await drawsOf("mars", { ...corrected, is_approx: false })).toEqual([1, 2, 2, 3, 3]);
    expect(await drawsOf("mars", { ...corrected, is_approx: true })).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  paperTest("mars", "leaves vectors to AdamW (authors' code)", async () => {
    const { last } = await trainOn("mars", loss, {
      steps: 20,
      point: { ...point, gamma: 0.5, is_approx: true },
    });
    const adamw = { lr: 0.02, one_minus_beta1: 0.1, beta2: 0.95, eps: 1e-8, weight_decay: 0 };
    expect(last).toEqual((await trainOn("adamw", loss, { steps: 20, point: adamw })).last);
  });

  paperTest(
    "mars",
    "exact and approximate agree where all batches are the same, from the second step on (Yuan et al. 2024, §3.2)",
    async () => {
      const approximate = await trainOn("mars", matrices, {
        steps: 1,
        point: { ...point, gamma: 0, is_approx: true },
      });
      const exact = await trainOn("mars", matrices, {
        steps: 1,
        point: { ...point, gamma: 0, is_approx: false },
      });
      expect(distance(approximate.last, exact.last)).toBe(0);
      const { asked } = await trainOn("mars", matrices, {
        steps: 5,
        point: { ...point, gamma: 0.025, is_approx: false },
      });
      expect(asked).toHaveLength(5 + 4);
    },
  );
});

describe("schedule-free waits for an inner method that waits", () => {
  const matrix = { ...loss, parameters: [{ shape: [1, 3], start: [1, -1, 2] }] };
  const source = (optimizer: string) => `
import { chain, defineSubmission, scaleByLearningRate, scheduleFree } from "steepest";
import { scaleByShampoo } from "./shampoo/algorithm.ts";
const shampoo = scaleByShampoo({
  beta1: 0, beta2: 0.9, epsilon: 1e-6, frequency: 1, start: 1, correct: false, graft: null, exponents: [],
});
export default defineSubmission({ name: "under_test", ruleset: "self", hyperparameters: {}, optimizer: () => ${optimizer} });`;

  test("around Shampoo it descends, and at β = 0 trains as Shampoo does", async () => {
    const train = (optimizer: string, steps: number) => trainOn(source(optimizer), matrix, { steps });
    const { evaluated } = await train("scheduleFree(shampoo, { learningRate: 0.1 })", 150);
    expect(distance(evaluated, [0.2, 0.1, -0.4])).toBeLessThan(0.5);
    const alone = await train("chain(shampoo, scaleByLearningRate(0.05))", 10);
    const inside = await train("scheduleFree(shampoo, { learningRate: 0.05, beta: 0 })", 10);
    expect(distance(inside.last, alone.last)).toBeLessThan(1e-6);
  });
});
