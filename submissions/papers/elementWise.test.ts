import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const steps = 12;
type Point = Readonly<Record<string, number | string | boolean>>;

/** A bowl over a matrix and a vector. */
const bowl: AnalyticLoss = {
  parameters: [
    { kind: "weight", shape: [2, 3], start: [1, -0.5, 2, 0.3, -1.4, 0.8] },
    { kind: "bias", shape: [2], start: [0.7, -0.2] },
  ],
  at(p) {
    const gradient = p.map((value, i) => (0.5 + i / 4) * (value - Math.cos(3 * i)));
    return {
      loss: p.reduce((sum, value, i) => sum + 0.5 * (value - Math.cos(3 * i)) * (gradient[i] ?? 0), 0),
      gradient,
    };
  },
};
const [firstLeaf] = bowl.parameters;
const matrix = firstLeaf?.start ?? [];

/** The same loss, its gradient so many times as large. */
const scaled = (loss: AnalyticLoss, factor: number): AnalyticLoss => ({
  ...loss,
  at: (...where) => {
    const value = loss.at(...where);
    return { loss: factor * value.loss, gradient: value.gradient.map((x) => factor * x) };
  },
});

/** A gradient that depends on the step alone. */
const drift = (
  start: readonly number[],
  gradientOf: (step: number) => readonly number[],
  shape = [start.length],
) =>
  ({
    parameters: [{ kind: shape.length > 1 ? "weight" : "bias", shape, start }],
    at: (p, _, step) => {
      const gradient = [...gradientOf(step)];
      return { loss: p.reduce((sum, value, i) => sum + value * (gradient[i] ?? 0), 0), gradient };
    },
  }) as AnalyticLoss;

const last = async (name: string, point: Point, loss = bowl) =>
  (await trainOn(name, loss, { steps, point })).last;
const norm = (x: readonly number[]): number => Math.hypot(...x);
const stepsOf = (path: readonly (readonly number[])[]): number[][] =>
  path.slice(1).map((p, k) => p.map((value, i) => value - (path[k]?.[i] ?? 0)));

const adamw: Point = { lr: 0.05, one_minus_beta1: 0.1, beta2: 0.95, eps: 1e-8, weight_decay: 0.1 };

describe("equal to a base method at a special setting", () => {
  paperTest.each<[string, Point, string, Point]>(
    ["lion", "ademamix", "adamp", "amsgrad", "adam", "adam_8bit", "adamg", "adan", "sgdp", "lars"],
    [
      [
        "lion",
        { lr: 0.02, one_minus_beta1: 0.1, beta2: 0.9, weight_decay: 0.1 },
        "signsgd",
        { lr: 0.02, momentum: 0.9, weight_decay: 0.1 },
      ],
      ["ademamix", { ...adamw, beta3: 0.99, alpha: 0 }, "adamw", adamw],
      ["adamp", { ...adamw, delta: 0, wd_ratio: 0.1, nesterov: false }, "adamw", adamw],
      ["amsgrad", { ...adamw, amsgrad: false }, "adamw", adamw],
      ["adam", { ...adamw, weight_decay: 0, amsgrad: false }, "adamw", { ...adamw, weight_decay: 0 }],
      ["adam_8bit", { ...adamw, block_size: 256, min_quantized_size: 1000 }, "adamw", adamw],
      ["adamg", { ...adamw, beta1: 0.9, beta3: 0, p: 1, q: 0, weight_decouple: true }, "adamw", adamw],
      [
        "adan",
        { ...adamw, one_minus_beta2: 1, one_minus_beta3: 0.05, no_prox: true, max_grad_norm: 0 },
        "adamw",
        adamw,
      ],
      [
        "sgdp",
        {
          lr: 0.02,
          momentum: 0.9,
          dampening: 0,
          weight_decay: 0,
          nesterov: false,
          delta: 0,
          wd_ratio: 0.1,
          eps: 1e-8,
        },
        "heavy_ball",
        { lr: 0.02, one_minus_momentum: 0.1, weight_decay: 0 },
      ],
      [
        "lars",
        { lr: 0.02, momentum: 0.9, weight_decay: 0, trust_coefficient: 0.5, eps: 1e-8, exclude_1d: true },
        "heavy_ball",
        { lr: 0.02, one_minus_momentum: 0.1, weight_decay: 0 },
      ],
    ],
  )("%s is its base method", async (name, point, base, basePoint) => {
    expect(distance(await last(name, point), await last(base, basePoint))).toBeLessThan(1e-6);
  });

  paperTest(
    "root",
    "root without a cut is Muon scaled to the size of Adam's updates (He et al. 2025, §3)",
    async () => {
      const square = {
        ...bowl,
        parameters: [{ kind: "weight", shape: [2, 2], start: [1, -0.5, 2, 0.3] }],
      } as AnalyticLoss;
      const shared = { nesterov: true, weight_decay: 0, momentum: 0.9, one_minus_momentum: 0.1 };
      const muon = { ...shared, lr: 0.05 * 0.2 * Math.SQRT2, ns_steps: 5, adam_lr: 0 };
      const root = { ...shared, lr: 0.05, root_steps: 5, quantile: 1 };
      const vectors = { adam_beta1: 0.9, adam_beta2: 0.95, adam_eps: 1e-8, adam_weight_decay: 0 };
      const adamwVectors = { adamw_beta1: 0.9, adamw_beta2: 0.95, adamw_eps: 1e-8 };
      const ours = await last("root", { ...root, ...adamwVectors }, square);
      expect(distance(ours, await last("muon", { ...muon, ...vectors }, square))).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "amsgrad",
    "amsgrad is Adam while gradients only grow (Reddi et al. 2018), and steps less once they shrink",
    async () => {
      const sizes = (shrink: boolean) => (k: number) => [
        shrink && k > 4 ? 0.01 : k,
        -2 * (shrink && k > 4 ? 0.01 : k),
      ];
      const both = async (shrink: boolean) => {
        const loss = drift([0, 0], sizes(shrink));
        const point = { ...adamw, weight_decay: 0 };
        const [max, plain] = [await last("amsgrad", point, loss), await last("adamw", point, loss)];
        return { max, plain };
      };
      const growing = await both(false);
      expect(distance(growing.max, growing.plain)).toBeLessThan(1e-6);
      const shrinking = await both(true);
      expect(norm(shrinking.max)).toBeLessThan(0.96 * norm(shrinking.plain));
    },
  );

  paperTest(
    "adafactor",
    "adafactor factors squares of rank one exactly: a matrix trains like a vector (Shazeer & Stern 2018, §3)",
    async () => {
      const [a, b] = [
        [1, -2, 0.5],
        [0.3, 1, -1.5, 2],
      ];
      const outer = (k: number) => a.flatMap((x) => b.map((y) => x * y * Math.cos(k)));
      const start = outer(0).map((x) => x + 0.1);
      const point = {
        relative_step: true,
        scale_parameter: true,
        warmup_init: false,
        eps1: 1e-30,
        eps2: 1e-3,
        clip_threshold: 1,
        decay_rate: -0.8,
        weight_decay: 0.1,
      };
      const whole = await last("adafactor", point, drift(start, outer));
      expect(distance(await last("adafactor", point, drift(start, outer, [3, 4])), whole)).toBeLessThan(1e-6);
    },
  );
});

describe("invariances and bounds", () => {
  paperTest.each<[string, Point]>(
    ["cocob", "amos", "lamb", "tvlars", "signsgd"],
    [
      ["cocob", { alpha: 100, eps: 1e-12, weight_decay: 0 }],
      ["amos", { lr: 0.05, beta: 0.98, momentum: 0, extra_l2: 0, c_coef: 0.25, d_coef: 0.25, eps: 1e-18 }],
      ["lamb", { lr: 0.02, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-12, weight_decay: 0.1 }],
      [
        "tvlars",
        {
          lr: 0.02,
          momentum: 0.9,
          weight_decay: 0,
          eta: 0.5,
          lmbda: 0.01,
          weight_decay_filter: false,
          lars_adaptation_filter: false,
        },
      ],
      ["signsgd", { lr: 0.02, momentum: 0.9, weight_decay: 0.1 }],
    ],
  )("%s does not depend on the gradient's scale", async (name, point) => {
    // TVLARS limits norms to 10: its gradients have to stay below that.
    const factor = name === "tvlars" ? 0.01 : 1000;
    const other = await last(name, point, scaled(bowl, factor));
    expect(distance(other, await last(name, point))).toBeLessThan(2e-5);
  });

  paperTest(
    "lamb",
    "lamb moves every layer by η times its length (You et al. 2020, algorithm 2)",
    async () => {
      const point = { lr: 0.02, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-6, weight_decay: 0 };
      const { path } = await trainOn("lamb", bowl, { steps, point });
      stepsOf(path).forEach((step, k) => {
        const from = path[k] ?? [];
        expect(norm(step.slice(0, 6)) / norm(from.slice(0, 6))).toBeCloseTo(0.02, 5);
        expect(norm(step.slice(6)) / norm(from.slice(6))).toBeCloseTo(0.02, 5);
      });
    },
  );

  paperTest.each(["adamp", "sgdp"], ["adamp", "sgdp"])(
    "%s does not move scale-invariant weights along themselves (Heo et al. 2021, eq. 10)",
    async (name) => {
      // f(w) = cos of an angle between w and a direction: its gradient is orthogonal to w.
      const invariant: AnalyticLoss = {
        parameters: [{ kind: "weight", shape: [6, 1], start: matrix }],
        at(w) {
          const c = [1, 0, -1, 0.5, 0.2, -0.3];
          const [length, inner] = [norm(w), w.reduce((sum, x, i) => sum + x * (c[i] ?? 0), 0)];
          const gradient = w.map((x, i) => (c[i] ?? 0) / length - (inner * x) / length ** 3);
          return { loss: inner / length, gradient };
        },
      };
      const shared = { lr: 0.05, eps: 1e-8, weight_decay: 0, delta: 0.1, wd_ratio: 0.1, nesterov: false };
      const own = { one_minus_beta1: 0.1, beta2: 0.99, momentum: 0.9, dampening: 0 };
      const { path } = await trainOn(name, invariant, { steps, point: { ...shared, ...own } });
      stepsOf(path).forEach((step, k) => {
        const radial = step.reduce((sum, x, i) => sum + x * (path[k]?.[i] ?? 0), 0);
        expect(Math.abs(radial)).toBeLessThan(1e-6);
      });
      const plain = name === "adamp" ? "adamw" : "heavy_ball";
      const free = await last(
        plain,
        { ...adamw, lr: 0.05, weight_decay: 0, one_minus_momentum: 0.1 },
        invariant,
      );
      expect(norm(path.at(-1) ?? [])).toBeLessThan(norm(free));
    },
  );

  paperTest(
    "adopt",
    "adopt stands still in its first step, and moves by at most η(k−1)^¼ (Taniguchi et al. 2024, algorithm 2)",
    async () => {
      const spikes = drift([0, 0, 0], (k) => [k === 6 ? 1e6 : 1e-3, Math.sin(k), 10 ** k]);
      const point = {
        lr: 0.1,
        one_minus_beta1: 0.5,
        beta2: 0.999,
        eps: 1e-6,
        weight_decay: 0,
        decouple: true,
        clip: 0.25,
      };
      const { path } = await trainOn("adopt", spikes, { steps, point });
      stepsOf(path).forEach((step, k) => {
        for (const x of step) expect(Math.abs(x)).toBeLessThanOrEqual(0.1 * k ** 0.25 + 1e-5);
      });
    },
  );

  paperTest(
    "radam",
    "radam steps like momentum until the variance is tractable (Liu et al. 2020, algorithm 2)",
    async () => {
      const loss = drift([0, 0], () => [3, -0.5]);
      const point = { lr: 0.1, one_minus_beta1: 0.1, beta2: 0.999, eps: 1e-8, weight_decay: 0 };
      const moves = stepsOf((await trainOn("radam", loss, { steps, point })).path);
      // m̂ = g for a constant gradient; ρ₅ = 4.99, ρ₆ = 5.99.
      for (const move of moves.slice(0, 5)) expect(distance(move, [-0.3, 0.05])).toBeLessThan(1e-5);
      const [x = 0, y = 0] = moves[6] ?? [];
      expect(x).toBeCloseTo(-y, 5);
    },
  );

  paperTest(
    "diffgrad",
    "diffgrad halves Adam's steps where the gradient does not change (Dubey et al. 2020, eq. 3)",
    async () => {
      const loss = drift([0, 0], () => [3, -0.5]);
      const point = { ...adamw, weight_decay: 0, amsgrad: false };
      const friction = stepsOf((await trainOn("diffgrad", loss, { steps, point })).path);
      const adam = stepsOf((await trainOn("adam", loss, { steps, point })).path);
      friction.slice(1).forEach((move, k) => {
        expect(
          distance(
            move,
            (adam[k + 1] ?? []).map((x) => x / 2),
          ),
        ).toBeLessThan(1e-6);
      });
    },
  );

  paperTest(
    "adagrad",
    "adagrad's steps along a constant gradient fall as 1/√k (Duchi et al. 2011)",
    async () => {
      const point = { lr: 0.3, lr_decay: 0, weight_decay: 0, initial_accumulator_value: 0, eps: 1e-10 };
      const moves = stepsOf(
        (
          await trainOn(
            "adagrad",
            drift([0], () => [7]),
            { steps, point },
          )
        ).path,
      );
      moves.forEach(([x = 0], k) => {
        expect(x).toBeCloseTo(-0.3 / Math.sqrt(k + 1), 5);
      });
    },
  );

  paperTest(
    "adabelief",
    "adabelief steps further than Adam where gradients are as predicted (Zhuang et al. 2020, fig. 1)",
    async () => {
      const loss = drift([0], () => [0.1]);
      const point = {
        ...adamw,
        eps: 1e-16,
        weight_decay: 0,
        weight_decouple: true,
        rectify: false,
        amsgrad: false,
      };
      const [belief = 0] = await last("adabelief", point, loss);
      const [adam = 0] = await last("adamw", point, loss);
      expect(belief).toBeLessThan(1.2 * adam);
    },
  );

  paperTest(
    "adai",
    "adai with β₀ = 0 is a momentum of 1 − ε, bias-corrected (Xie et al. 2022, algorithm 2)",
    async () => {
      const gradients = (k: number) => [Math.sin(k), 1 / k];
      const point = { lr: 0.1, beta0: 0, beta2: 0.99, eps: 0.1, weight_decay: 0, decoupled: true };
      const moves = stepsOf((await trainOn("adai", drift([0, 0], gradients), { steps, point })).path);
      let m = [0, 0];
      moves.forEach((move, at) => {
        m = m.map((value, i) => 0.9 * value + 0.1 * (gradients(at + 1)[i] ?? 0));
        expect(
          distance(
            move,
            m.map((value) => (-0.1 * value) / (1 - 0.9 ** (at + 1))),
          ),
        ).toBeLessThan(1e-6);
      });
    },
  );

  paperTest(
    "sgd_sai",
    "sgd_sai freezes its scales at the first gradient (Xu et al. 2024, algorithm 1)",
    async () => {
      const point = { lr: 0.01, momentum: 0, eps: 0, weight_decay: 0 };
      const moves = stepsOf(
        (
          await trainOn(
            "sgd_sai",
            drift([0, 0], (k) => [3 * k, k]),
            { steps, point },
          )
        ).path,
      );
      // ‖(3, 1)‖ / std = √10 / √2, whatever comes after.
      moves.forEach((move, k) => {
        expect(distance(move, [-0.03 * (k + 1) * Math.sqrt(5), -0.01 * (k + 1) * Math.sqrt(5)])).toBeLessThan(
          1e-5,
        );
      });
    },
  );
});

paperTest(
  "sgd_sai",
  "SGD-SaI (Xu et al. 2024): abstract: it holds half of AdamW's state, and one number more for each tensor",
  async () => {
    const layers: AnalyticLoss = {
      parameters: [
        { shape: [30, 20], start: Array(600).fill(0.1) },
        { shape: [20], start: Array(20).fill(0.1), kind: "bias" },
      ],
      at: (p) => ({ loss: 0, gradient: [...p] }),
    };
    const sai = await trainOn("sgd_sai", layers, {
      steps: 2,
      point: { lr: 0.01, momentum: 0.9, eps: 1e-8, weight_decay: 0.01 },
    });
    const adamw = await trainOn("adamw", layers, {
      steps: 2,
      point: { lr: 0.01, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-8, weight_decay: 0.01 },
    });
    expect(sai.stateBytes).toBe(adamw.stateBytes / 2 + 4 * 2);
  },
);

describe("8-bit moments (Dettmers et al. 2022)", () => {
  paperTest(
    "adam_8bit",
    "take two thirds of a float32 a parameter and moment, and two scales a block",
    async () => {
      const size = 600;
      const start = Array.from({ length: size }, (_, i) => Math.cos(i));
      const point = { ...adamw, block_size: 256, min_quantized_size: 0 };
      const { stateBytes, last: reached } = await trainOn(
        "adam_8bit",
        quadratic(
          start.map(() => 1),
          start,
        ),
        { steps, point },
      );
      expect(stateBytes).toBe(2 * (4 * (size / 3) + 4 * Math.ceil(size / 256)));
      const whole = await last(
        "adamw",
        adamw,
        quadratic(
          start.map(() => 1),
          start,
        ),
      );
      expect(distance(reached, whole)).toBeGreaterThan(0);
      expect(norm(reached)).toBeLessThan(1.1 * norm(whole));
    },
  );

  paperTest(
    "adam_8bit",
    "are off by at most half a gap of the dynamic map times the largest of their block",
    async () => {
      const source = `
import { add, blockwiseQuantization, defineSubmission } from "steepest";
export default defineSubmission({
  name: "rounded", ruleset: "self", hyperparameters: [{}],
  init: () => null,
  update(ctx) {
    const { quantize, dequantize } = blockwiseQuantization({ signed: true, blockSize: 16 });
    return { params: dequantize(quantize(ctx.params), ctx.params) };
  },
});`;
      const start = Array.from({ length: 100 }, (_, i) => Math.sin(7 * i) * 10 ** (i % 5));
      const { last: rounded } = await trainOn(
        source,
        quadratic(
          start.map(() => 1),
          start,
        ),
        { steps: 1 },
      );
      rounded.forEach((value, i) => {
        const block = start.slice(16 * Math.floor(i / 16), 16 * Math.floor(i / 16) + 16);
        const largest = Math.max(...block.map(Math.abs));
        const x = start[i] ?? 0;
        // The widest gap is 0.9/64, in the top decade.
        expect(Math.abs(value - x)).toBeLessThanOrEqual(largest * (0.45 / 64 + 1e-6));
        if (Math.abs(x) === largest && x > 0) expect(value).toBe(Math.fround(x));
      });
    },
  );
});
