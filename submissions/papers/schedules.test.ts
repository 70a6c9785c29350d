import { linearDecay, refinedSchedule } from "@steepest/core/submission/guest/schedules/decays.ts";
import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const absolute = (start: number): AnalyticLoss => ({
  parameters: [{ shape: [1], start: [start] }],
  at: ([p = 0]) => ({ loss: Math.abs(p), gradient: [Math.sign(p)] }),
});
const sgdWith = (schedule: string) => `
import { cyclicCosine, defineSubmission, linearDecay, scaleByLearningRate } from "steepest";
export default defineSubmission({ name: "under_test", ruleset: "self", hyperparameters: {},
  optimizer: () => scaleByLearningRate(${schedule}) });`;

describe("linear decay (Defazio et al. 2023)", () => {
  paperTest.each("linear_decay_adamw", [10, 30, 100])(
    "theorem 6: the last of %i steps on |p| is within D·G/√T of the minimum",
    async (steps) => {
      for (const start of [1, 0.37, 2.9]) {
        const peak = start / Math.sqrt(steps);
        const { last } = await trainOn(sgdWith(`linearDecay({ peak: ${peak} })`), absolute(start), { steps });
        expect(Math.abs(last[0] ?? Number.NaN)).toBeLessThanOrEqual(start / Math.sqrt(steps));
      }
    },
  );

  paperTest("linear_decay_adamw", "refined: constant norms give linear decay (§3)", () => {
    const [refined, linear] = [
      refinedSchedule({ peak: 3, norms: Array(20).fill(0.7) }),
      linearDecay({ peak: 3 }),
    ];
    for (let step = 1; step <= 20; step++) {
      expect(refined({ step, stepHint: 20 })).toBeCloseTo(linear({ step, stepHint: 20 }), 9);
    }
  });

  paperTest(
    "linear_decay_adamw",
    "algorithms 1 and 2: the first run's steps fall linearly; the second begins anew and takes the schedule that is optimal for the first's norms",
    async () => {
      // With β₁ = β₂ = 0 Adam's direction is the sign: a step's length is its learning rate.
      const sizes = (step: number) => (step <= 4 ? 6 - step : step <= 7 ? 1 : step - 6);
      const { path } = await trainOn(
        "linear_decay_adamw",
        {
          parameters: [{ shape: [2], start: [1, -2] }],
          at: (_p, _example, step) => ({ loss: 0, gradient: [sizes(step), -sizes(step)] }),
        },
        {
          steps: 40,
          point: {
            first_run: 0.25,
            lr: 0.1,
            one_minus_beta1: 1,
            beta2: 0,
            eps: 0,
            weight_decay: 0,
            smoothing: 0,
          },
        },
      );
      const rates = path.slice(1).map(([p = 0], i) => (path[i]?.[0] ?? 0) - p);
      for (let k = 1; k <= 9; k++) expect(rates[k - 1]).toBeCloseTo(0.1 * (1 - (k - 1) / 10), 5);
      expect(path[10]).toEqual([1, -2]);
      const norms = Array.from({ length: 10 }, (_, i) => 2 * sizes(i + 1));
      const refined = refinedSchedule({ peak: 0.1, norms, smoothing: 0, power: 1 });
      for (let k = 1; k <= 30; k++) {
        expect(rates[9 + k]).toBeCloseTo(refined({ step: k, stepHint: 30 }), 5);
      }
      // Norms that fall at first have made a warmup.
      expect(rates[10]).toBeLessThan(0.05);
    },
  );

  paperTest(
    "linear_decay_adamw",
    "refined: norms that fall at first give a warmup, norms that rise at the end a faster decay (figure 1)",
    () => {
      const norms = Array.from({ length: 100 }, (_, i) =>
        i < 20 ? 5 - 0.2 * i : i < 80 ? 1 : 1 + 0.1 * (i - 80),
      );
      const rates = norms.map((_, i) =>
        refinedSchedule({ peak: 1, norms, smoothing: 0.02 })({ step: i + 1, stepHint: 100 }),
      );
      const highest = rates.indexOf(Math.max(...rates));
      expect(highest).toBeGreaterThan(10);
      expect(highest).toBeLessThan(25);
      expect(rates[0]).toBeLessThan(0.2);
      expect(rates[85]).toBeLessThan(linearDecay({ peak: 1 })({ step: 86, stepHint: 100 }));
    },
  );

  paperTest(
    "linear_decay_adamw",
    "refined for Adam weighs by 1/G instead of 1/G²: the product over the later sum is flat where norms are (algorithm 2)",
    () => {
      const rate = refinedSchedule({ peak: 1, norms: [1, 2, 2, 2], smoothing: 0, power: 1 });
      // w = 1, ½, ½, ½ and ½ for the point after: η ∝ 1·2, ½·1.5, ½·1, ½·½.
      const rates = [1, 2, 3, 4].map((step) => rate({ step, stepHint: 4 }));
      expect(distance(rates, [1, 0.375, 0.25, 0.125])).toBeLessThan(1e-9);
    },
  );

  paperTest(
    "linear_decay_adamw",
    "AdamW with it is AdamW whose rate falls in a straight line to η/T",
    async () => {
      const point = { lr: 0.1, one_minus_beta1: 1, beta2: 0, eps: 0, weight_decay: 0, warmup_factor: 0 };
      // Without averages Adam moves by exactly η along the sign.
      const { path } = await trainOn("linear_decay_adamw", quadratic([1], [100]), { steps: 10, point });
      const moves = path.slice(1).map((at, i) => (path[i]?.[0] ?? 0) - (at[0] ?? 0));
      expect(
        distance(
          moves,
          moves.map((_, i) => 0.1 * (1 - i / 10)),
        ),
      ).toBeLessThan(1e-4);
    },
  );
});

paperTest(
  "cyclic_lr",
  "cyclic LR: every cycle is one run of warmup and cosine, the next peak is `peak_factor` of the last (arXiv 2502.15015)",
  async () => {
    const linear: AnalyticLoss = {
      parameters: [{ shape: [1], start: [0] }],
      at: ([p = 0]) => ({ loss: p, gradient: [1] }),
    };
    const { path } = await trainOn(
      sgdWith("cyclicCosine({ peak: 1, cycles: 3, warmupFactor: 0.1, peakFactor: 0.5 })"),
      linear,
      { steps: 60 },
    );
    const rates = path.slice(1).map((at, i) => (path[i]?.[0] ?? 0) - (at[0] ?? 0));
    const [first, second, third] = [rates.slice(0, 20), rates.slice(20, 40), rates.slice(40)];
    expect(Math.max(...first)).toBeCloseTo(1, 5);
    expect(
      distance(
        second,
        first.map((rate) => rate / 2),
      ),
    ).toBeLessThan(1e-5);
    expect(
      distance(
        third,
        first.map((rate) => rate / 4),
      ),
    ).toBeLessThan(1e-5);
    expect(first[19]).toBeCloseTo(0, 5);
  },
);

describe("AlgoPerf's competition entries (arXiv 2502.15015) at the setting where they are NadamW or AdamW", () => {
  const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);
  const adam = {
    lr: 0.05,
    one_minus_beta1: 0.1,
    beta2: 0.99,
    eps: 1e-8,
    weight_decay: 0.1,
    warmup_factor: 0.1,
  };
  const run = (name: string, more: Readonly<Record<string, number | boolean>> = {}) =>
    trainOn(name, loss, { steps: 30, point: { ...adam, ...more } });

  paperTest("nadamp", "NadamP with p = 2 is NadamW", async () => {
    expect((await run("nadamp", { root: 2 })).path).toEqual((await run("nadamw")).path);
  });

  paperTest(
    "nadamp",
    "NadamP's first step is η·g/|g|^(2/p): along the sign for p = 2, along the gradient as p grows",
    async () => {
      const { path } = await trainOn("nadamp", quadratic([1, 4], [1, 1]), {
        steps: 1,
        point: { root: 4, lr: 0.1, one_minus_beta1: 1, beta2: 0.9, eps: 0, weight_decay: 0 },
      });
      expect(distance(path[1] ?? [], [0.9, 1 - 0.1 * Math.sqrt(4)])).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "generalized_adam",
    "Generalized Adam is AdamW without and NadamW with the look-ahead",
    async () => {
      expect((await run("generalized_adam", { nesterov: false, power: 0.5 })).path).toEqual(
        (await run("adamw")).path,
      );
      expect((await run("generalized_adam", { nesterov: true, power: 0.5 })).path).toEqual(
        (await run("nadamw")).path,
      );
    },
  );

  paperTest(
    "generalized_adam",
    "Generalized Adam without preconditioning is momentum with bias correction: on a line it moves by η at every step",
    async () => {
      const linear: AnalyticLoss = {
        parameters: [{ shape: [2], start: [0, 0] }],
        at: ([p = 0, q = 0]) => ({ loss: p + 3 * q, gradient: [1, 3] }),
      };
      const { last } = await trainOn("generalized_adam", linear, {
        steps: 7,
        point: {
          nesterov: false,
          power: 0,
          lr: 0.1,
          one_minus_beta1: 0.1,
          beta2: 0.99,
          eps: 1e-8,
          weight_decay: 0,
        },
      });
      expect(distance(last, [-0.7, -2.1])).toBeLessThan(1e-5);
    },
  );

  paperTest("lawa_ema", "LAWA (EMA) trains as NadamW does and evaluates the average", async () => {
    const { path, evaluated } = await run("lawa_ema", {
      ema_decay: 0.5,
      interval_factor: 10 / 30,
      end_factor: 0,
    });
    expect(path).toEqual((await run("nadamw")).path);
    const at = (i: number) => [10, 20, 30].map((step) => path[step]?.[i] ?? 0);
    const expected = [0, 1, 2].map((i) => at(i).reduce((average, copy) => 0.5 * average + 0.5 * copy));
    expect(distance(evaluated, expected)).toBeLessThan(1e-6);
  });
});
