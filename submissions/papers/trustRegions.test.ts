import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

/** Two matrices and a vector on one quadratic. */
const layers: AnalyticLoss = {
  parameters: [
    { shape: [3, 4], start: Array.from({ length: 12 }, (_, i) => Math.cos(1 + 3 * i)) },
    { shape: [4, 2], start: Array.from({ length: 8 }, (_, i) => Math.sin(2 + 5 * i)), kind: "output_weight" },
  ],
  at: (p) => {
    const gradient = p.map((value, i) => (1 + (i % 5)) * (value - 0.3 * Math.sin(i)));
    return {
      loss: p.reduce((sum, value, i) => sum + 0.5 * (gradient[i] ?? 0) * (value - 0.3 * Math.sin(i)), 0),
      gradient,
    };
  },
};

describe("one trust-region family (Kovalev 2025)", () => {
  const common = { lr: 0.05, weight_decay: 0.01 };
  const run = (name: string, point: Readonly<Record<string, number | string | boolean>>, loss = layers) =>
    trainOn(name, loss, { steps: 25, point: { ...common, ...point } }).then(({ path }) => path);
  const family = { one_minus_momentum: 0.1, vector_norm: "euclidean" };

  paperTest.each(["trust_region", "muon"], ["with", "without"])(
    "§2: in the spectral norm it is Muon, bit for bit (%s extrapolation)",
    async (which) => {
      const extrapolate = which === "with";
      const one = await run("trust_region", { ...family, norm: "spectral", extrapolate });
      const muon = await run("muon", {
        ...{ one_minus_momentum: 0.1, ns_steps: 5, nesterov: extrapolate, adam_lr: 0.01 },
        ...{ adam_beta1: 0.9, adam_beta2: 0.95, adam_eps: 1e-10, adam_weight_decay: 0 },
      });
      expect(one).toEqual(muon);
      expect(distance(one.at(-1) ?? [], one[0] ?? [])).toBeGreaterThan(0.1);
    },
  );

  paperTest(
    ["trust_region", "signsgd"],
    "§2: in the maximum norm it is sign descent with momentum, bit for bit",
    async () => {
      const one = await run("trust_region", { ...family, norm: "infinity", extrapolate: false });
      expect(one).toEqual(await run("signsgd", { momentum: 0.9 }));
    },
  );

  const normalised = `import { add, addScaled, defineSubmission, div, ema, leafNorm, maximum, mul, zerosLike } from "steepest";
export default defineSubmission({
  name: "normalised_sgd", ruleset: "external",
  hyperparameters: { lr: { min: 1e-3, max: 1, scaling: "log" }, momentum: { feasible_points: [0.9] }, weight_decay: { feasible_points: [0] } },
  init: ({ params }) => ({ m: zerosLike(params) }),
  update({ params, batch, state, lossAndGrad, hyperparameters: hp }) {
    const { grads, modelState } = lossAndGrad(params, batch);
    const m = ema(state.m, grads, hp.momentum);
    const direction = addScaled(div(m, maximum(leafNorm(m), 1e-30)), params, hp.weight_decay);
    return { params: add(params, mul(direction, -hp.lr)), modelState, state: { m } };
  },
});
`;
  paperTest(
    "trust_region",
    "§2: in the Euclidean norm it is normalised SGD with momentum, bit for bit",
    async () => {
      const one = await run("trust_region", { ...family, norm: "euclidean", extrapolate: false });
      expect(one).toEqual(await run(normalised, { momentum: 0.9 }));
    },
  );

  paperTest(
    "trust_region",
    "eq. 5: whatever the gradient's size, each step goes to the edge of its norm's ball",
    async () => {
      for (const scale of [1e-6, 1, 1e6]) {
        const loss = quadratic([scale, 2 * scale, 3 * scale], [1, -1, 2]);
        for (const [norm, length] of [
          ["euclidean", (step: readonly number[]) => Math.hypot(...step)],
          ["infinity", (step: readonly number[]) => Math.max(...step.map(Math.abs))],
        ] as const) {
          const { path } = await trainOn("trust_region", loss, {
            steps: 5,
            point: { ...family, ...common, weight_decay: 0, norm: "spectral", vector_norm: norm },
          });
          path.slice(1).forEach((at, k) => {
            expect(length(at.map((value, i) => value - (path[k]?.[i] ?? 0)))).toBeCloseTo(0.05, 5);
          });
        }
      }
    },
  );
});

describe("Lion-κ (Chen, Liu, Liang & Liu 2023)", () => {
  const point = { kappa: "l1", edge: 1e-3, lr: 0.01, one_minus_beta1: 0.1, beta2: 0.99, weight_decay: 2 };
  // Its free minimum is outside of the box |p| ≤ ½ in two directions, and the start in one.
  const minimum = [3, -0.2, -1.5];
  const loss = quadratic([1, 4, 0.5], [-4, 0.1, 0.3], minimum);

  paperTest(["lion_kappa", "lion"], "eq. 3: with κ the sum of sizes it is Lion, bit for bit", async () => {
    const one = await trainOn("lion_kappa", loss, { steps: 40, point });
    const lion = await trainOn("lion", loss, { steps: 40, point });
    expect(one.path).toEqual(lion.path);
  });

  paperTest(
    ["lion_kappa", "lion"],
    "theorem 3.1: phase 1: from outside |p|∞ ≤ 1/λ the distance falls by 1 − ηλ a step at least, and what is inside stays there",
    async () => {
      const { path } = await trainOn("lion_kappa", loss, { steps: 250, point });
      const outside = (p: readonly number[]) => Math.max(0, ...p.map((value) => 2 * Math.abs(value) - 1));
      for (const [k, p] of path.entries()) {
        expect(outside(p)).toBeLessThanOrEqual(7 * (1 - 0.01 * 2) ** k + 1e-5);
      }
      const entered = path.findIndex((p) => outside(p) === 0);
      expect(entered).toBeGreaterThan(50);
      for (const p of path.slice(entered)) expect(outside(p)).toBeLessThan(1e-5);
    },
  );

  paperTest(
    ["lion_kappa", "lion"],
    "abstract: it solves the problem with the bound constraint |p|∞ ≤ 1/λ: it ends where the free minimum is cut off at the bound",
    async () => {
      const { last } = await trainOn("lion_kappa", loss, { steps: 500, point });
      expect(distance(last, [0.5, -0.2, -0.5])).toBeLessThan(0.03);
    },
  );

  paperTest(
    "lion_kappa",
    "table 2: with κ = ‖x‖₂ the bound is ‖p‖₂ ≤ 1/λ: on a round quadratic it ends at the projection",
    async () => {
      const round = quadratic([1, 1, 1], [0.2, 0.1, 0], minimum);
      const { last } = await trainOn("lion_kappa", round, {
        steps: 500,
        point: { ...point, kappa: "l2" },
      });
      const projected = minimum.map((value) => (0.5 * value) / Math.hypot(...minimum));
      expect(distance(last, projected)).toBeLessThan(0.03);
    },
  );

  paperTest(
    "lion_kappa",
    "table 2: with κ the hinge, weights whose slope stays below its edge go to 0 and the others to the bound or their minimum",
    async () => {
      const { last } = await trainOn("lion_kappa", quadratic([1, 1], [0.3, 0.3], [0.05, 2]), {
        steps: 500,
        point: { ...point, kappa: "hinge", edge: 0.1 },
      });
      expect(distance(last, [0, 0.5])).toBeLessThan(0.03);
    },
  );
});
