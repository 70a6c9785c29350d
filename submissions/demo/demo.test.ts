import { describe, expect } from "vitest";
import { firstDirection, gradient, slope } from "../testing/firstDirection.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, trainOn } from "../testing/trainOn.ts";

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
