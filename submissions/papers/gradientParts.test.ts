import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const norm = (x: readonly number[]) => Math.hypot(...x);
const sgd = { lr: 0.1, one_minus_momentum: 1, weight_decay: 0 };

/** ½‖p − zₑ‖² over a batch: its gradient is p − the mean of the batch's z. */
const towards = (targets: readonly number[], batchSize: number, start = 0): AnalyticLoss => ({
  parameters: [{ kind: "bias", shape: [1], start: [start] }],
  examples: targets.length,
  batchSize,
  at([p = 0], example) {
    const gap = p - (targets[example] ?? 0);
    return { loss: 0.5 * gap * gap, gradient: [gap] };
  },
});

describe("⊥Grad (Prieto et al. 2025)", () => {
  const point = { base: "sgd", ...sgd, beta2: 0.9, eps: 1e-8 };
  const matrix = (at: AnalyticLoss["at"]): AnalyticLoss => ({
    parameters: [{ shape: [2, 2], start: [1, 2, -1, 0.5] }],
    at,
  });

  paperTest("perp_gradient", "eq. 8: no step goes along the weights", async () => {
    const loss = matrix((p) => ({ loss: 1, gradient: p.map((value, i) => 3 * value + Math.cos(i) + 1) }));
    const { path } = await trainOn("perp_gradient", loss, { steps: 10, point });
    path.slice(1).forEach((p, k) => {
      const before = path[k] ?? [];
      const along = p.reduce((sum, value, i) => sum + (value - (before[i] ?? 0)) * (before[i] ?? 0), 0);
      expect(Math.abs(along)).toBeLessThan(1e-4);
      expect(distance(p, before)).toBeGreaterThan(1e-3);
    });
  });

  paperTest(
    "perp_gradient",
    "§4: where growing the weights is all that lowers the loss, it stands still and SGD grows on",
    async () => {
      const loss = matrix((p) => ({ loss: -norm(p), gradient: p.map((value) => -value / norm(p)) }));
      const still = await trainOn("perp_gradient", loss, { steps: 20, point });
      const grown = await trainOn("heavy_ball", loss, { steps: 20, point: sgd });
      expect(norm(still.last)).toBeCloseTo(norm(still.path[0] ?? []), 2);
      expect(norm(grown.last)).toBeGreaterThan(norm(still.last) + 1.5);
    },
  );
});

describe("median of microbatch gradients (RM3; Zielinski, Krishnan & Chatterjee 2020)", () => {
  paperTest(
    "median_gradient",
    "§4: a step is along the middle one of the thirds' gradients, element by element",
    async () => {
      const targets = [1, 3, 10, 20, -5, -7];
      const { last, asked } = await trainOn("median_gradient", towards(targets, 6), { steps: 1, point: sgd });
      expect(last[0]).toBeCloseTo(0.1 * 2, 6);
      expect(asked.map(({ examples }) => examples)).toEqual([
        [0, 1],
        [2, 3],
        [4, 5],
      ]);
    },
  );

  paperTest(
    "median_gradient",
    "§4: what one example alone asks for is not learnt, where SGD learns it",
    async () => {
      // Two parameters: all examples pull the first one to 1, one example of nine the second one.
      const loss: AnalyticLoss = {
        parameters: [{ shape: [2], start: [0, 0] }],
        examples: 9,
        batchSize: 9,
        at: ([common = 0, own = 0], example) => {
          const isOdd = example === 4;
          const gradient = [common - 1, isOdd ? 9 * (own - 1) : 0];
          return { loss: 0.5 * (common - 1) ** 2 + (isOdd ? 4.5 * (own - 1) ** 2 : 0), gradient };
        },
      };
      const median = await trainOn("median_gradient", loss, { steps: 100, point: sgd });
      const mean = await trainOn("heavy_ball", loss, { steps: 100, point: sgd });
      expect(distance(median.last, [1, 0])).toBeLessThan(1e-3);
      expect(distance(mean.last, [1, 1])).toBeLessThan(1e-3);
    },
  );

  paperTest("median_gradient", "where all examples agree it is SGD", async () => {
    const loss = { ...quadratic([1, 10], [1, -2], [0.3, 0.1]), examples: 6, batchSize: 6 };
    const point = { lr: 0.05, one_minus_momentum: 0.1, weight_decay: 0.01 };
    const ours = await trainOn("median_gradient", loss, { steps: 20, point });
    expect(distance(ours.last, (await trainOn("heavy_ball", loss, { steps: 20, point })).last)).toBeLessThan(
      1e-6,
    );
  });
});

describe("ghost batches (Hoffer, Hubara & Soudry 2017)", () => {
  const point = { factor: 4, ghosts: 4, ...sgd, max_norm: 0 };
  const drawn = Array.from({ length: 512 }, (_, i) => {
    const wave = Math.sin(12.9898 * (i + 1)) * 43_758.5453;
    return wave - Math.floor(wave) - 0.5;
  });

  paperTest(
    "ghost_batch",
    "algorithm 1: every ghost has a pass of its own, and their mean is the large batch's gradient",
    async () => {
      const loss = towards(drawn.slice(0, 16), 4, 2);
      const { asked, last } = await trainOn("ghost_batch", loss, { steps: 1, point });
      expect(asked.map(({ examples }) => examples)).toEqual(
        [0, 4, 8, 12].map((from) => [from, from + 1, from + 2, from + 3]),
      );
      const mean = drawn.slice(0, 16).reduce((sum, z) => sum + z / 16, 0);
      expect(last[0]).toBeCloseTo(2 - 0.1 * Math.sqrt(4) * (2 - mean), 5);
    },
  );

  paperTest(
    "ghost_batch",
    "eq. 7: the rate grows with the root of the batch that there is: no further than the largest that the workload takes",
    async () => {
      // At most 16 examples, of batches of one.
      const loss = towards(drawn.slice(0, 16), 1, 2);
      const { asked, last } = await trainOn("ghost_batch", loss, {
        steps: 1,
        point: { ...point, factor: 64 },
      });
      expect(asked.flatMap(({ examples }) => examples)).toHaveLength(16);
      const mean = drawn.slice(0, 16).reduce((sum, z) => sum + z / 16, 0);
      expect(last[0]).toBeCloseTo(2 - 0.1 * Math.sqrt(16) * (2 - mean), 5);
    },
  );

  paperTest("ghost_batch", "eq. 7: with η ∝ √M steps vary as much as those of the small batch", async () => {
    // A gradient of noise alone: no step changes the next.
    const noise: AnalyticLoss = {
      ...towards(drawn, 2),
      at: (_p, example) => ({ loss: 0, gradient: [drawn[example] ?? 0] }),
    };
    const spread = async (factor: number) => {
      const steps = 256 / factor;
      const { path } = await trainOn("ghost_batch", noise, { steps, point: { ...point, factor, ghosts: 1 } });
      const moves = path.slice(1).map(([p = 0], k) => p - (path[k]?.[0] ?? 0));
      return Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0) / steps);
    };
    const [small, large] = [await spread(1), await spread(4)];
    expect(large / small).toBeGreaterThan(0.75);
    expect(large / small).toBeLessThan(1.3);
  });
});

describe("z-score masking (Godin 2025)", () => {
  const point = { threshold: 1, start_factor: 0, ...sgd };
  // One of five asks for something else than the others.
  const targets = [1, 1.1, 0.9, 1, 21];

  paperTest(
    "z_error",
    "with a fifth of wrong examples it ends where the others agree, SGD far off",
    async () => {
      const loss = towards(targets, 5);
      const masked = await trainOn("z_error", loss, { steps: 100, point });
      const plain = await trainOn("heavy_ball", loss, { steps: 100, point: sgd });
      expect(masked.last[0]).toBeCloseTo(1, 1);
      expect(plain.last[0]).toBeCloseTo(5, 1);
    },
  );

  paperTest(
    "z_error",
    "only examples of at most τ deviations above the batch's mean loss go backward",
    async () => {
      const { asked } = await trainOn("z_error", towards(targets, 5), { steps: 2, point });
      const backward = asked.filter(({ kind }) => kind === "gradient").map(({ examples }) => examples);
      expect(backward).toEqual([
        [0, 1, 2, 3],
        [0, 1, 2, 3],
      ]);
    },
  );

  paperTest("z_error", "with a threshold that nothing passes it is SGD, as before its start", async () => {
    const base = (await trainOn("heavy_ball", towards(targets, 5), { steps: 10, point: sgd })).path;
    for (const neutral of [{ threshold: 100 }, { start_factor: 1 }]) {
      const { path } = await trainOn("z_error", towards(targets, 5), {
        steps: 10,
        point: { ...point, ...neutral },
      });
      expect(path).toEqual(base);
    }
  });
});
