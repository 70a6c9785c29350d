import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const adam = { lr: 0.05, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-8 };

describe("BiPer (Vargas et al. 2024)", () => {
  const start = Array.from({ length: 48 }, (_, i) => 0.2 * Math.sin(1 + 7.3 * i) * (1 + (i % 5)));
  const spread = Math.sqrt(start.reduce((sum, w) => sum + w * w, 0) / start.length);
  const layer = (at: AnalyticLoss["at"]): AnalyticLoss => ({ parameters: [{ shape: [8, 6], start }], at });
  const still = layer((p) => ({ loss: 0, gradient: p.map(() => 0) }));

  paperTest("biper", "§3.1: every hidden weight is −γ or γ after every step, one γ a tensor", async () => {
    const { path, evaluated } = await trainOn("biper", layer(quadratic(Array(48).fill(1), start).at), {
      steps: 10,
      point: { ...adam, frequency: 2, first_stage: 0 },
    });
    for (const weights of [...path.slice(1), evaluated]) {
      const size = Math.abs(weights[0] ?? 0);
      expect(size).toBeGreaterThan(0);
      for (const weight of weights) expect(Math.abs(weight)).toBeCloseTo(size, 6);
    }
  });

  paperTest.each("biper", [0.5, 1, 3])(
    "eq. 6: a square wave forward and the sine's slope backward, at a frequency of %f",
    async (frequency) => {
      // With that ε Adam's step is η·g/ε: a step of 0.01 along the slope.
      const point = { frequency, lr: 1e7, one_minus_beta1: 1, beta2: 0, eps: 1e9 };
      const slopes = start.map((_, i) => Math.cos(3 * i));
      const { path } = await trainOn(
        "biper",
        layer(() => ({ loss: 0, gradient: slopes })),
        {
          steps: 1,
          stepHint: 1,
          point: { ...point, first_stage: 1 },
        },
      );
      const expected = start.map((w, i) => {
        const moved = w - 0.01 * (slopes[i] ?? 0) * frequency * Math.cos((frequency * w) / spread);
        return spread * Math.sin((frequency * moved) / spread);
      });
      expect(distance(path[1] ?? [], expected)).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "biper",
    "abstract: the frequency controls the quantisation error: of the sine of the same weights the square wave is nearer at a larger one",
    async () => {
      const error = async (frequency: number) => {
        const { path } = await trainOn("biper", still, {
          steps: 2,
          point: { ...adam, frequency, first_stage: 0.5 },
        });
        // The first step leaves the sine, the second the square wave, of the same weights.
        const [sine, squares] = [path[1] ?? [], path[2] ?? []];
        const square = sine.reduce((sum, s, i) => sum + (s - (squares[i] ?? 0)) ** 2, 0);
        return square / sine.reduce((sum, s) => sum + s * s, 0);
      };
      const [slow, middle, fast] = [await error(0.2), await error(1), await error(2)];
      expect(middle).toBeLessThan(0.9 * slow);
      expect(fast).toBeLessThan(0.9 * middle);
    },
  );
});

describe("sparse spectral training (Zhao et al. 2024)", () => {
  const [rows, columns] = [7, 5];
  const start = Array.from({ length: rows * columns }, (_, i) => Math.sin(1 + 5.7 * i));
  const matrix = (at: AnalyticLoss["at"], from = start): AnalyticLoss => ({
    parameters: [{ shape: [rows, columns], start: from }],
    at,
  });
  const point = { ...adam, rank: 2, period: 10, weight_decay: 0 };

  paperTest(
    "sst",
    "§4.3: beginning with the singular value decomposition distorts nothing: without a gradient the weights stay what they are, round after round",
    async () => {
      const { last } = await trainOn(
        "sst",
        matrix((p) => ({ loss: 0, gradient: p.map(() => 0) })),
        {
          steps: 35,
          point,
        },
      );
      expect(distance(last, start)).toBeLessThan(1e-5);
    },
  );

  paperTest(
    "sst",
    "algorithm 1: a step moves every singular value, and turns r pairs of singular vectors alone",
    async () => {
      // W = diag(5, 4, 3, 2, 1): its singular vectors are the axes.
      const axes = start.map((_, i) => (Math.floor(i / columns) === i % columns ? 5 - (i % columns) : 0));
      const slope = start.map((_, i) => 1 + Math.cos(i) / 2);
      const { path } = await trainOn(
        "sst",
        matrix(() => ({ loss: 0, gradient: slope }), axes),
        {
          steps: 1,
          point: { ...point, rank: 1, lr: 1e-3 },
        },
      );
      const moved = (path[1] ?? []).map((w, i) => w - (axes[i] ?? 0));
      for (let i = 0; i < columns; i++) expect(Math.abs(moved[i * columns + i] ?? 0)).toBeGreaterThan(2e-4);
      const turned = moved.flatMap((by, i) => {
        const [row, column] = [Math.floor(i / columns), i % columns];
        return row !== column && Math.abs(by) > 1e-4 ? [[row, column] as const] : [];
      });
      // u of one direction moves one column, its v one row.
      const one = [0, 1, 2, 3, 4].filter((k) => turned.every(([row, column]) => row === k || column === k));
      expect(one).toHaveLength(1);
      expect(turned).toHaveLength(rows - 1 + columns - 1);
    },
  );

  paperTest(
    "sst",
    "§4.5: Adam's moments are those of r vectors on each side and of the singular values: 2(r(in + out) + k) numbers",
    async () => {
      const [inputs, outputs, rank] = [48, 32, 4];
      const wide: AnalyticLoss = {
        parameters: [
          {
            shape: [inputs, outputs],
            start: Array.from({ length: inputs * outputs }, (_, i) => Math.sin(i * i)),
          },
        ],
        at: (p) => ({ loss: 0, gradient: [...p] }),
      };
      const { stateBytes } = await trainOn("sst", wide, { steps: 2, point: { ...point, rank } });
      const moments = 2 * (rank * (inputs + outputs) + outputs);
      // U, V, s, the choice and the chosen vectors, in the place of the weights.
      const factors = outputs * (inputs + outputs + 1) + outputs * rank + rank * (inputs + outputs);
      expect(stateBytes).toBe(4 * (moments + factors));
      expect(moments).toBeLessThan(0.25 * 2 * inputs * outputs);
    },
  );

  paperTest(
    "sst",
    "abstract: with two directions a round it comes as near to a full-rank target as full-rank training does",
    async () => {
      const target = start.map((_, i) => Math.cos(2 + 3.1 * i));
      const loss = matrix(quadratic(Array(start.length).fill(1), start, target).at);
      const options = { steps: 400, stepHint: 400 };
      const { last } = await trainOn("sst", loss, { ...options, point: { ...point, warmup_factor: 0.02 } });
      expect(distance(last, target)).toBeLessThan(0.1);
    },
  );
});
