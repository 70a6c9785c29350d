import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const norm = (x: readonly number[]) => Math.hypot(...x);

/** ½·hₑ·‖p − t‖² with a curvature of its own for each of four examples: every one is least at t. */
const interpolated: AnalyticLoss = {
  parameters: [{ shape: [2], start: [3, -2] }],
  examples: 4,
  batchSize: 1,
  at(p, example) {
    const [h = 1, t] = [[0.1, 1, 5, 40][example % 4], [0.5, 0.25]];
    const gaps = p.map((value, i) => value - (t[i] ?? 0));
    return { loss: 0.5 * h * norm(gaps) ** 2, gradient: gaps.map((gap) => h * gap) };
  },
};

describe("NGN (Orvieto & Xiao 2024)", () => {
  paperTest(
    "ngn",
    "on ½hp² its step is the implicit one, p/(1 + σh): it does not diverge at any σ",
    async () => {
      for (const sigma of [0.01, 1, 1e4]) {
        const { path } = await trainOn("ngn", quadratic([3], [2]), {
          steps: 5,
          point: { sigma, decay: "constant" },
        });
        path.forEach(([p = 0], k) => {
          expect(p).toBeCloseTo(2 / (1 + 3 * sigma) ** k, 5);
        });
      }
    },
  );

  paperTest("ngn", "lemma 1: the step is between σ/(1 + σL) and σ, whatever the batch", async () => {
    const sigma = 0.5;
    const { path } = await trainOn("ngn", interpolated, { steps: 12, point: { sigma, decay: "constant" } });
    path.slice(1).forEach((p, k) => {
      const before = path[k] ?? [];
      const { gradient } = interpolated.at(before, k % 4, k + 1);
      const step = norm(p.map((value, i) => value - (before[i] ?? 0))) / norm(gradient);
      expect(step).toBeGreaterThanOrEqual(sigma / (1 + sigma * 40) - 1e-6);
      expect(step).toBeLessThanOrEqual(sigma + 1e-6);
    });
  });

  paperTest("ngn", "holds no state at all", async () => {
    const { stateBytes } = await trainOn("ngn", interpolated, {
      steps: 3,
      point: { sigma: 1, decay: "sqrt" },
    });
    expect(stateBytes).toBe(0);
  });
});

describe("SPS_max (Loizou et al. 2021)", () => {
  const point = { max_step: 100, c: 0.5, growth: 0, f_star: 0, weight_decay: 0 };

  paperTest(
    "sps_max",
    "eq. 2: on ½hp² with c = ½ the step is 1/h, which ends in the minimum at once",
    async () => {
      const { last } = await trainOn("sps_max", quadratic([7], [3], [1]), { steps: 1, point });
      expect(last[0]).toBeCloseTo(1, 5);
    },
  );

  paperTest("sps_max", "eq. 3: no step is longer than γ_b", async () => {
    const { path } = await trainOn("sps_max", quadratic([0.5], [4]), {
      steps: 4,
      point: { ...point, max_step: 0.2 },
    });
    path.forEach(([p = 0], k) => {
      expect(p).toBeCloseTo(4 * (1 - 0.2 * 0.5) ** k, 5);
    });
  });

  paperTest(
    "sps_max",
    "theorem 3.1: under interpolation it comes nearer at every step and ends in the minimum, without decay",
    async () => {
      const { path } = await trainOn("sps_max", interpolated, { steps: 40, point: { ...point, c: 1 } });
      const away = path.map((p) => norm([(p[0] ?? 0) - 0.5, (p[1] ?? 0) - 0.25]));
      away.slice(1).forEach((value, k) => {
        expect(value).toBeLessThanOrEqual((away[k] ?? 0) + 1e-6);
      });
      expect(away.at(-1)).toBeLessThan(1e-4);
    },
  );

  paperTest("sps_max", "§4.1's smoothing: a step is at most τ times the one before", async () => {
    // Curvatures 40, 0.1, 1 in turn: without smoothing steps would jump between 1/40 and 10.
    const { path } = await trainOn("sps_max", interpolated, {
      steps: 12,
      point: { ...point, c: 1, growth: 1.5 },
    });
    const steps = path.slice(1).map((p, k) => {
      const { gradient } = interpolated.at(path[k] ?? [], k % 4, k + 1);
      return distance(p, path[k] ?? []) / Math.max(...gradient.map(Math.abs));
    });
    const fourth = steps[3] ?? 0;
    expect(fourth).toBeCloseTo(1 / 80, 4);
    steps.slice(4, 7).forEach((step, k) => {
      expect(step).toBeCloseTo(fourth * 1.5 ** (k + 1), 3);
    });
  });
});
