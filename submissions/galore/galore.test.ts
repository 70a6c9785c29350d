import { matrixOf } from "@steepest/core/sandbox/linearAlgebra/matrix.ts";
import { singularValues } from "@steepest/core/sandbox/linearAlgebra/singularValues.ts";
import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { pause } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { trainOn } from "../testing/trainOn.ts";

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
