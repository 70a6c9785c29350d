import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, trainOn } from "../testing/trainOn.ts";

const scattered = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(seed + 12.9898 * (i + 1) ** 1.5));

describe("Q-GaLore (Zhang et al. 2024)", () => {
  const still = (start: readonly number[], slope: number): AnalyticLoss => ({
    parameters: [{ shape: [start.length], start }],
    at: (p) => ({ loss: slope * p.reduce((sum, x) => sum + x, 0), gradient: start.map(() => slope) }),
  });
  const rounding = `
import { chain, defineSubmission, scaleByLearningRate } from "steepest";
import { heldInBits } from "./q_galore/algorithm.ts";
export default defineSubmission({ name: "under_test", ruleset: "self", hyperparameters: {},
  optimizer: () => chain(scaleByLearningRate(1), heldInBits(8)) });`;

  paperTest("q_galore", "§3.4: weights lie on 255 levels of each block", async () => {
    const start = [...scattered(255, 1), 1];
    const { last } = await trainOn(rounding, still(start, 0), { steps: 1 });
    for (const value of last) expect(Math.abs(127 * value - Math.round(127 * value))).toBeLessThan(1e-3);
  });

  paperTest(
    "q_galore",
    "§3.4: stochastic rounding is unbiased: steps of a tenth of the grid add up in the mean",
    async () => {
      const start = [1, ...Array.from({ length: 255 }, () => 0)];
      // The first element keeps the grid at 1/127: its own gradient is 0.
      const loss = still(start, 0.1 / 127);
      const flat: AnalyticLoss = {
        ...loss,
        at: (p, example, step) => ({
          ...loss.at(p, example, step),
          gradient: start.map((s) => (s === 1 ? 0 : 0.1 / 127)),
        }),
      };
      const { last } = await trainOn(rounding, flat, { steps: 50 });
      const mean = last.slice(1).reduce((sum, x) => sum + x, 0) / 255;
      // 50 draws of variance 0.09 grid² each: four standard errors of the mean of 255.
      expect(Math.abs(mean + 5 / 127)).toBeLessThan((4 * Math.sqrt(50 * 0.09)) / (127 * Math.sqrt(255)));
    },
  );

  paperTest(
    "q_galore",
    "§3.4: weights are held in 8 bits: the state has a byte of each and a number of each block, and parameters are what those stand for, whatever becomes of them outside",
    async () => {
      const start = scattered(600, 4);
      const { path, stateBytes } = await trainOn(rounding, still(start, 0.01), { steps: 6 });
      // 600 weights are three blocks of 256: codes three to an element.
      expect(stateBytes).toBe(4 * (256 + 3));
      for (const weights of path.slice(1)) {
        for (let block = 0; block < 3; block++) {
          const values = weights.slice(256 * block, 256 * (block + 1));
          const grid = Math.max(...values.map(Math.abs)) / 127;
          for (const value of values)
            expect(Math.abs(value / grid - Math.round(value / grid))).toBeLessThan(2e-3);
        }
      }
    },
  );

  const point = {
    lr: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-6,
    rank: 2,
    update_proj_gap: 2,
    scale: 1,
    cos_threshold: 0.4,
    queue_size: 2,
    weight_bits: 32,
  };
  const lowRank = (): AnalyticLoss => {
    const [u, v] = [scattered(6, 2), scattered(9, 5)];
    return {
      parameters: [{ shape: [6, 9], start: Array(54).fill(0) }],
      at: (p) => {
        const gaps = p.map((x, i) => x - (u[Math.floor(i / 9)] ?? 0) * (v[i % 9] ?? 0));
        return { loss: 0.5 * gaps.reduce((sum, x) => sum + x * x, 0), gradient: gaps };
      },
    };
  };

  paperTest(
    "q_galore",
    "moves within the span of its projector: of a rank-1 problem it finds the minimum as GaLore does",
    async () => {
      const { last } = await trainOn("q_galore", lowRank(), { steps: 120, point });
      const galore = await trainOn("galore", lowRank(), {
        steps: 120,
        point: { ...point, correct_bias: true, weight_decay: 0, proj_type: "std" },
      });
      const target = lowRank()
        .at(Array(54).fill(0), 0, 1)
        .gradient.map((x) => -x);
      expect(distance(galore.last, target)).toBeLessThan(0.1);
      expect(distance(last, target)).toBeLessThan(0.15);
    },
  );

  paperTest(
    "q_galore",
    "table 1: a projector takes 4 bits, moments 8, instead of 32: exact bytes",
    async () => {
      const n = 96;
      const wide: AnalyticLoss = {
        parameters: [{ shape: [n, 2 * n], start: scattered(2 * n * n, 3) }],
        at: (p) => ({ loss: 0, gradient: [...p] }),
      };
      const { stateBytes } = await trainOn("q_galore", wide, { steps: 1, point: { ...point, rank: 24 } });
      const [projector, moment] = [n * 24, 24 * 2 * n];
      const bytes = (elements: number, codes: number) =>
        4 * (Math.ceil(elements / codes) + Math.ceil(elements / 256));
      expect(stateBytes).toBe(bytes(projector, 6) + 2 * bytes(moment, 3));
      expect(stateBytes).toBeLessThan((4 * (projector + 2 * moment)) / 2.8);
    },
  );
});
