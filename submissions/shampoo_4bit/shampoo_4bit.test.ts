import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, trainOn } from "../testing/trainOn.ts";

const random = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(seed + 12.9898 * (i + 1) ** 1.5));

describe("4-bit Shampoo (Wang et al. 2024)", () => {
  paperTest(
    "shampoo_4bit",
    "eq. 3: codes come back to within half the widest step of the linear-square map, 0.12 of the block's largest element",
    async () => {
      const start = random(150, 1);
      const source = `
import { addScaled, defineSubmission, fourBitQuantization, sub } from "steepest";
const codec = fourBitQuantization();
export default defineSubmission({ name: "under_test", ruleset: "self", hyperparameters: {},
  init: () => null,
  update: (ctx) => ({ params: codec.dequantize(codec.quantize(ctx.params), ctx.params) }) });`;
      const loss: AnalyticLoss = {
        parameters: [
          { shape: [10, 13], start: start.slice(0, 130) },
          { shape: [20], start: start.slice(130) },
        ],
        at: (p) => ({ loss: 0, gradient: p.map(() => 0) }),
      };
      const { path } = await trainOn(source, loss, { steps: 2 });
      expect(distance(path[1] ?? [], start)).toBeLessThan(0.13);
      // What comes back is a fixed point: nothing is lost the second time.
      expect(distance(path[2] ?? [], path[1] ?? [])).toBeLessThan(1e-6);
      expect(new Set((path[1] ?? []).slice(130).map((value) => value.toFixed(6))).size).toBeLessThanOrEqual(
        16,
      );
    },
  );

  const line = (rows: number, columns: number): AnalyticLoss => {
    const gradient = random(rows * columns, 3);
    return {
      parameters: [{ shape: [rows, columns], start: Array(rows * columns).fill(0) }],
      at: () => ({ loss: 0, gradient }),
    };
  };
  const point = {
    shampoo_beta: 0.95,
    epsilon: 1e-4,
    update_every: 1,
    root_every: 1,
    lr: 1,
    one_minus_beta1: 1,
    beta2: 0,
    weight_decay: 0,
  };

  paperTest(
    "shampoo_4bit",
    "table 1: eigenvectors and roots take a seventh of 32 bits: (2/3 + 1/16) + (2/3 + 1/16) bytes an element, and two vectors",
    async () => {
      const n = 96;
      const { stateBytes } = await trainOn("shampoo_4bit", line(n, n), { steps: 1, point });
      const adam = 8 * n * n;
      const each = 2 * (4 * Math.ceil((n * n) / 6) + 4 * ((n * n) / 64)) + 2 * 4 * n;
      expect(stateBytes).toBe(adam + 2 * each);
      expect(2 * each).toBeLessThan((4 * 4 * n * n) / 5);
    },
  );

  paperTest(
    "shampoo_4bit",
    "its direction is nearly that of 32-bit Shampoo: for the first gradient UVᵀ, up to the damping",
    async () => {
      // Without momentum and with β₂ = 0 Adam turns any direction into its sign: compare signs with a diagonal gradient's.
      const diagonal: AnalyticLoss = {
        parameters: [{ shape: [3, 3], start: Array(9).fill(0) }],
        at: () => ({ loss: 0, gradient: [4, 0, 0, 0, -2, 0, 0, 0, 1] }),
      };
      const { path } = await trainOn("shampoo_4bit", diagonal, {
        steps: 1,
        point: { ...point, beta2: 0.5, eps: 1e-8 },
      });
      const [a = 0, , , , b = 0, , , , c = 0] = path[1] ?? [];
      expect(distance([a, b, c].map(Math.sign), [-1, 1, -1])).toBe(0);
    },
  );

  paperTest("shampoo_4bit", "descends where two sides of a matrix are badly conditioned", async () => {
    const weights = [1, 30, 30, 900].map((value) => value / 900);
    const loss: AnalyticLoss = {
      parameters: [{ shape: [2, 2], start: [1, 1, 1, 1] }],
      at: (p) => ({
        loss: p.reduce((sum, x, i) => sum + 0.5 * (weights[i] ?? 0) * x * x, 0),
        gradient: p.map((x, i) => (weights[i] ?? 0) * x),
      }),
    };
    const { last } = await trainOn("shampoo_4bit", loss, {
      steps: 150,
      point: { ...point, lr: 0.02, one_minus_beta1: 0.1, beta2: 0.99 },
    });
    expect(Math.max(...last.map(Math.abs))).toBeLessThan(0.2);
  });
});
