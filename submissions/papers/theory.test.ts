import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

describe("gradient-normalised Newton (Semenov, Jaggi & Doikov 2025)", () => {
  const point = { gamma: 0.2, searches: 0, beta: 0.9, fisher_scale: 3, weight_decay: 0 };
  const lengths = (path: readonly (readonly number[])[]) =>
    path.slice(1).map((at, i) => Math.hypot(...at.map((p, j) => p - (path[i]?.[j] ?? 0))));

  paperTest("gradient_normalized_newton", "§2: no step is longer than γ, whatever the gradient", async () => {
    for (const scale of [1e-3, 1, 1e3]) {
      const { path } = await trainOn("gradient_normalized_newton", quadratic([scale, 30 * scale], [5, -3]), {
        steps: 20,
        point,
      });
      expect(Math.max(...lengths(path))).toBeLessThanOrEqual(0.2 + 1e-6);
    }
  });

  paperTest(
    "gradient_normalized_newton",
    "§2: with H = 0 it is normalised gradient descent: every step has length γ",
    async () => {
      const { path } = await trainOn("gradient_normalized_newton", quadratic([1, 30], [5, -3]), {
        steps: 10,
        point: { ...point, fisher_scale: 0 },
      });
      expect(distance(lengths(path), Array(10).fill(0.2))).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "gradient_normalized_newton",
    "with a large γ it is Newton's step on H: −g/(s·g²) at the first step",
    async () => {
      const { path } = await trainOn("gradient_normalized_newton", quadratic([2], [3]), {
        steps: 1,
        point: { gamma: 1e9, searches: 0, beta: 0.9, fisher_scale: 1, weight_decay: 0 },
      });
      expect(path[1]?.[0]).toBeCloseTo(3 - 1 / 6, 5);
    },
  );

  paperTest(
    "gradient_normalized_newton",
    "algorithm 1: where a step brings f down by ‖∇f(p⁺)‖²/8λ the next γ is twice as long, else it is halved until it does",
    async () => {
      // With H = 0 the length of a step is its γ. On ½p² from 8: 1, 2, 4 pass, and 8 would go from 1 to −7.
      const { path, asked } = await trainOn("gradient_normalized_newton", quadratic([1], [8]), {
        steps: 4,
        point: { ...point, gamma: 1, searches: 20, fisher_scale: 0 },
      });
      expect(distance(path.flat(), [8, 7, 5, 1, 0])).toBeLessThan(1e-5);
      // γ = 8, 4, 2 fail in the fourth step and 1 passes.
      expect(asked).toHaveLength(2 + 2 + 2 + 5);
    },
  );

  paperTest(
    "gradient_normalized_newton",
    "abstract: it needs no constant of the problem: from γ = 10⁻⁴ to 10⁴ it brings a badly scaled quadratic down, by more in every step, and as far",
    async () => {
      const curvatures = [1, 30, 0.2];
      const f = (p: readonly number[]) =>
        p.reduce((sum, x, i) => sum + 0.5 * (curvatures[i] ?? 0) * x * x, 0);
      for (const gamma of [1e-4, 1e-2, 1, 1e2, 1e4]) {
        const { path } = await trainOn("gradient_normalized_newton", quadratic(curvatures, [5, -3, 4]), {
          steps: 80,
          point: { ...point, gamma, searches: 40, fisher_scale: 0.02 },
        });
        const values = path.map(f);
        for (const [k, value] of values.slice(1).entries()) expect(value).toBeLessThanOrEqual(values[k] ?? 0);
        expect(values.at(-1)).toBeLessThan(0.02 * (values[0] ?? 0));
      }
    },
  );
});

describe("DiceSGD (Zhang, Bu, Wu & Hong 2024)", () => {
  // Means of ½(p − a)² over a = 0, 0, 9: the minimum is 3; with gradients clipped to 1 the balance is at ½.
  const targets = [0, 0, 9];
  const uneven: AnalyticLoss = {
    parameters: [{ shape: [1], start: [1] }],
    examples: 3,
    batchSize: 3,
    at: ([p = 0], example) => {
      const gap = p - (targets[example] ?? 0);
      return { loss: 0.5 * gap ** 2, gradient: [gap] };
    },
  };
  const point = { clip: 1, clip_error: 2, bound: 1e9, noise: 0, delta: 1e-5, examples: 1, lr: 0.05 };

  paperTest(
    "dice_sgd",
    "§3: clipping alone stops short of the minimum, error feedback reaches it",
    async () => {
      const biased = await trainOn("dice_sgd", uneven, { steps: 400, point: { ...point, clip_error: 0 } });
      expect(biased.last[0]).toBeCloseTo(0.5, 3);
      const fed = await trainOn("dice_sgd", uneven, { steps: 400, point });
      expect(fed.last[0]).toBeCloseTo(3, 2);
    },
  );

  paperTest("dice_sgd", "without clipping and noise it is SGD", async () => {
    const wide = { ...point, clip: 1e6, clip_error: 1e6 };
    const { last } = await trainOn("dice_sgd", uneven, { steps: 20, point: wide });
    const sgd = await trainOn("sgd", uneven, { steps: 20, point: { lr: 0.05, weight_decay: 0 } });
    expect(distance(last, sgd.last)).toBeLessThan(1e-6);
  });

  paperTest(
    "dice_sgd",
    "theorem 3.2: what one example changes in a step is bounded by 2·C₁·η/B before noise",
    async () => {
      const other = {
        ...uneven,
        at: (p: readonly number[], example: number) =>
          example === 2 ? { loss: 0, gradient: [1e4] } : uneven.at(p, example, 1),
      };
      const one = await trainOn("dice_sgd", uneven, { steps: 1, point });
      const another = await trainOn("dice_sgd", other, { steps: 1, point });
      expect(distance(one.last, another.last)).toBeLessThanOrEqual((2 * 1 * 0.05) / 3 + 1e-6);
    },
  );

  /** Σ of squared sensitivities, C₁ = 1, G = C₂ = 2, B = N = 3: every step uses every example. */
  const counted = (steps: number) => {
    const [a, b] = [2 / 3, 2 / 3];
    return steps * (a * a + b * b) + (steps - 1) * 2 * a * b;
  };
  const private_ = { ...point, bound: 2 };

  paperTest(
    "dice_sgd",
    "theorem 3.3: an accountant: the record has the ε at δ of all steps so far, which falls with the noise",
    async () => {
      const stated = async (steps: number, noise: number) =>
        (await trainOn("dice_sgd", uneven, { steps, point: { ...private_, noise } })).privacy;
      const epsilon = (steps: number, noise: number) => {
        const rho = counted(steps) / (2 * noise ** 2);
        return rho + 2 * Math.sqrt(rho * Math.log(1e5));
      };
      for (const noise of [0.5, 5]) {
        for (const steps of [3, 6]) {
          expect(await stated(steps, noise)).toEqual({
            epsilon: expect.closeTo(epsilon(steps, noise), 9),
            delta: 1e-5,
          });
        }
      }
      // Without noise there is no privacy, and none is stated.
      expect(await stated(6, 0)).toBeNull();
    },
  );

  paperTest(
    "dice_sgd",
    "theorem 3.3: one example in another's place moves no run by more than the accountant counts, what comes back of its error included",
    async () => {
      const withThird = (third: (step: number) => number): AnalyticLoss => ({
        ...uneven,
        // Slopes that do not depend on p: what differs between two runs is what was released.
        at: (_p, example, step) => ({ loss: 0, gradient: [example === 2 ? third(step) : example] }),
      });
      const steps = 12;
      for (const [one, other] of [
        [() => 50, () => -50],
        [() => 2, (step: number) => (step % 2 === 0 ? -2 : 2)],
        [(step: number) => (step < 4 ? 2 : 0), () => -0.5],
      ] as const) {
        const run = (third: (step: number) => number) =>
          trainOn("dice_sgd", withThird(third), { steps, point: { ...private_, lr: 1 } });
        const [{ path: a }, { path: b }] = [await run(one), await run(other)];
        const moved = (path: typeof a, k: number) => (path[k + 1]?.[0] ?? 0) - (path[k]?.[0] ?? 0);
        const squares = Array.from({ length: steps }, (_, k) => (moved(a, k) - moved(b, k)) ** 2);
        expect(squares.reduce((sum, square) => sum + square, 0)).toBeLessThanOrEqual(counted(steps) + 1e-4);
      }
    },
  );
});

describe("curl descent (Ninou, Kadmon & Cayco-Gajic 2025)", () => {
  // A student of two weights: f = ½(w₁w₂ − 1)².
  const student = (readout: boolean): AnalyticLoss => ({
    parameters: [
      { kind: "weight", shape: [1, 1], start: [0.6] },
      { kind: readout ? "output_weight" : "bias", shape: readout ? [1, 1] : [1], start: [1.1] },
    ],
    at: ([a = 0, b = 0]) => {
      const error = a * b - 1;
      return { loss: 0.5 * error ** 2, gradient: [error * b, error * a] };
    },
  });

  paperTest(
    "curl_descent",
    "with no unit flipped it is gradient descent, whose flow keeps w₂² − w₁²",
    async () => {
      const point = { flipped: 0, layer: "hidden", lr: 1e-3 };
      const { last } = await trainOn("curl_descent", student(true), { steps: 500, point });
      const sgd = await trainOn("sgd", student(true), { steps: 500, point: { lr: 1e-3, weight_decay: 0 } });
      expect(last).toEqual(sgd.last);
      const [a = 0, b = 0] = last;
      expect(b ** 2 - a ** 2).toBeCloseTo(1.1 ** 2 - 0.6 ** 2, 3);
    },
  );

  paperTest.each("curl_descent", ["hidden", "readout"])(
    "§3: with the %s unit flipped the flow keeps w₁² + w₂²: it turns about the origin",
    async (layer) => {
      const { last } = await trainOn("curl_descent", student(true), {
        steps: 500,
        point: { flipped: 1, layer, lr: 1e-3 },
      });
      const [a = 0, b = 0] = last;
      expect(a ** 2 + b ** 2).toBeCloseTo(0.6 ** 2 + 1.1 ** 2, 3);
      expect(distance(last, [0.6, 1.1])).toBeGreaterThan(0.05);
    },
  );

  paperTest("curl_descent", "flips whole units, the same ones at every step", async () => {
    const flat: AnalyticLoss = {
      parameters: [{ kind: "weight", shape: [2, 40], start: Array(80).fill(0) }],
      at: () => ({ loss: 0, gradient: Array(80).fill(1) }),
    };
    const { last } = await trainOn("curl_descent", flat, {
      steps: 3,
      point: { flipped: 0.5, layer: "hidden", lr: 1 },
    });
    expect(last.slice(0, 40)).toEqual(last.slice(40));
    expect(new Set(last)).toEqual(new Set([-3, 3]));
  });
});

describe("optimistic AMSGrad (Wang, Li, Karimi & Li 2019)", () => {
  const point = { window: 0, lr: 0.05, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-6 };
  const loss = quadratic([1, 10], [1, -1], [0.2, 0.1]);

  paperTest("optimistic_amsgrad", "without a prediction is AMSGrad (algorithm 1)", async () => {
    const { path } = await trainOn("optimistic_amsgrad", loss, { steps: 20, point });
    let p = [1, -1];
    let [m, v, largest] = [
      [0, 0],
      [0, 0],
      [1e-6, 1e-6],
    ];
    for (let step = 1; step <= 20; step++) {
      const g = p.map((x, i) => ([1, 10][i] ?? 0) * (x - ([0.2, 0.1][i] ?? 0)));
      m = m.map((x, i) => 0.9 * x + 0.1 * (g[i] ?? 0));
      v = v.map((x, i) => 0.99 * x + 0.01 * (g[i] ?? 0) ** 2);
      largest = largest.map((x, i) => Math.max(x, v[i] ?? 0));
      p = p.map((x, i) => x - (0.05 * (m[i] ?? 0)) / Math.sqrt(largest[i] ?? 0));
      expect(distance(path[step] ?? [], p)).toBeLessThan(1e-4);
    }
  });

  paperTest(
    "optimistic_amsgrad",
    "§4: v̂ grows with the error of the prediction only: where gradients repeat it stays where the first gradient left it",
    async () => {
      const line: AnalyticLoss = {
        parameters: [{ shape: [1], start: [0] }],
        at: ([p = 0]) => ({ loss: p, gradient: [1] }),
      };
      const steps = { steps: 200, point: { ...point, one_minus_beta1: 1, window: 1, lr: 0.01 } };
      const moves = (path: readonly (readonly number[])[]) =>
        path.slice(1).map(([p = 0], i) => (path[i]?.[0] ?? 0) - p);
      // v̂ = (1−β₂)·1 from the first step on: each later step is η/√(1−β₂).
      const predicted = moves((await trainOn("optimistic_amsgrad", line, steps)).path);
      expect(
        distance(
          predicted.slice(1),
          predicted.slice(1).map(() => 0.1),
        ),
      ).toBeLessThan(1e-4);
      const plain = moves(
        (await trainOn("optimistic_amsgrad", line, { ...steps, point: { ...steps.point, window: 0 } })).path,
      );
      expect(plain.at(-1)).toBeLessThan(0.02);
    },
  );

  paperTest(
    "optimistic_amsgrad",
    "algorithm 3: from gradients that fall off in a geometric series the extrapolation is their limit",
    async () => {
      // Gradient 2 + 0.5ᵏ, whatever the parameters: with the prediction 2 the error, and so v, soon vanishes.
      const series: AnalyticLoss = {
        parameters: [{ shape: [1], start: [0] }],
        at: ([p = 0], _example, step) => ({ loss: p, gradient: [2 + 0.5 ** step] }),
      };
      const { path } = await trainOn("optimistic_amsgrad", series, {
        steps: 12,
        point: { ...point, window: 3, one_minus_beta1: 1, beta2: 0, eps: 1e-12, lr: 1e-3 },
      });
      // β₂ = 0: v̂ is the largest squared error, that of the first prediction (0 for 2.5). Steps: η(2·g − …)/2.5, the two halves g and m.
      const moves = path.slice(1).map(([p = 0], i) => (path[i]?.[0] ?? 0) - p);
      expect(moves.at(-1)).toBeCloseTo((1e-3 * 2) / 2.5, 6);
    },
  );
});

describe("LANTON (Hao et al. 2025)", () => {
  const noisy = (amplitude: number): AnalyticLoss => ({
    parameters: [
      { shape: [2, 2], start: [0, 0, 0, 0] },
      { shape: [2, 2], start: [0, 0, 0, 0] },
    ],
    at: (_p, _example, step) => {
      const noise = amplitude * (step % 2 === 0 ? 1 : -1);
      return { loss: 0, gradient: [1, 0.2, -0.3, 1, 1 + noise, 0.2, -0.3, 1 + noise] };
    },
  });
  const point = {
    alpha: 1,
    noise_beta: 0.5,
    lr: 0.1,
    one_minus_momentum: 0.05,
    weight_decay: 0,
    adam_lr: 0.01,
  };
  const moves = (path: readonly (readonly number[])[]) => {
    const [before, after] = [path.at(-2) ?? [], path.at(-1) ?? []];
    const length = (from: number) =>
      Math.hypot(...[0, 1, 2, 3].map((i) => (after[from + i] ?? 0) - (before[from + i] ?? 0)));
    return [length(0), length(4)] as const;
  };

  paperTest("lanton", "without noise is Muon, step for step", async () => {
    const { path } = await trainOn("lanton", noisy(0), { steps: 10, point });
    const muon = await trainOn("muon", noisy(0), {
      steps: 10,
      point: {
        lr: 0.1,
        one_minus_momentum: 0.05,
        nesterov: true,
        ns_steps: 5,
        weight_decay: 0,
        adam_lr: 0.01,
      },
    });
    expect(path).toEqual(muon.path);
  });

  paperTest(
    "lanton",
    "the noisier of two layers takes the smaller steps, by √(α/√(α² + H)) (algorithm 1)",
    async () => {
      const { path } = await trainOn("lanton", noisy(0.5), { steps: 40, point });
      const [quiet, loud] = moves(path);
      // H is the squared nuclear norm of 2 · 0.5 · I, as Newton–Schulz sees it: from 0.7² to 1.2² of 2².
      const ratio = (share: number) => (1 + (share * 2) ** 2) ** -0.25;
      expect(loud / quiet).toBeLessThan(ratio(0.65) * 1.3);
      expect(loud / quiet).toBeGreaterThan(ratio(1.25) / 1.3);
    },
  );
});

describe("CASPR (Duvvuri et al. 2024)", () => {
  paperTest(
    "caspr",
    "of the first gradient, X(X(G)) is L^(−¼)GR^(−¼) = UVᵀ, Shampoo's direction: in Adam's length",
    async () => {
      const gradient = [1, 2, -1, 0.5, 0.3, 2];
      const line: AnalyticLoss = {
        parameters: [{ shape: [2, 3], start: Array(6).fill(0) }],
        at: () => ({ loss: 0, gradient }),
      };
      const { path } = await trainOn("caspr", line, {
        steps: 1,
        point: { lr: 1, one_minus_beta1: 0.1, beta2: 0.9, epsilon: 1e-9, frequency: 1, weight_decay: 0 },
      });
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = (path[1] ?? []).map((p) => -p);
      // Rows of UVᵀ are orthonormal; Adam's first direction is ±1 everywhere, of length √6.
      const scale = Math.hypot(a, b, c, d, e, f) / Math.sqrt(2);
      expect(Math.hypot(a, b, c, d, e, f)).toBeCloseTo(Math.sqrt(6), 3);
      expect((a * d + b * e + c * f) / scale ** 2).toBeCloseTo(0, 3);
      expect(Math.hypot(a, b, c) / scale).toBeCloseTo(1, 3);
      expect(a * (gradient[0] ?? 0) + b * (gradient[1] ?? 0) + c * (gradient[2] ?? 0)).toBeGreaterThan(0);
    },
  );

  paperTest("caspr", "leaves vectors, and matrices with a side above 512, to AdamW", async () => {
    const loss: AnalyticLoss = {
      ...quadratic(Array(516).fill(2), Array(516).fill(1)),
      parameters: [
        { kind: "bias", shape: [3], start: [1, -1, 2] },
        { shape: [1, 513], start: Array(513).fill(1) },
      ],
    };
    const adam = { lr: 0.02, one_minus_beta1: 0.1, beta2: 0.99, weight_decay: 0.1 };
    const { last } = await trainOn("caspr", loss, {
      steps: 8,
      point: { ...adam, epsilon: 1e-9, frequency: 1 },
    });
    const adamw = await trainOn("adamw", loss, { steps: 8, point: { ...adam, eps: 1e-8 } });
    expect(distance(last, adamw.last)).toBeLessThan(1e-6);
  });
});
