import { describe, expect } from "vitest";
import { slope } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { trainOn } from "../testing/trainOn.ts";

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
