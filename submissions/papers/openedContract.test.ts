import { CheckProblem } from "@steepest/core/harness/checkProblem.ts";
import { expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

function expectClose(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, digits);
}

const norm = (values: readonly number[]): number => Math.hypot(...values);

paperTest(
  "mono_forward",
  "Mono-Forward (Gong et al. 2025): with no gradient between its layers a perceptron learns MNIST to within two points of backpropagation by the 200th step",
  async () => {
    const point = { lr: 0.003, beta1: 0.9, beta2: 0.99, eps: 1e-8, warmup_factor: 0.05 };
    const local = await runOnMnist("mono_forward", point, 200);
    const { beta1, ...others } = point;
    const whole = await runOnMnist("adam", { ...others, one_minus_beta1: 1 - beta1, weight_decay: 0 }, 200);
    expect([local.outcome.kind, whole.outcome.kind]).not.toContain("failed");
    const accuracy = (record: typeof local) => record.evaluations.at(-1)?.validation["accuracy"] ?? 0;
    expect(accuracy(local)).toBeGreaterThan(0.9);
    expect(accuracy(local)).toBeGreaterThan(accuracy(whole) - 0.02);
    expect(local.totals.gradientEvaluations).toBe(local.totals.steps);
  },
);

paperTest("mono_forward", "Mono-Forward: a model of one block learns by Adam", async () => {
  const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
  const point = { lr: 0.05, beta2: 0.99, eps: 1e-8, warmup_factor: 0.1 };
  const one = await trainOn("mono_forward", loss, { steps: 30, point: { ...point, beta1: 0.9 } });
  const adam = await trainOn("adam", loss, {
    steps: 30,
    point: { ...point, one_minus_beta1: 0.1, weight_decay: 0 },
  });
  expectClose(one.last, adam.last, 5);
});

const matrix = (curvatures: readonly number[], start: readonly number[]): AnalyticLoss => ({
  parameters: [{ shape: [2, 2], start }],
  at: quadratic(curvatures, start).at,
});

paperTest(
  "awp",
  "AWP (Wu et al. 2020): algorithm 1: the step's gradient is that at w + γ‖w‖∇f/‖∇f‖",
  async () => {
    const curvatures = [1, 2, 3, 4];
    const start = [1, -0.5, 0.25, 2];
    const [gamma, lr] = [0.2, 0.1];
    const point = {
      radius: 0.1,
      input_steps: 1,
      gamma,
      weight_steps: 1,
      lr,
      one_minus_momentum: 1,
      weight_decay: 0,
    };
    const { path } = await trainOn("awp", matrix(curvatures, start), { steps: 3, point });
    let w = [...start];
    for (let step = 1; step <= 3; step++) {
      const g = w.map((value, i) => (curvatures[i] ?? 0) * value);
      const shifted = w.map((value, i) => value + (gamma * norm(w) * (g[i] ?? 0)) / norm(g));
      w = w.map((value, i) => value - lr * (curvatures[i] ?? 0) * (shifted[i] ?? 0));
      expectClose(path[step] ?? [], w, 5);
    }
  },
);

paperTest("awp", "AWP: vectors are not perturbed, and with γ = 0 it is SGD", async () => {
  const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
  const base = { lr: 0.05, one_minus_momentum: 0.1, weight_decay: 0.01 };
  const sgd = await trainOn("heavy_ball", loss, { steps: 20, point: base });
  const point = { radius: 0.1, input_steps: 1, weight_steps: 1, ...base };
  for (const gamma of [0, 0.5]) {
    const { last } = await trainOn("awp", loss, { steps: 20, point: { ...point, gamma } });
    expectClose(last, sgd.last, 5);
  }
});

paperTest(
  "dot",
  "DOT (Zhao et al. 2023): §3.3: the task's momentum is μ − Δ, so without a teacher it is SGD with that momentum",
  async () => {
    // Losses without classes have no distillation; (1 − α)η is the task's rate.
    const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
    const [alpha, delta] = [0.5, 0.075];
    const { last } = await trainOn("dot", loss, {
      steps: 20,
      point: { lr: 0.04, momentum: 0.9, delta, alpha, temperature: 2, teacher_decay: 0.9, weight_decay: 0 },
    });
    const sgd = await trainOn("heavy_ball", loss, {
      steps: 20,
      point: { lr: 0.02, one_minus_momentum: 0.1 + delta, weight_decay: 0 },
    });
    expectClose(last, sgd.last, 5);
  },
);

/** Heavy ball on the sum of task and distillation loss, whose teacher is the same average. */
const summed = `import { add, defineSubmission, ema, mul, zerosLike } from "steepest";
export default defineSubmission({
  name: "summed",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: ({ params }) => ({ v: zerosLike(params), teacher: params }),
  update({ params, batch, state, step, lossAndGrad }) {
    const labels = { predictedBy: state.teacher, temperature: 2, weight: 0.5 * 4, given: 0.5 };
    const { grads, modelState } = lossAndGrad(params, batch, { labels, draw: step });
    const v = add(mul(state.v, 0.9), grads);
    const next = add(params, mul(v, -0.1));
    return { params: next, modelState, state: { v, teacher: ema(state.teacher, next, 0.9) } };
  },
});
`;

paperTest(
  "dot",
  "DOT: algorithm 1: with Δ = 0 it is SGD on the sum of both losses; with Δ above 0 the momenta part from the second step on",
  async () => {
    const point = { lr: 0.1, momentum: 0.9, alpha: 0.5, temperature: 2, teacher_decay: 0.9, weight_decay: 0 };
    const run = (submission: string, delta: number) =>
      trainOn(submission, (facts) => new CheckProblem(facts), { steps: 5, point: { ...point, delta } });
    const [one, none, some] = [await run(summed, 0), await run("dot", 0), await run("dot", 0.09)];
    expectClose(none.last, one.last, 4);
    expect(some.path[1]).toEqual(none.path[1]);
    expect(some.path[2]).not.toEqual(none.path[2]);
  },
);

paperTest(
  "reste",
  "ReSTE (Wu et al. 2023): every hidden weight is −α or α after every step, one α a tensor",
  async () => {
    const { path } = await trainOn("reste", matrix([1, 2, 3, 4], [1, -0.5, 0.25, 2]), {
      steps: 10,
      point: { power: 3, threshold: 1.5, lr: 0.05, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-8 },
    });
    for (const weights of path.slice(1)) {
      const [size = 0] = weights.map(Math.abs);
      expect(size).toBeGreaterThan(0);
      for (const value of weights) expect(Math.abs(value)).toBeCloseTo(size, 6);
    }
  },
);

paperTest(
  "reste",
  "ReSTE: §3.3: with o = 1 it is the straight-through estimator, and a larger o gives small weights the larger slope",
  async () => {
    const start = [0.3, -0.3, 0.3, 2];
    const constant: AnalyticLoss = {
      parameters: [{ shape: [2, 2], start }],
      at: () => ({ loss: 0, gradient: [1, -1, 1, 1] }),
    };
    // With ε that large Adam's step is η·g/ε: what is compared is the slope alone, by how the mean size moves.
    const moved = async (power: number) => {
      const { path } = await trainOn("reste", constant, {
        steps: 1,
        stepHint: 1,
        point: { power, threshold: 1.5, lr: 1e7, one_minus_beta1: 1, beta2: 0, eps: 1e9 },
      });
      return Math.abs(path[1]?.[0] ?? 0);
    };
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const root = Math.sqrt(mean(start.map((value) => value * value)));
    const after = (o: number) => {
      const latent = start.map((value, i) => {
        const z = Math.abs(value / root);
        const slope = z > 1.5 ? 0 : z ** (1 / o - 1) / o;
        return value - 0.01 * ([1, -1, 1, 1][i] ?? 0) * slope;
      });
      return mean(latent.map(Math.abs));
    };
    for (const o of [1, 2, 3]) expect(await moved(o)).toBeCloseTo(after(o), 5);
  },
);

paperTest(
  "lanczos_rates",
  "learning rates from a Lanczos spectrum (Granziol et al. 2020): on a quadratic they are Polyak's for its ends, and it converges at his rate",
  async () => {
    const curvatures = [100, 40, 10, 4];
    const loss = quadratic(curvatures, [1, -1, 2, 1]);
    const { path } = await trainOn("lanczos_rates", loss, {
      steps: 60,
      point: { dimensions: 4, period: 1000, smoothing: 0, end_factor: 1 },
    });
    const [most, least] = [10, 2];
    const [eta, mu] = [(2 / (most + least)) ** 2, ((most - least) / (most + least)) ** 2];
    let p = [1, -1, 2, 1];
    let b = [0, 0, 0, 0];
    for (let step = 1; step <= 10; step++) {
      b = b.map((value, i) => mu * value - eta * (curvatures[i] ?? 0) * (p[i] ?? 0));
      p = p.map((value, i) => value + (b[i] ?? 0));
      expectClose(path[step] ?? [], p, 2);
    }
    // ((√κ − 1)/(√κ + 1))^k, up to the factor that grows with k.
    const rate = (most - least) / (most + least);
    expect(norm(path.at(-1) ?? [])).toBeLessThan(60 * rate ** 60 * norm([1, -1, 2, 1]) * 10);
  },
);

/** Three inputs, four units, two outputs; nothing to learn. */
const still = (into: readonly number[], out: readonly number[]): AnalyticLoss => ({
  parameters: [
    { shape: [3, 4], start: [...into], kind: "weight" },
    { shape: [4], start: [1, 1, 1, 1], kind: "bias" },
    { shape: [4, 2], start: [...out], kind: "output_weight" },
    { shape: [2], start: [0, 0], kind: "bias" },
  ],
  at: (p) => ({ loss: 0, gradient: p.map(() => 0) }),
});

paperTest(
  "continual_backprop",
  "continual backprop (Dohare et al. 2021): algorithm 1: the mature unit of least utility begins anew, with nothing going out of it; all others stay",
  async () => {
    const into = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const out = [3, 3, 0.1, 0.1, 2, 2, 1, 1];
    const point = {
      ...{ lr: 1e-3, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-8 },
      ...{ replacement_rate: 0.05, maturity: 7, utility_decay: 0.5 },
    };
    const { path } = await trainOn("continual_backprop", still(into, out), { steps: 15, point });
    // A unit every 5 steps, but none is older than 7 before step 10.
    expect(path[9]).toEqual(path[0]);
    const after = path[10] ?? [];
    expect(after.slice(16, 24)).toEqual([3, 3, 0, 0, 2, 2, 1, 1]);
    expect(after.slice(12, 16)).toEqual([1, 0, 1, 1]);
    // This problem draws its start again.
    expect(after.slice(0, 12)).toEqual(into);
    // The new unit is protected: the next to go is another.
    expect(path[15]?.slice(16, 24)).toEqual([3, 3, 0, 0, 2, 2, 0, 0]);
  },
);

paperTest(
  "continual_backprop",
  "continual backprop: Adam's count of steps begins anew with a unit (the authors' AdamGnT): its first step is 1 · lr; and a unit's utility is u/(1 − κᵃ), so that a new one of 1 does not look less useful than an old one of 0.8",
  async () => {
    const maturity = 100;
    const first = 2 * 4;
    const problem = still([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 3, 0.1, 0.1, 1.2, 1.2, 6, 6]);
    const loss: AnalyticLoss = {
      ...problem,
      // The second unit is gone after 100 steps. Then it is pulled to weights of 1.5 each, and an old one's slope comes at the same time.
      at: (p, _example, step) => ({
        loss: 0,
        gradient: p.map((_, i) =>
          step === maturity + 1 && [16 + 2, 16 + 3, 16 + first - 1].includes(i) ? -1 : 0,
        ),
      }),
    };
    const point = {
      ...{ lr: 1.5, one_minus_beta1: 1, beta2: 0.99, eps: 1e-8 },
      ...{ replacement_rate: 1 / (4 * maturity), maturity, utility_decay: 0.99 },
    };
    const { path } = await trainOn("continual_backprop", loss, { steps: 2 * maturity, point });
    expect(path[maturity]?.slice(16, 24)).toEqual([3, 3, 0, 0].concat(path[0]?.slice(20, 24) ?? []));
    const after = path[maturity + 1] ?? [];
    expect(after[18]).toBeCloseTo(1.5, 4);
    // The old one has a bias correction of 101 steps.
    const v = 0.01 / (1 - 0.99 ** (maturity + 1));
    expect(after[23]).toBeCloseTo(6 + 1.5 / Math.sqrt(v), 3);
    // Utilities are 1 of the new unit and 0.8 of the third: that one goes.
    expect(path[2 * maturity - 1]).toEqual(after);
    expect(path[2 * maturity]?.slice(18, 22)).toEqual([after[18], after[19], 0, 0]);
  },
);

/** A matrix [6, 4] whose target has rank 1; what the loss asks for is found by any full-rank descent. */
const rankOne: AnalyticLoss = {
  parameters: [
    { shape: [6, 4], start: Array.from({ length: 24 }, (_, i) => 0.3 * Math.cos(1 + 7 * i)), kind: "weight" },
  ],
  at: (p) => {
    const target = (i: number) => (1 + (i >> 2)) * (1 - 0.5 * (i % 4));
    const gaps = p.map((value, i) => value - target(i));
    return { loss: gaps.reduce((sum, gap) => sum + 0.5 * gap * gap, 0), gradient: gaps };
  },
};

paperTest(
  "cuttlefish",
  "Cuttlefish (Wang et al. 2023): once stable ranks have settled the weights are products of low rank, and the optimizer's state is that of the factors",
  async () => {
    const point = {
      ...{ checks: 20, tolerance: 0.02, latest: 1, lr: 0.1 },
      ...{ one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-8, weight_decay: 0 },
    };
    const { path, stateBytes, held } = await trainOn("cuttlefish", rankOne, { steps: 200, point });
    // Two columns of a matrix of rank 1 are along each other.
    const column = (of: readonly number[], j: number) =>
      Array.from({ length: 6 }, (_, i) => of[4 * i + j] ?? 0);
    const along = (of: readonly number[]) => {
      const [a, b] = [column(of, 0), column(of, 2)];
      const product = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
      return Math.abs(product) / Math.max(1e-30, norm(a) * norm(b));
    };
    expect(along(path[0] ?? [])).toBeLessThan(0.9);
    const last = path.at(-1) ?? [];
    expectClose(
      last,
      last.map((_, i) => (1 + (i >> 2)) * (1 - 0.5 * (i % 4))),
      1,
    );
    // Moments of the full matrix are 2 · 24 numbers; two factors of rank r with theirs are 3 · 10r.
    expect(held.length).toBe(200);
    expect(stateBytes % (3 * 10 * 4)).toBe(0);
  },
);
