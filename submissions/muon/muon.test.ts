import { matrixOf } from "@steepest/core/sandbox/linearAlgebra/matrix.ts";
import { singularValues } from "@steepest/core/sandbox/linearAlgebra/singularValues.ts";
import { describe, expect } from "vitest";
import { firstDirection, gradient, pause, slope } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance } from "../testing/trainOn.ts";

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
