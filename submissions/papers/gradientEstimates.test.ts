import { describe, expect } from "vitest";
import { type AnalyticLoss, AnalyticProblem } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const slopes = [1, -2, 0.5, 3];
const linear: AnalyticLoss = {
  parameters: [{ shape: [4], start: [0, 0, 0, 0] }],
  at: (p) => ({ loss: p.reduce((sum, x, i) => sum + x * (slopes[i] ?? 0), 0), gradient: slopes }),
};

describe("forward gradient (Baydin et al. 2022)", () => {
  paperTest(
    "forward_gradient",
    "theorem 1, unbiased: over 4,000 steps on a line the mean step is the gradient to 4 standard errors",
    async () => {
      const { last, asked } = await trainOn("forward_gradient", linear, {
        steps: 4000 / 16,
        point: { draws: 16, rademacher: false, lr: 1, momentum: 0 },
      });
      // Abstract: no backpropagation: two forward passes a direction, and nothing else.
      expect(asked.every(({ kind }) => kind === "loss")).toBe(true);
      expect(asked).toHaveLength(2 * 4000);
      const norm = Math.hypot(...slopes);
      // Each component of (g·v)v has variance ‖g‖² + gᵢ².
      slopes.forEach((slope, i) => {
        const error = Math.sqrt((norm ** 2 + slope ** 2) / 4000);
        expect(Math.abs(-(last[i] ?? 0) / 250 - slope)).toBeLessThan(4 * error);
      });
    },
  );

  paperTest("forward_gradient", "in one dimension with v = ±1 it is the gradient itself", async () => {
    const point = { draws: 1, rademacher: true, lr: 0.1, momentum: 0 };
    const { path } = await trainOn("forward_gradient", quadratic([3], [2]), { steps: 12, point });
    const sgd = await trainOn("sgd", quadratic([3], [2]), { steps: 12, point: { lr: 0.1, weight_decay: 0 } });
    path.forEach((at, step) => {
      expect(distance(at, sgd.path[step] ?? [])).toBeLessThan(1e-6);
    });
  });

  paperTest(
    "forward_gradient",
    "abstract: it learns MNIST without a backward pass, from one direction a step",
    async () => {
      const point = { draws: 1, rademacher: true, lr: 2e-4, momentum: 0.9 };
      const forward = await runOnMnist("forward_gradient", point, 100);
      expect(forward.totals.gradientEvaluations).toBe(0);
      expect(forward.evaluations.at(-1)?.validation["accuracy"]).toBeGreaterThan(0.2);
    },
  );
});

describe("likelihood-ratio gradient (Jiang et al. 2023)", () => {
  paperTest(
    "likelihood_ratio",
    "unbiased: where layers take no noise, on a line the mean step is the gradient to 4 standard errors, with forward passes alone",
    async () => {
      const steps = 200;
      const point = { sigma: 0.5, draws: 16, lr: 1e-3, momentum: 0, beta2: 0, baseline_decay: 0 };
      const { last, asked } = await trainOn("likelihood_ratio", linear, { steps, point });
      expect(asked.every(({ kind }) => kind === "loss")).toBe(true);
      expect(asked).toHaveLength(16 * steps + 1);
      const norm = Math.hypot(...slopes);
      slopes.forEach((slope, i) => {
        // The baseline is the mean of 16 earlier losses: it adds a little to the variance of (g·z)z.
        const error = Math.sqrt((1.2 * (norm ** 2 + slope ** 2)) / (16 * steps));
        expect(Math.abs(-(last[i] ?? 0) / (1e-3 * steps) - slope)).toBeLessThan(4 * error);
      });
    },
  );

  paperTest(
    "likelihood_ratio",
    "abstract: without backpropagation, by one forward pass of each batch: noise on what layers give trains a perceptron on MNIST",
    async () => {
      const point = { output_sigma: 1, lr: 3e-3, warmup_factor: 0.05 };
      const { totals, evaluations } = await runOnMnist("likelihood_ratio", point, 300);
      expect(totals).toMatchObject({ gradientEvaluations: 300, lossEvaluations: 0 });
      expect(evaluations.at(-1)?.validation["accuracy"]).toBeGreaterThan(0.75);
    },
  );

  paperTest(
    "likelihood_ratio",
    "abstract: it trains a wide variety of architectures: convolutions with batch norm come well below the loss of chance, ln 10, in 160 passes of 64 images",
    async () => {
      const point = { output_sigma: 1, lr: 2e-3, warmup_factor: 0.05 };
      const { totals, evaluations } = await runOnMnist("likelihood_ratio", point, 160, { id: "mnist_cnn" });
      expect(totals).toMatchObject({ gradientEvaluations: 160, lossEvaluations: 0 });
      expect(evaluations.at(-1)?.validation["loss"]).toBeLessThan(Math.log(10) - 0.25);
      expect(evaluations.at(-1)?.validation["accuracy"]).toBeGreaterThan(0.2);
    },
  );

  paperTest(
    "likelihood_ratio",
    "abstract: it trains a wide variety of architectures: a transformer comes from ln 96 to less than 3.7 nats a character in 100 passes of 8 windows",
    async () => {
      const point = { output_sigma: 1, lr: 3e-3, warmup_factor: 0.05 };
      const { totals, evaluations } = await runOnMnist("likelihood_ratio", point, 100, { id: "brown_lm" });
      expect(totals).toMatchObject({ gradientEvaluations: 100, lossEvaluations: 0 });
      expect(evaluations.at(-1)?.validation["loss"]).toBeLessThan(3.7);
    },
  );

  paperTest(
    "likelihood_ratio",
    "a constant added to the loss changes nothing: the baseline takes it out",
    async () => {
      const shifted: AnalyticLoss = {
        ...linear,
        at: (p, example, step) => ({
          ...linear.at(p, example, step),
          loss: linear.at(p, example, step).loss + 64,
        }),
      };
      const point = { sigma: 0.5, draws: 4, lr: 1e-3, momentum: 0, beta2: 0, baseline_decay: 0.5 };
      const [one, other] = [
        await trainOn("likelihood_ratio", linear, { steps: 20, point }),
        await trainOn("likelihood_ratio", shifted, { steps: 20, point }),
      ];
      expect(distance(one.last, other.last)).toBeLessThan(1e-4);
    },
  );
});

describe("deep gradient compression (Lin et al. 2018)", () => {
  const loss = quadratic([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Array(10).fill(1));
  const point = {
    workers: 1,
    clip: 1e9,
    sparsity: 0,
    sparsity_warmup: 0,
    factor_masking: false,
    lr: 0.02,
    one_minus_momentum: 0.1,
    weight_decay: 0.01,
  };

  paperTest(
    "deep_gradient_compression",
    "§3.2: with sparsity 0 momentum correction is momentum SGD",
    async () => {
      const { last } = await trainOn("deep_gradient_compression", loss, { steps: 20, point });
      expect(distance(last, (await trainOn("heavy_ball", loss, { steps: 20, point })).last)).toBeLessThan(
        1e-6,
      );
    },
  );

  paperTest(
    "deep_gradient_compression",
    "sends exactly ⌈(1 − s)n⌉ elements of a leaf, the largest, and loses nothing: what is not sent comes later",
    async () => {
      const slope = [1, -2, 0.5, 3, 0.1, -0.2, 0.3, 0.7, -0.9, 1.1];
      const line: AnalyticLoss = {
        parameters: [{ shape: [10], start: Array(10).fill(0) }],
        at: () => ({ loss: 0, gradient: slope }),
      };
      const sparse = { ...point, sparsity: 0.8, lr: 1, one_minus_momentum: 1, weight_decay: 0 };
      const { path } = await trainOn("deep_gradient_compression", line, { steps: 40, point: sparse });
      path.slice(1).forEach((at, step) => {
        expect(at.filter((value, i) => value !== path[step]?.[i])).toHaveLength(2);
      });
      expect(path[1]?.map((value) => -value || 0)).toEqual(slope.map((s) => (Math.abs(s) >= 2 ? s : 0)));
      // Sent so far + still held = 40 gradients, and no element holds more than the largest would let it wait for.
      path.at(-1)?.forEach((value, i) => {
        const held = 40 * (slope[i] ?? 0) + value;
        expect(Math.abs(held)).toBeLessThan(10);
      });
    },
  );

  paperTest("deep_gradient_compression", "§3.3: the sparsity is warmed up exponentially", async () => {
    const warm = { ...point, sparsity: 0.9, sparsity_warmup: 0.5, weight_decay: 0 };
    const { path } = await trainOn("deep_gradient_compression", loss, { steps: 8, point: warm });
    const sent = path.slice(1).map((at, step) => at.filter((value, i) => value !== path[step]?.[i]).length);
    expect(sent).toEqual([6, 4, 2, 1, 1, 1, 1, 1]);
  });
});

describe("adaptive braking (Venigalla et al. 2020)", () => {
  const point = { lr: 0.1, one_minus_momentum: 0.1, weight_decay: 0.01 };

  paperTest("adaptive_braking", "with ρ = 0 is momentum SGD", async () => {
    const loss = quadratic([1, 5], [1, -1]);
    const { last } = await trainOn("adaptive_braking", loss, { steps: 20, point: { ...point, rho: 0 } });
    expect(distance(last, (await trainOn("heavy_ball", loss, { steps: 20, point })).last)).toBeLessThan(1e-6);
  });

  paperTest(
    "adaptive_braking",
    "eq. 4: a gradient along the velocity counts 1 − ρ times, one against it 1 + ρ times",
    async () => {
      const { path } = await trainOn("adaptive_braking", quadratic([1], [1]), {
        steps: 2,
        point: { rho: 0.5, lr: 0.1, one_minus_momentum: 0.1, weight_decay: 0 },
      });
      // v₁ = 1, p₁ = 0.9; g₂ = 0.9 along v: v₂ = 0.9 + 0.5 · 0.9.
      expect(path[2]?.[0]).toBeCloseTo(0.9 - 0.1 * 1.35, 6);
    },
  );

  paperTest(
    "adaptive_braking",
    "damps the oscillation of large momentum on a quadratic (figure 2)",
    async () => {
      const swing = { lr: 0.1, one_minus_momentum: 0.02, weight_decay: 0 };
      const loss = quadratic([1], [1]);
      const plain = await trainOn("heavy_ball", loss, { steps: 100, point: swing });
      const braked = await trainOn("adaptive_braking", loss, { steps: 100, point: { ...swing, rho: 0.5 } });
      const reach = (path: typeof plain.path) => Math.max(...path.slice(60).map(([p = 0]) => Math.abs(p)));
      expect(reach(braked.path)).toBeLessThan(0.3 * reach(plain.path));
    },
  );

  paperTest(
    "adaptive_braking",
    "under a delay of 32 steps converges where momentum SGD under the same delay grows without bound",
    async () => {
      const stale = { lr: 0.005, one_minus_momentum: 0.1, weight_decay: 0, delay: 32 };
      const loss = quadratic([1], [1]);
      const reach = async (rho: number) => {
        const { path } = await trainOn("adaptive_braking", loss, { steps: 600, point: { ...stale, rho } });
        return Math.max(...path.slice(500).map(([p = 0]) => Math.abs(p)));
      };
      expect(await reach(0)).toBeGreaterThan(5);
      expect(await reach(0.5)).toBeLessThan(0.03);
      expect(await reach(2)).toBeLessThan(0.1);
    },
  );
});

describe("adversarial model perturbation (Zheng et al. 2021)", () => {
  const loss = quadratic([1, 10], [1, -1], [0.2, 0.1]);
  const sgd = { lr: 0.03, one_minus_momentum: 0.1, weight_decay: 0.01 };

  paperTest("amp", "with ε = 0 is its base method", async () => {
    const { last } = await trainOn("amp", loss, {
      steps: 15,
      point: { ...sgd, epsilon: 0, zeta: 1, inner_steps: 2 },
    });
    expect(distance(last, (await trainOn("heavy_ball", loss, { steps: 15, point: sgd })).last)).toBeLessThan(
      1e-6,
    );
  });

  paperTest("amp", "with N = 0 is its base method to the bit", async () => {
    const { path } = await trainOn("amp", loss, {
      steps: 15,
      point: { ...sgd, epsilon: 0.5, zeta: 1, inner_steps: 0 },
    });
    expect(path).toEqual((await trainOn("heavy_ball", loss, { steps: 15, point: sgd })).path);
  });

  paperTest("amp", "with one ascent step that leaves the ball it is SAM of radius ε (§3.3)", async () => {
    const { last, asked } = await trainOn("amp", loss, {
      steps: 10,
      point: { ...sgd, epsilon: 0.05, zeta: 1e6, inner_steps: 1 },
    });
    const sam = await trainOn("sam", loss, { steps: 10, point: { ...sgd, rho: 0.05, adaptive: false } });
    expect(distance(last, sam.last)).toBeLessThan(1e-5);
    expect(asked).toHaveLength(20);
  });

  paperTest("amp", "inside the ball the ascent is plain: Δ = ζ∇f (algorithm 1)", async () => {
    const { path } = await trainOn("amp", quadratic([2], [1]), {
      steps: 1,
      point: { epsilon: 10, zeta: 0.1, inner_steps: 2, lr: 0.1, one_minus_momentum: 1, weight_decay: 0 },
    });
    // Δ₁ = 0.2, Δ₂ = 0.2 + 0.1 · 2.4 = 0.44, g = 2.88.
    expect(path[1]?.[0]).toBeCloseTo(1 - 0.288, 6);
  });
});

paperTest.each(
  ["amp", "saddle_free"],
  [
    ["amp", { ...{ epsilon: 0.5, zeta: 1, inner_steps: 2 }, weight_decay: 0, one_minus_momentum: 1 }],
    ["saddle_free", { dimensions: 2, damping: 0.1, max_step: 1 }],
  ],
)(
  "gradients and products that %s compares in a step have the same dropout masks, and other steps others",
  async (name, point) => {
    const draws: (number | undefined)[][] = [[]];
    type Gradient = AnalyticProblem["lossAndGrad"];
    type Product = AnalyticProblem["hvp"];
    class Noted extends AnalyticProblem {
      override lossAndGrad(...asked: Parameters<Gradient>): ReturnType<Gradient> {
        draws.at(-1)?.push(asked[3].draw);
        return super.lossAndGrad(...asked);
      }
      override hvp(...asked: Parameters<Product>): ReturnType<Product> {
        draws.at(-1)?.push(asked[3].draw);
        return super.hvp(...asked);
      }
      override endStep(): void {
        super.endStep();
        draws.push([]);
      }
    }
    const loss = quadratic([1, 4, 0.5], [1, -1, 2]);
    await trainOn(name, (facts) => new Noted(loss, facts), { steps: 3, point: { ...point, lr: 0.05 } });
    for (const [k, each] of draws.slice(1, 3).entries()) {
      expect(each).toHaveLength(3);
      expect(each).toEqual([each[0], each[0], each[0]]);
      expect(each[0]).not.toBe(draws[k]?.[0]);
      expect(each[0]).toBeTypeOf("number");
    }
  },
);

paperTest(
  "norm_loss",
  "norm loss draws every unit's norm to 1 at the rate 1 − 2ηλ a step, and leaves vectors alone (Georgiou et al. 2021, eq. 4)",
  async () => {
    const flat: AnalyticLoss = {
      parameters: [
        { shape: [2, 2], start: [3, 0.3, 4, 0.4] },
        { kind: "conv_weight", shape: [1, 2, 1, 1], start: [0, 2] },
        { kind: "bias", shape: [2], start: [3, 4] },
      ],
      at: (p) => ({ loss: 0, gradient: p.map(() => 0) }),
    };
    const point = { norm_loss: 0.1, lr: 0.5, one_minus_momentum: 1, nesterov: false };
    const { path } = await trainOn("norm_loss", flat, { steps: 10, point });
    for (const [step, at] of path.entries()) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, ...bias] = at;
      const rate = (1 - 2 * 0.5 * 0.1) ** step;
      const norms = [Math.hypot(a, c), Math.hypot(b, d), Math.hypot(e, f)];
      expect(distance(norms, [1 + 4 * rate, 1 - 0.5 * rate, 1 + rate])).toBeLessThan(1e-5);
      expect(bias).toEqual([3, 4]);
    }
  },
);

describe("local guesses for forward gradients (Fournier et al. 2023)", () => {
  const point = { lr: 0.05, momentum: 0.9, warmup_factor: 0.05 };

  paperTest(
    "local_guess",
    "abstract: gradients of local losses as directions are far better than random ones, without backpropagation between blocks",
    async () => {
      const reached = async (guess: string) => {
        const { evaluations } = await runOnMnist("local_guess", { ...point, guess }, 60);
        return evaluations.at(-1)?.validation["loss"] ?? Number.NaN;
      };
      expect(await reached("local")).toBeLessThan((await reached("normal")) - 0.1);
    },
  );

  paperTest("local_guess", "a model of one block learns by SGD with momentum", async () => {
    const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
    const { last } = await trainOn("local_guess", loss, { steps: 20, point: { ...point, guess: "local" } });
    const { momentum, ...others } = point;
    const plain = await trainOn("heavy_ball", loss, {
      steps: 20,
      point: { ...others, one_minus_momentum: 1 - momentum, weight_decay: 0 },
    });
    expect(distance(last, plain.last)).toBeLessThan(1e-5);
  });
});
