import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const adamw = { lr: 0.01, one_minus_beta1: 0.1, beta2: 0.9, eps: 1e-8, weight_decay: 0 };

describe("spectral regularisation (Lewandowski et al. 2024)", () => {
  const flat = (
    shape: readonly number[],
    start: readonly number[],
    kind = "weight" as const,
  ): AnalyticLoss => ({
    parameters: [{ kind, shape, start }],
    at: (p) => ({ loss: 1, gradient: p.map(() => 0) }),
  });

  paperTest(
    "spectral_regularization",
    "eq. 4: the largest singular value is drawn to 1, from above and below, and no other one moves",
    async () => {
      // With an ε far above the gradients Adam is momentum: a step is the regulariser's slope.
      for (const largest of [2, 0.7]) {
        const loss = flat([2, 2], [largest, 0, 0, 0.3]);
        const { last } = await trainOn("spectral_regularization", loss, {
          steps: 400,
          point: { ...adamw, eps: 1e3, lr: 20, spectral_decay: 0.1 },
        });
        expect(last[0]).toBeCloseTo(1, 1);
        expect(last[3]).toBeCloseTo(0.3, 1);
      }
    },
  );

  paperTest("spectral_regularization", "without the regulariser it is AdamW", async () => {
    const loss: AnalyticLoss = {
      ...quadratic([1, 4, 9, 2], [1, -1, 2, 0.5]),
      parameters: [{ shape: [2, 2], start: [1, -1, 2, 0.5] }],
    };
    const ours = await trainOn("spectral_regularization", loss, {
      steps: 20,
      point: { ...adamw, spectral_decay: 0 },
    });
    expect(ours.path).toEqual((await trainOn("adamw", loss, { steps: 20, point: adamw })).path);
  });
});

describe("nowcasting by a line (Knyazev et al. 2024)", () => {
  const point = { ...adamw, lr: 0.01, period: 10, horizon: 20, window: 5, stop_factor: 1 };
  const slope: AnalyticLoss = {
    parameters: [{ shape: [2], start: [0, 0] }],
    at: (p) => ({ loss: p[0] ?? 0, gradient: [1, -2] }),
  };

  paperTest("linear_nowcasting", "on a straight path a jump is the h steps that it predicts", async () => {
    const { path } = await trainOn("linear_nowcasting", slope, { steps: 20, point });
    const plain = await trainOn("adamw", slope, { steps: 60, point: adamw });
    expect(distance(path[9] ?? [], plain.path[9] ?? [])).toBeLessThan(1e-6);
    expect(distance(path[10] ?? [], plain.path[30] ?? [])).toBeLessThan(1e-4);
    expect(distance(path[20] ?? [], plain.path[60] ?? [])).toBeLessThan(1e-3);
  });

  paperTest(
    "linear_nowcasting",
    "abstract: it needs at most half of AdamW's steps to where AdamW takes long",
    async () => {
      const far = quadratic([1, 0.3], [4, -3]);
      const stepsTo = ({ path }: { path: readonly (readonly number[])[] }) =>
        path.findIndex(([x = 9, y = 9]) => 0.5 * x * x + 0.15 * y * y < 1);
      const plain = stepsTo(await trainOn("adamw", far, { steps: 400, point: adamw }));
      const ahead = stepsTo(await trainOn("linear_nowcasting", far, { steps: 400, point }));
      expect(plain).toBeGreaterThan(100);
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThan(0.5 * plain);
    },
  );

  paperTest("linear_nowcasting", "with a horizon of 0 it is AdamW", async () => {
    const bowl = quadratic([1, 5], [1, -1]);
    const ours = await trainOn("linear_nowcasting", bowl, { steps: 30, point: { ...point, horizon: 0 } });
    expect(
      distance(ours.last, (await trainOn("adamw", bowl, { steps: 30, point: adamw })).last),
    ).toBeLessThan(1e-5);
  });
});

describe("multi-batch L-BFGS (Berahas, Nocedal & Takáč 2016)", () => {
  const point = { memory: 5, overlap: 0.5, lr: 1, max_step: 100 };
  /** A bowl of its own for every example, all with the same curvature: batches differ by a constant gradient. */
  const shifted: AnalyticLoss = {
    parameters: [{ shape: [3], start: [3, -2, 1] }],
    examples: 12,
    batchSize: 4,
    at(p, example) {
      const h = [1, 10, 100];
      const gradient = p.map((value, i) => (h[i] ?? 0) * value + Math.sin(5 * example + i));
      return { loss: 0.5 * p.reduce((sum, value, i) => sum + (h[i] ?? 0) * value * value, 0), gradient };
    },
  };

  paperTest(
    "multibatch_lbfgs",
    "§2.1: a batch begins with the end of the last one, and pairs are taken on that part alone",
    async () => {
      const { asked } = await trainOn("multibatch_lbfgs", shifted, { steps: 3, point });
      expect(asked.map(({ examples }) => examples)).toEqual([
        [0, 1, 2, 3], // the batch
        [2, 3], // what is left to the next one
        [2, 3, 4, 5],
        [2, 3], // at the new parameters
        [4, 5],
        [4, 5, 8, 9],
        [4, 5],
        [8, 9],
      ]);
    },
  );

  paperTest(
    "multibatch_lbfgs",
    "on a quadratic it has the curvature in as many steps as there are dimensions, which SGD has not in 100",
    async () => {
      const same: AnalyticLoss = {
        ...shifted,
        at: (p, _e, step) => {
          const { loss, gradient } = shifted.at(p, 0, step);
          return { loss, gradient: gradient.map((g, i) => g - Math.sin(i)) };
        },
      };
      const ours = await trainOn("multibatch_lbfgs", same, { steps: 25, point: { ...point, max_step: 1 } });
      expect(distance(ours.last, [0, 0, 0])).toBeLessThan(1e-2);
      const plain = await trainOn("sgd", same, { steps: 100, point: { lr: 0.015, weight_decay: 0 } });
      expect(distance(plain.last, [0, 0, 0])).toBeGreaterThan(0.3);
    },
  );

  paperTest(
    "multibatch_lbfgs",
    "y of an overlap is free of the batches' noise: s and y see the true curvature of each direction",
    async () => {
      // Curvature is the same for all examples, so that with the overlap y = Hs exactly, whatever the batches: the path ends as near as noise lets it.
      const { path } = await trainOn("multibatch_lbfgs", shifted, {
        steps: 60,
        point: { ...point, lr: 0.5, max_step: 1 },
      });
      for (const p of path.slice(30)) expect(distance(p, [0, 0, 0])).toBeLessThan(1.5);
    },
  );
});
