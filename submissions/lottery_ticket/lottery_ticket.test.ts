import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

describe("lottery tickets (Frankle & Carbin 2019)", () => {
  const start = Array.from({ length: 20 }, (_, i) => Math.sin(3 * i + 1));
  const minimum = Array.from({ length: 20 }, (_, i) => Math.cos(5 * i));
  const bowl = quadratic(Array(20).fill(1), start, minimum);
  /** A hidden matrix of ten weights, an output layer of six and a vector of four. */
  const layers: AnalyticLoss = {
    parameters: [
      { kind: "weight", shape: [2, 5], start: start.slice(0, 10) },
      { kind: "output_weight", shape: [2, 3], start: start.slice(10, 16) },
      { kind: "bias", shape: [4], start: start.slice(16) },
    ],
    at: bowl.at,
  };
  const sgd = { lr: 0.1, one_minus_momentum: 0.3, weight_decay: 0.01 };
  const pruning = { rounds: 2, share: 0.4, round_factor: 0.25 };

  paperTest.each("lottery_ticket", [[0], [0.1]])(
    "§1: each round takes the smallest of what is left and rewinds it bit for bit to w_k, and outside of the mask all is 0 from then on (k = %f of the run)",
    async (factor) => {
      const point = { ...sgd, ...pruning, rewind_factor: factor };
      const { path } = await trainOn("lottery_ticket", layers, { steps: 40, point });
      const early = path[factor * 40] ?? [];
      let left = start.map(() => true);
      for (const [round, counts] of [
        [1, [6, 5]],
        [2, [4, 4]],
      ] as const) {
        // The step whose result is rewound is not in the path: what it would have been, by a run that ends behind it.
        const longer = { ...point, rounds: round - 1 };
        const trained = (
          await trainOn("lottery_ticket", layers, { steps: 10 * round, point: longer, stepHint: 40 })
        ).last;
        const sizes = trained.map((value, i) => (left[i] ? Math.abs(value) : -1));
        const largestOf = (from: number, to: number, count: number) =>
          sizes.slice(from, to).toSorted((a, b) => b - a)[count - 1] ?? 0;
        const [hidden, output] = [largestOf(0, 10, counts[0]), largestOf(10, 16, counts[1])];
        left = sizes.map((size, i) => i >= 16 || size >= (i < 10 ? hidden : output));
        expect(left.filter(Boolean)).toHaveLength(counts[0] + counts[1] + 4);
        const mask = left;
        expect(path[10 * round]?.map((value) => value + 0)).toEqual(
          early.map((value, i) => (mask[i] ? value : 0)),
        );
        for (const p of path.slice(10 * round)) {
          expect(p.filter((value, i) => !mask[i] && value !== 0)).toEqual([]);
        }
      }
    },
  );

  paperTest("lottery_ticket", "with nothing pruned in no round it is SGD with momentum", async () => {
    const point = { ...sgd, rounds: 0, share: 0.2, round_factor: 0.1, rewind_factor: 0 };
    const { last } = await trainOn("lottery_ticket", layers, { steps: 20, point });
    expect(last).toEqual((await trainOn("heavy_ball", layers, { steps: 20, point: sgd })).last);
  });

  paperTest(
    "lottery_ticket",
    "abstract: a winning ticket of less than a fifth of the weights is as accurate as the whole network after as many steps, and drawn anew it is not",
    async () => {
      const point = { lr: 0.1, one_minus_momentum: 0.1, weight_decay: 0, warmup_factor: 0.05 };
      const accuracy = async (name: string, hp: Readonly<Record<string, number | boolean>>, steps: number) =>
        (await runOnMnist(name, { ...point, ...hp }, steps)).evaluations.at(-1)?.validation["accuracy"] ?? 0;
      const tickets = { rounds: 4, share: 0.35, round_factor: 1 / 5, rewind_factor: 0 };
      expect((1 - tickets.share) ** tickets.rounds).toBeLessThan(0.2);
      const whole = await accuracy("heavy_ball", {}, 120);
      const ticket = await accuracy("lottery_ticket", tickets, 600);
      const anew = await accuracy("lottery_ticket", { ...tickets, fresh: true }, 600);
      expect(ticket).toBeGreaterThanOrEqual(whole);
      expect(anew).toBeLessThan(whole - 0.01);
    },
  );
});
