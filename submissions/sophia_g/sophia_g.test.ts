import { describe, expect } from "vitest";
import { firstDirection, gradient, slope } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance } from "../testing/trainOn.ts";

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
