import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { sourceOf } from "../testing/references.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { distance, trainOn } from "../testing/trainOn.ts";

/** Example e pulls towards e/10; its loss at 0 grows with e. */
const examples: AnalyticLoss = {
  parameters: [{ shape: [1], start: [0] }],
  examples: 64,
  batchSize: 8,
  at: ([p = 0], example) => ({ loss: 0.5 * (p - example / 10) ** 2, gradient: [p - example / 10] }),
};
const sgd = { lr: 1e-3, one_minus_momentum: 0.1, nesterov: false, weight_decay: 0 };
const trained = (asked: Awaited<ReturnType<typeof trainOn>>["asked"]) =>
  asked.filter(({ kind }) => kind === "gradient").map(({ examples: used }) => used);

describe("data echoing (Choi et al. 2019)", () => {
  paperTest("data_echoing", "reads 1/e as many batches, each e times in a row (§3)", async () => {
    const { asked } = await trainOn("data_echoing", examples, {
      steps: 12,
      point: { ...sgd, echo_factor: 3 },
    });
    const batches = trained(asked).map(([first = -1]) => first);
    expect(batches).toEqual([0, 0, 0, 8, 8, 8, 16, 16, 16, 24, 24, 24]);
  });

  paperTest("data_echoing", "with e = 1 is the base method", async () => {
    const { path } = await trainOn("data_echoing", examples, {
      steps: 12,
      point: { ...sgd, echo_factor: 1 },
    });
    expect(path).toEqual((await trainOn("heavy_ball", examples, { steps: 12, point: sgd })).path);
  });
});

describe("subset pretraining (Spörer et al. 2024)", () => {
  const point = {
    base: "sgd",
    lr: 0.05,
    momentum: 0,
    weight_decay: 0,
    subset_factor: 0.25,
    pretrain_factor: 0.5,
  };

  paperTest("subset_pretraining", "goes over the subset alone, then over all there is", async () => {
    const { asked } = await trainOn("subset_pretraining", examples, { steps: 24, point });
    const used = trained(asked).map(([first = -1]) => first);
    expect(used.slice(0, 12)).toEqual([0, 8, 0, 8, 0, 8, 0, 8, 0, 8, 0, 8]);
    expect(new Set(used.slice(12)).size).toBe(8);
  });

  paperTest(
    "subset_pretraining",
    "a subset that determines the parameters has the minimum of the whole (§3)",
    async () => {
      // Noise-free regression y = 2x₁ − x₂: any two examples determine it.
      const regression: AnalyticLoss = {
        parameters: [{ shape: [2], start: [0, 0] }],
        examples: 64,
        batchSize: 4,
        at: ([a = 0, b = 0], example) => {
          const [x, z] = [Math.sin(example), Math.cos(2 * example)];
          const error = a * x + b * z - (2 * x - z);
          return { loss: 0.5 * error ** 2, gradient: [error * x, error * z] };
        },
      };
      const { path } = await trainOn("subset_pretraining", regression, {
        steps: 400,
        point: { ...point, lr: 0.5, subset_factor: 1 / 16, pretrain_factor: 1 },
      });
      expect(distance(path.at(-1) ?? [], [2, -1])).toBeLessThan(1e-3);
    },
  );
});

describe("selective backprop (Jiang et al. 2019)", () => {
  const point = { ...sgd, passes: 24 };

  paperTest.each("selective_backprop", [
    [1, 1 / 2],
    [3, 1 / 4],
  ])("§3.2: with selectivity β = %i a part 1/(1 + β) of the examples goes backward", async (beta, share) => {
    const { asked } = await trainOn("selective_backprop", examples, { steps: 60, point: { ...point, beta } });
    const backward = trained(asked).reduce((sum, used) => sum + used.length, 0);
    const forward = asked.filter(({ kind }) => kind === "loss").length * 8;
    // The CDF counts the example itself: a little above the continuous 1/(1 + β). Four standard errors of a binomial either side.
    const error = 4 * Math.sqrt((share * (1 - share)) / forward);
    expect(Math.abs(backward / forward - share)).toBeLessThan(error + 0.02);
    expect(trained(asked).every((used) => used.length === 8)).toBe(true);
  });

  paperTest(
    "selective_backprop",
    "prefers large losses: the mean example that goes backward is above the mean of all",
    async () => {
      const { asked } = await trainOn("selective_backprop", examples, {
        steps: 40,
        point: { ...point, beta: 2 },
      });
      const used = trained(asked).flat();
      // Examples' numbers have mean 31.5; with the density 3x² of the largest of three it would be ¾ of 63.
      expect(used.reduce((sum, example) => sum + example, 0) / used.length).toBeGreaterThan(42);
    },
  );

  paperTest("selective_backprop", "with β = 0 every example goes backward, in order", async () => {
    const { path } = await trainOn("selective_backprop", examples, {
      steps: 12,
      point: { ...point, beta: 0 },
    });
    expect(path).toEqual((await trainOn("heavy_ball", examples, { steps: 12, point: sgd })).path);
  });
});

describe("curriculum by loss (Kumar et al. 2010; pacing of Hacohen & Weinshall 2019)", () => {
  const point = {
    base: "sgd",
    lr: 1e-3,
    momentum: 0,
    weight_decay: 0,
    start: 0,
    growth_factor: 0.5,
    pool: 4,
  };

  paperTest(
    "loss_curriculum",
    "starts with exactly the easiest of the pool and widens to all of it",
    async () => {
      const { asked } = await trainOn("loss_curriculum", examples, { steps: 40, point });
      const used = trained(asked);
      // The loss at 0 grows with the example's number: of 0 … 31 the easiest quarter is 0 … 7.
      expect([...(used[0] ?? [])].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      const late = used.slice(16, 20).flat();
      expect(late.filter((example) => example % 32 >= 16).length).toBeGreaterThan(8);
    },
  );

  paperTest(
    "loss_curriculum",
    "after its growth costs no forward pass and takes batches as they come",
    async () => {
      const { asked } = await trainOn("loss_curriculum", examples, { steps: 40, point });
      const lastLoss = asked.findLastIndex(({ kind }) => kind === "loss");
      const after = asked.slice(lastLoss + 2);
      expect(after.length).toBeGreaterThanOrEqual(19);
      after.forEach(({ examples: batch }) => {
        expect(batch).toEqual(Array.from({ length: 8 }, (_, i) => ((batch[0] ?? 0) + i) % 64));
      });
    },
  );
});

describe("EnsLoss (Dai 2025)", () => {
  /** What `weights` comes to on MNIST for examples of given losses. */
  async function ofLosses(losses: readonly number[]) {
    const { files } = sourceOf("ensloss");
    const path = Object.keys(files).find((name) => name.endsWith("algorithm.ts")) ?? "";
    const { console: printed } = await runOnMnist(
      {
        entry: "entry.ts",
        files: {
          "algorithm.ts": files[path] ?? "",
          "entry.ts": `import { concat, defineSubmission, fromLeaves, read, reshapeLeaves, scalar } from "steepest";
import { derivatives, weightsOf } from "./algorithm.ts";
export default defineSubmission({
  name: "entry",
  ruleset: "external",
  hyperparameters: { lr: { min: 1e-3, max: 1e-2, scaling: "log" } },
  init: () => null,
  async update(ctx) {
    const scalars = ${JSON.stringify(losses)}.map((loss) => reshapeLeaves(scalar(loss), () => [1]));
    const losses = concat(scalars, 0);
    for (const what of [derivatives, weightsOf]) console.log(JSON.stringify([...(await read(what(losses, ctx.rng)))[0]]));
    return { params: ctx.params };
  },
});
`,
        },
      },
      { lr: 0.005 },
      1,
    );
    return printed.map((line) => JSON.parse(line) as number[]) as [number[], number[]];
  }

  paperTest(
    "ensloss",
    "theorem 2: every step's loss is convex and calibrated: its derivatives are below 0 and rise with the margin",
    async () => {
      const margins = [3, -2, 0.5, 8, -0.5, 1.5, 0];
      const losses = margins.map((z) => Math.log1p(Math.exp(-z)));
      const [sizes, weights] = await ofLosses(losses);
      const order = margins.map((_, i) => i).sort((i, j) => (margins[i] ?? 0) - (margins[j] ?? 0));
      const rising = order.map((i) => sizes[i] ?? Number.NaN);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(rising).toEqual([...rising].sort((a, b) => b - a));
      // Weights are of another draw: what a derivative of cross-entropy is multiplied by.
      expect(Math.min(...weights)).toBeGreaterThan(0);
      const asSizes = weights.map((w, i) => w * (1 - Math.exp(-(losses[i] ?? 0))));
      const falling = order.map((i) => asSizes[i] ?? Number.NaN);
      expect(falling).toEqual([...falling].sort((a, b) => b - a));
    },
  );

  paperTest(
    "ensloss",
    "§3: doubly stochastic gradients train a classifier: with a random loss at every step nine of ten digits are right after 300",
    async () => {
      const point = { lr: 0.05, one_minus_momentum: 0.1, weight_decay: 0, warmup_factor: 0.05 };
      const { evaluations } = await runOnMnist("ensloss", point, 300);
      expect(evaluations.at(-1)?.validation["accuracy"]).toBeGreaterThan(0.9);
    },
  );

  paperTest("ensloss", "where the loss is no cross-entropy it is SGD with momentum", async () => {
    const ours = await trainOn("ensloss", examples, { steps: 10, point: { ...sgd, lr: 0.01 } });
    const plain = await trainOn("heavy_ball", examples, { steps: 10, point: { ...sgd, lr: 0.01 } });
    expect(distance(ours.last, plain.last)).toBeLessThan(1e-6);
  });
});
