import { describe, expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);

describe("NadamW sequential (arXiv 2502.15015)", () => {
  paperTest(
    "nadamw_sequential",
    "each run is NadamW from fresh parameters with a schedule of its own",
    async () => {
      const { path } = await trainOn("nadamw_sequential", loss, {
        steps: 60,
        stepHint: 40,
        point: { run_factor: 0.5 },
      });
      const points = [
        { lr: 7e-3, one_minus_beta1: 0.15, beta2: 0.98, weight_decay: 0.05, warmup_factor: 0.05 },
        { lr: 2e-3, one_minus_beta1: 0.1, beta2: 0.99, weight_decay: 0.1, warmup_factor: 0.05 },
        { lr: 2e-2, one_minus_beta1: 0.2, beta2: 0.95, weight_decay: 0.01, warmup_factor: 0.1 },
      ];
      for (const [run, point] of points.entries()) {
        const alone = await trainOn("nadamw", loss, { steps: 20, point: { ...point, eps: 1e-8 } });
        for (let step = 1; step <= 20; step++) {
          expect(distance(path[run * 20 + step] ?? [], alone.path[step] ?? [])).toBeLessThan(1e-6);
        }
      }
    },
  );
});

describe("schedule-free Prodigy (arXiv 2502.15015)", () => {
  const point = {
    lr: 1,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weight_decay: 0,
    d0: 1e-3,
    d_coef: 1,
    weight_lr_power: 2,
    warmup_factor: 0,
  };

  paperTest(
    "schedule_free_prodigy",
    "moves by d₀ at first, finds a scale 10,000 times as large, and evaluates the average",
    async () => {
      const far = quadratic([1, 4], [30, -20]);
      const { path, last, evaluated } = await trainOn("schedule_free_prodigy", far, { steps: 300, point });
      // dη·sign(g), with √(1−β₂)/(1−β₁) = 1 and √v = √(1−β₂)·d|g|.
      const first = 1e-3 / Math.sqrt(1 - 0.99);
      expect(distance(path[1] ?? [], [30 - first, -20 + first])).toBeLessThan(1e-4);
      expect(Math.hypot(...evaluated)).toBeLessThan(3);
      expect(distance(evaluated, last)).toBeGreaterThan(0);
    },
  );

  paperTest(
    "schedule_free_prodigy",
    "with estimates times 0 stays at d₀: schedule-free AdamW with η = d₀·√(1−β₂ᵏ)/(1−β₁ᵏ) (β₁ = 0: η = d₀, no average)",
    async () => {
      const still = { ...point, beta1: 0, d_coef: 0, d0: 0.01 };
      const { evaluated, last } = await trainOn("schedule_free_prodigy", loss, { steps: 25, point: still });
      const free = await trainOn("schedule_free_adamw", loss, {
        steps: 25,
        point: {
          lr: 0.01,
          one_minus_beta1: 1,
          beta2: 0.99,
          eps: 1e-8,
          weight_decay: 0,
          r: 0,
          weight_lr_power: 2,
          warmup_factor: 0,
        },
      });
      expect(distance(last, free.last)).toBeLessThan(1e-5);
      expect(distance(evaluated, free.evaluated)).toBeLessThan(1e-5);
    },
  );
});
