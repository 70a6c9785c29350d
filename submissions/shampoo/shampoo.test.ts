import { describe, expect } from "vitest";
import { firstDirection, gradient, polarFactor, slope } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance } from "../testing/trainOn.ts";

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
