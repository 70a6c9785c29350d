import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { trainOn } from "../testing/trainOn.ts";

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
