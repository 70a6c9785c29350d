import { matrixOf, timesTransposed, transposed } from "@steepest/core/sandbox/linearAlgebra/matrix.ts";
import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { pause } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

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
