import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

describe("variance-controlled sampling (Wang et al. 2024)", () => {
  /** Gradient of example e: 1 + a fixed unit-variance noise. */
  const noise = Array.from({ length: 1024 }, (_, e) => Math.sqrt(2) * Math.sin(1 + e * e * 0.7));
  const mean = 1 + noise.reduce((sum, x) => sum + x, 0) / noise.length;
  const noisy: AnalyticLoss = {
    parameters: [{ shape: [1], start: [0] }],
    examples: 1024,
    batchSize: 16,
    at: ([p = 0], example) => ({ loss: p, gradient: [1 + (noise[example] ?? 0)] }),
  };
  const point = { base: "sgd", lr: 1e-3, momentum: 0, weight_decay: 0, alpha: 0.05, probes: 8 };
  const sizes = (asked: Awaited<ReturnType<typeof trainOn>>["asked"]) =>
    asked.map(({ examples }) => examples.length).filter((size) => size < 16);

  paperTest(
    "vcas",
    "with τ = 0 the part is all of the batch: the base method on the batches that are left for it",
    async () => {
      const { asked } = await trainOn("vcas", noisy, { steps: 30, point: { ...point, tau: 0, every: 10 } });
      const sgd = await trainOn("sgd", noisy, { steps: 30, point: { lr: 1e-3, weight_decay: 0 } });
      expect(asked.map(({ examples }) => examples)).toEqual(sgd.asked.map(({ examples }) => examples));
    },
  );

  paperTest(
    "vcas",
    "the part settles where sampling adds τ times the batches' variance: 1/(1 + τ) of a batch (§5, eq. 5)",
    async () => {
      const { asked } = await trainOn("vcas", noisy, {
        steps: 120,
        point: { ...point, tau: 1, every: 1 / 120 },
      });
      const late = sizes(asked).slice(-120);
      // Without putting back, sampling adds (1/ρ − 1) of the variance: as much again at ρ = ½.
      const average = late.reduce((sum, size) => sum + size, 0) / late.length / 16;
      expect(average).toBeGreaterThan(0.4);
      expect(average).toBeLessThan(0.65);
    },
  );

  paperTest("vcas", "unbiased: the mean step is the mean gradient to 4 standard errors (§4)", async () => {
    const steps = 320;
    const { last } = await trainOn("vcas", noisy, {
      steps,
      point: { ...point, tau: 1e9, alpha: 0.5, probes: 2, every: 1 / 320 },
    });
    expect(Math.abs(-(last[0] ?? 0) / (1e-3 * steps) - mean)).toBeLessThan(4 / Math.sqrt(steps * 8) + 0.02);
  });
});

describe("OptEx (Shu et al. 2024)", () => {
  const loss = quadratic([1, 4, 0.5], [1, -1, 2], [0.2, 0.1, -0.4]);
  const point = { parallel: 1, memory: 6, noise: 1e-6, lr: 0.05 };
  const gap = (p: readonly number[]) =>
    [1, 4, 0.5].reduce((sum, h, i) => sum + 0.5 * h * ((p[i] ?? 0) - ([0.2, 0.1, -0.4][i] ?? 0)) ** 2, 0);

  paperTest("optex", "with N = 1 is its base method, SGD (algorithm 1)", async () => {
    const { path } = await trainOn("optex", loss, { steps: 15, point });
    const sgd = await trainOn("sgd", loss, { steps: 15, point: { lr: 0.05, weight_decay: 0 } });
    path.forEach((at, step) => {
      expect(distance(at, sgd.path[step] ?? [])).toBeLessThan(1e-6);
    });
  });

  paperTest(
    "optex",
    "with N = 3 takes three gradients a step and gets nearly as far as three times as many steps of SGD (theorem 3, figure 1)",
    async () => {
      const { last, asked } = await trainOn("optex", loss, { steps: 20, point: { ...point, parallel: 3 } });
      // The first step has no memory: one gradient.
      expect(asked).toHaveLength(1 + 19 * 3);
      const at = async (steps: number) =>
        gap((await trainOn("sgd", loss, { steps, point: { lr: 0.05, weight_decay: 0 } })).last);
      expect(gap(last)).toBeLessThan(await at(40));
    },
  );
});
