import { matrixOf, timesTransposed, transposed } from "@steepest/core/sandbox/linearAlgebra/matrix.ts";
import { singularValues } from "@steepest/core/sandbox/linearAlgebra/singularValues.ts";
import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

/** A loss with the same gradient everywhere, on matrices that start at 0. */
const slope = (shapes: readonly (readonly number[])[], gradient: readonly number[]): AnalyticLoss => ({
  parameters: shapes.map((shape) => ({
    shape,
    start: new Array(shape.reduce((product, length) => product * length, 1)).fill(0),
  })),
  at: () => ({ loss: 0, gradient: [...gradient] }),
});
const gradient = [3, -1, 0.5, 2, 0.25, -4, 1, 1, -2, 0.75, 5, -3];
const pause = () => {};

/** −(p₁ − p₀)/η: the direction of the first step. */
async function firstDirection(
  submission: string,
  loss: AnalyticLoss,
  point: Record<string, number | string | boolean>,
) {
  const { path } = await trainOn(submission, loss, { steps: 1, point: { lr: 1, ...point } });
  return (path[1] ?? []).map((value, i) => (path[0]?.[i] ?? 0) - value);
}

/** UVᵀ of a matrix. */
function polarFactor(values: readonly number[], rows: number, columns: number): number[] {
  const { u, v } = singularValues(matrixOf(values, rows, columns), pause);
  return [...timesTransposed(u, v, pause).values];
}

describe("Muon", () => {
  const point = {
    momentum: 0.95,
    one_minus_momentum: 0.05,
    nesterov: true,
    ns_steps: 5,
    weight_decay: 0,
    adam_lr: 1,
    adam_beta1: 0.9,
    adam_beta2: 0.95,
    adam_eps: 1e-10,
    adam_weight_decay: 0,
  };

  paperTest.each("muon", [
    [4, 3],
    [3, 4],
    [1, 12],
  ])(
    "brings the singular values of a %i × %i update into [0.68, 1.2] (Jordan et al. 2024)",
    async (rows, columns) => {
      const update = await firstDirection("muon", slope([[rows, columns]], gradient), point);
      const scale = Math.sqrt(Math.max(1, columns / rows));
      for (const value of singularValues(matrixOf(update, rows, columns), pause).s) {
        expect(value / scale).toBeGreaterThan(0.68);
        expect(value / scale).toBeLessThan(1.2);
      }
    },
  );

  paperTest(
    "muon",
    "does not depend on the gradient's length, and treats a filter as a matrix of its outputs",
    async () => {
      const matrix = await firstDirection("muon", slope([[4, 3]], gradient), point);
      const longer = gradient.map((value) => 1000 * value);
      expect(distance(await firstDirection("muon", slope([[4, 3]], longer), point), matrix)).toBeLessThan(
        1e-4,
      );
      const filter = await firstDirection("muon", slope([[2, 2, 1, 3]], gradient), point);
      expect(distance(filter, matrix)).toBeLessThan(1e-6);
    },
  );
});

describe("Scion", () => {
  paperTest(
    "scion",
    "stays in the norm ball: no weight of the output layer leaves ±radius/in (Pethick et al. 2025, §3)",
    async () => {
      const start = [0.2, -0.1, 0.3, 0, 0.1, -0.3];
      const loss: AnalyticLoss = {
        parameters: [{ kind: "output_weight", shape: [2, 3], start }],
        at: (p, _, step) => ({
          loss: 0,
          gradient: p.map((value, i) => value - 9 + Math.sin(step * (i + 1))),
        }),
      };
      const point = {
        lr: 0.1,
        momentum: 0.1,
        scale_spectral: 1,
        scale_sign: 1,
        scale_bias: 1,
        unconstrained: false,
      };
      const { path, last } = await trainOn("scion", loss, { steps: 60, point: { ...point, ns_steps: 5 } });
      for (const p of path) expect(Math.max(...p.map(Math.abs))).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(Math.min(...last)).toBeGreaterThan(0.49);
    },
  );
});

describe("Shampoo", () => {
  const point = {
    beta1: 0,
    beta2: 1,
    epsilon: 1e-12,
    weight_decay: 0,
    precondition_frequency: 1,
    start_preconditioning_step: 1,
    use_bias_correction: false,
  };

  paperTest(
    "shampoo",
    "the first step of a matrix of full rank is its polar factor (Bernstein & Newhouse 2024, arXiv 2409.20325)",
    async () => {
      const square = gradient.slice(0, 9);
      const update = await firstDirection("shampoo", slope([[3, 3]], square), point);
      expect(distance(update, polarFactor(square, 3, 3))).toBeLessThan(1e-4);
    },
  );

  paperTest(
    "shampoo",
    "the first step of a vector is its direction, that of full-matrix AdaGrad",
    async () => {
      const update = await firstDirection("shampoo", slope([[3]], [3, 0, -4]), { ...point, epsilon: 1e-4 });
      expect(distance(update, [0.6, 0, -0.8])).toBeLessThan(1e-4);
    },
  );

  paperTest(
    "shampoo",
    "a filter of order 4 has exponents −1/8, so that one of a single number is its sign (Gupta et al. 2018, §4)",
    async () => {
      const update = await firstDirection("shampoo", slope([[1, 1, 1, 1]], [-7]), point);
      expect(distance(update, [-1])).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "shampoo",
    "in blocks, a matrix steps like its parts (Anil et al. 2020, arXiv 2002.09018, §4)",
    async () => {
      const whole = await firstDirection("shampoo", slope([[4, 3]], gradient), {
        ...point,
        epsilon: 1e-3,
        max_preconditioner_dim: 2,
      });
      // Rows 0–1 and 2–3 by columns 0–1 and 2.
      for (const [rows, columns] of [
        [0, 1],
        [2, 3],
      ].flatMap((r) => [[0, 1], [2]].map((c) => [r, c] as const))) {
        const part = (of: readonly number[]) =>
          rows.flatMap((row) => columns.map((column) => of[3 * row + column] ?? 0));
        const block = slope([[rows.length, columns.length]], part(gradient));
        const alone = await firstDirection("shampoo", block, {
          ...point,
          epsilon: 1e-3,
          max_preconditioner_dim: 2,
        });
        expect(distance(part(whole), alone)).toBeLessThan(1e-5);
      }
    },
  );

  paperTest(
    "distributed_shampoo",
    "grafted, every leaf's step is as long as Adam's (Shi et al. 2023, §3.3)",
    async () => {
      const grafted = {
        ...point,
        one_minus_beta1: 0.1,
        beta2: 0.95,
        epsilon: 1e-6,
        grafting: "adam",
        grafting_beta2: 0.95,
        grafting_epsilon: 1e-8,
        momentum: 0,
        max_preconditioner_dim: 1024,
        use_bias_correction: true,
      };
      const update = await firstDirection("distributed_shampoo", slope([[4, 3]], gradient), grafted);
      // Adam's first direction is ±1 in every element.
      expect(Math.sqrt(update.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(Math.sqrt(12), 4);
    },
  );
});

describe("ROOT (He et al. 2025)", () => {
  paperTest.each("root", [
    [16, 16],
    [24, 72],
    [60, 12],
    [1, 12],
  ])(
    "abstract: coefficients fitted to the shape bring the singular values of a random %i × %i matrix nearer to 1 than Muon's do",
    async (rows, columns) => {
      let state = rows * 100 + columns;
      const uniform = () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      const gradient = Array.from(
        { length: rows * columns },
        () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
      );
      const error = async (fitted: boolean) => {
        const point = { lr: 1, weight_decay: 0, momentum: 0, quantile: 1, fitted };
        const update = await firstDirection("root", slope([[rows, columns]], gradient), point);
        const scale = 0.2 * Math.sqrt(Math.max(rows, columns));
        const { s } = singularValues(matrixOf(update, rows, columns), pause);
        return [...s].reduce((sum, value) => sum + (value / scale - 1) ** 2, 0) / s.length;
      };
      const [fitted, fixed] = [await error(true), await error(false)];
      expect(fitted).toBeLessThan(0.5 * fixed);
    },
  );

  paperTest(
    "root",
    "§3.2: fitted coefficients are stable on matrices that are not random: one large singular value among small ones stays below 1.3",
    async () => {
      const [rows, columns] = [24, 72];
      const uneven = Array.from({ length: rows * columns }, (_, i) => {
        const [row, column] = [Math.floor(i / columns), i % columns];
        return Math.cos(row) * Math.sin(1 + column) + 1e-3 * Math.sin(i * i);
      });
      const point = { lr: 1, weight_decay: 0, momentum: 0, quantile: 1, fitted: true };
      const update = await firstDirection("root", slope([[rows, columns]], uneven), point);
      const { s } = singularValues(matrixOf(update, rows, columns), pause);
      const scale = 0.2 * Math.sqrt(columns);
      expect(Math.max(...s) / scale).toBeLessThan(1.3);
      expect(Math.max(...s) / scale).toBeGreaterThan(0.7);
    },
  );
});

describe("SOAP", () => {
  const loss: AnalyticLoss = {
    ...quadratic([1, 4, 9, 2, 3, 5], [1, -1, 0.5, 2, -0.5, 1]),
    parameters: [{ shape: [2, 3], start: [1, -1, 0.5, 2, -0.5, 1] }],
  };

  paperTest(
    "soap",
    "with sides merged preconditions a weight that fits as one vector, whatever its shape (authors' code)",
    async () => {
      const values = [1, -1, 0.5, 2, -0.5, 1];
      const train = (shape: readonly number[], merges: boolean) =>
        trainOn(
          "soap",
          { ...quadratic([1, 2, 3, 4, 5, 6], values), parameters: [{ shape, start: values }] },
          {
            steps: 25,
            point: { ...merged, merge_dims: merges },
          },
        );
      const merged = {
        ...{ lr: 0.05, one_minus_beta1: 0.1, beta2: 0.95, shampoo_beta: 0.9, weight_decay: 0.01 },
        ...{ precondition_frequency: 4, max_precond_dim: 6 },
      };
      const row = (await train([1, 6], false)).path;
      for (const shape of [
        [6, 1],
        [1, 6],
        [1, 1, 6],
        [1, 6, 1, 1],
      ])
        expect((await train(shape, true)).path).toEqual(row);
    },
  );

  paperTest("soap", "without bases is Adam, one step late (Vyas et al. 2024, §4)", async () => {
    const shared = { lr: 0.03, one_minus_beta1: 0.1, beta2: 0.95, eps: 1e-30, weight_decay: 0 };
    const point = { ...shared, shampoo_beta: 0.9, precondition_frequency: 3, max_precond_dim: 1 };
    const rest = { precondition_1d: false, normalize_grads: false, correct_bias: true };
    const soap = await trainOn("soap", loss, { steps: 11, point: { ...point, ...rest } });
    const adam = await trainOn("adamw", loss, { steps: 10, point: shared });
    expect(distance(soap.last, adam.last)).toBeLessThan(1e-5);
  });

  paperTest(
    "soap",
    "turns with the problem: rotated parameters take the rotated path (Vyas et al. 2024, §5)",
    async () => {
      const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
      const rotation = matrixOf([c, -s, s, c], 2, 2);
      const left = (values: readonly number[], by = rotation) => [
        ...timesTransposed(by, transposed(matrixOf(values, 2, 3)), pause).values,
      ];
      const start = [1, -1, 0.5, 2, -0.5, 1];
      const plain = (p: readonly number[]) => loss.at(p, 0, 1);
      const turned: AnalyticLoss = {
        parameters: [{ shape: [2, 3], start: left(start) }],
        at(p) {
          const { loss: value, gradient: slopes } = plain(left(p, transposed(rotation)));
          return { loss: value, gradient: left(slopes) };
        },
      };
      const point = {
        lr: 0.03,
        one_minus_beta1: 0.1,
        beta2: 0.95,
        shampoo_beta: 0.9,
        eps: 1e-8,
        weight_decay: 0,
        precondition_frequency: 2,
        max_precond_dim: 2,
        precondition_1d: false,
        normalize_grads: false,
        correct_bias: true,
      };
      const straight = await trainOn("soap", loss, { steps: 12, point });
      const rotated = await trainOn("soap", turned, { steps: 12, point });
      expect(distance(rotated.last, left(straight.last))).toBeLessThan(1e-3);
    },
  );
});

describe("GaLore", () => {
  const point = {
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    correct_bias: true,
    weight_decay: 0,
    rank: 2,
    update_proj_gap: 3,
    scale: 1,
    proj_type: "std",
  };
  const moving: AnalyticLoss = {
    parameters: [{ shape: [6, 4], start: new Array(24).fill(0) }],
    at: (_p, _e, step) => ({
      loss: 0,
      gradient: Array.from({ length: 24 }, (_, i) => Math.sin(i * i + step)),
    }),
  };

  paperTest(
    "galore",
    "updates have at most the projection's rank between two projectors (Zhao et al. 2024, §3)",
    async () => {
      const { last } = await trainOn("galore", moving, { steps: 3, point: { lr: 0.1, ...point } });
      const { s } = singularValues(matrixOf(last, 6, 4), pause);
      expect(s[1]).toBeGreaterThan(0.01);
      expect(s[2]).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "galore",
    "keeps mr + 2nr numbers for a matrix of m ≤ n instead of Adam's 2mn (Zhao et al. 2024, table 1)",
    async () => {
      const { stateBytes } = await trainOn("galore", moving, { steps: 2, point: { lr: 0.1, ...point } });
      expect(stateBytes).toBe(4 * (4 * 2 + 2 * 6 * 2));
    },
  );
});

describe("PSGD Kron", () => {
  paperTest(
    "psgd_kron",
    "whitens: on a constant gradient the diagonal preconditioner comes to 1/|g| (Li 2018, proposition 1)",
    async () => {
      const point = {
        lr: 1,
        b1: 0.9,
        weight_decay: 0,
        preconditioner_update_probability: 1,
        max_size_triangular: 8192,
        min_ndim_triangular: 2,
        memory_save_mode: "none",
        momentum_into_precond_update: true,
        precond_lr: 0.1,
        precond_init_scale: 1,
      };
      const slopes = [8, 1, -0.25];
      const { path } = await trainOn("psgd_kron", slope([[3]], slopes), { steps: 180, point });
      const mean = slopes.map((_, i) => ((path[120]?.[i] ?? 0) - (path[180]?.[i] ?? 0)) / 60);
      mean.forEach((value, i) => {
        expect(Math.sign(value)).toBe(Math.sign(slopes[i] ?? 0));
        expect(Math.abs(value)).toBeGreaterThan(0.6);
        expect(Math.abs(value)).toBeLessThan(1.4);
      });
    },
  );
});

describe("DeMo", () => {
  paperTest(
    "demo",
    "with every coefficient taken out is sign descent (Peng et al. 2024, algorithm 1)",
    async () => {
      const point = { compression_decay: 0.9, compression_topk: 64, compression_chunk: 8, weight_decay: 0 };
      const update = await firstDirection("demo", slope([[4, 3]], gradient), point);
      expect(distance(update, gradient.map(Math.sign))).toBeLessThan(1e-6);
    },
  );

  paperTest(
    "demo",
    "what is not taken out stays in the momentum: a constant slope too weak for the first step comes in time",
    async () => {
      // One block of two equal halves: its even coefficient is 10·√2, its odd one √2.
      const point = {
        lr: 1,
        compression_decay: 0.99,
        compression_topk: 1,
        compression_chunk: 2,
        weight_decay: 0,
      };
      const { path } = await trainOn("demo", slope([[2]], [11, 9]), { steps: 20, point });
      const steps = path.slice(1).map((p, i) => (path[i]?.[1] ?? 0) - (p[1] ?? 0));
      expect(steps[0]).toBeCloseTo(1, 5);
      expect(steps.some((step) => step < 0)).toBe(true);
    },
  );
});

describe("Sophia-G", () => {
  paperTest(
    "sophia_g",
    "where the curvature is small next to the momentum it is sign descent (Liu et al. 2023, §2.2)",
    async () => {
      const point = {
        lr: 0.01,
        one_minus_beta1: 0.1,
        beta2: 0.99,
        rho: 1e-9,
        hessian_interval: 10,
        weight_decay: 0,
      };
      const update = await firstDirection("sophia_g", slope([[4, 3]], gradient), { ...point, lr: 1 });
      expect(distance(update, gradient.map(Math.sign))).toBeLessThan(1e-6);
    },
  );
});
