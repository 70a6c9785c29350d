import { matrixOf } from "@steepest/core/sandbox/linearAlgebra/matrix.ts";
import { singularValues } from "@steepest/core/sandbox/linearAlgebra/singularValues.ts";
import { describe, expect } from "vitest";
import { firstDirection, pause, slope } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";

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
