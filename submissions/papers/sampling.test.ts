import { keyFromSeed } from "@steepest/base/random/key.ts";
import { tinyWorkload } from "@steepest/core/harness/testing/tinyWorkload.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { criticalSecondsOf } from "@steepest/core/schema/record.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import * as tf from "@tensorflow/tfjs";
import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

describe("variance-controlled sampling (Wang et al. 2024)", () => {
  /** ½(p − a)² with a of very different sizes: a few examples have most of the gradients. */
  const targets = Array.from({ length: 512 }, (_, e) =>
    e % 8 === 0 ? 4 * Math.sin(1 + e * e) : 0.05 * Math.cos(e),
  );
  const uneven: AnalyticLoss = {
    parameters: [{ shape: [1], start: [0] }],
    examples: 512,
    batchSize: 16,
    at: ([p = 0], example) => {
      const gap = p - (targets[example] ?? 0);
      return { loss: 0.5 * gap ** 2, gradient: [gap] };
    },
  };
  const still: AnalyticLoss = { ...uneven, at: (_p, example) => uneven.at([0], example, 1) };
  const point = { base: "sgd", lr: 1e-3, momentum: 0, weight_decay: 0, alpha: 0.1, probes: 4 };
  /** Sizes of the batches that had a gradient, of steps and probes. */
  const sizes = (asked: Awaited<ReturnType<typeof trainOn>>["asked"]) =>
    asked.filter(({ kind }) => kind === "gradient").map(({ examples }) => examples.length);

  paperTest(
    "vcas",
    "with τ = 0 no example is dropped and no forward pass made: the base method",
    async () => {
      const { asked, path } = await trainOn("vcas", uneven, {
        steps: 20,
        point: { ...point, tau: 0, every: 4 },
      });
      const sgd = await trainOn("sgd", uneven, { steps: 20, point: { lr: 1e-3, weight_decay: 0 } });
      expect(asked).toEqual(sgd.asked);
      expect(path).toEqual(sgd.path);
    },
  );

  paperTest(
    "vcas",
    "§5: the controller drops as many examples as keep the added variance near τ times that of the batches: more at a larger τ",
    async () => {
      const kept = async (tau: number) => {
        const { asked } = await trainOn("vcas", still, {
          steps: 40,
          point: { ...point, tau, every: 1 },
        });
        const late = sizes(asked)
          .slice(-420)
          .filter((size) => size < 16);
        return late.reduce((sum, size) => sum + size, 0) / late.length / 16;
      };
      const [few, more] = [await kept(0.5), await kept(0.002)];
      // An eighth of the examples have nearly all of the gradients.
      expect(few).toBeLessThan(0.3);
      expect(more).toBeGreaterThan(1.5 * few);
    },
  );

  paperTest("vcas", "§4: unbiased: the mean step is the mean gradient to 4 standard errors", async () => {
    // Whatever variance it adds: after the first steps the least part of the gradients is asked for.
    const steps = 320;
    const { last, path } = await trainOn("vcas", still, {
      steps,
      point: { ...point, tau: 1e9, alpha: 0.45, probes: 2, every: 1 },
    });
    const moves = path.slice(1).map(([p = 0], i) => (p - (path[i]?.[0] ?? 0)) / -1e-3);
    const mean = -targets.reduce((sum, a) => sum + a, 0) / targets.length;
    const average = -(last[0] ?? 0) / (1e-3 * steps);
    const deviation = Math.sqrt(moves.reduce((sum, move) => sum + (move - average) ** 2, 0) / steps);
    expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(steps));
    expect(deviation).toBeGreaterThan(0);
  });

  paperTest(
    "vcas",
    "§4: unbiased where examples have several numbers of targets, too, and those with many have the longest signals: the mean step is the mean gradient to 4 standard errors",
    async () => {
      const tiny = tinyWorkload();
      const workload = { ...tiny, card: { ...tiny.card, batchSize: { default: 64, max: 64 } } };
      const plain = await workload.load(async () => new Uint8Array());
      // All examples are one batch. Those with a large error at the start have 12 targets, others one.
      const loaded: LoadedWorkload = {
        ...plain,
        forward(parameters, modelState, batch, options) {
          const made = plain.forward(parameters, modelState, batch, options);
          const targets = tf.add(
            tf.mul(tf.cast(tf.greater(tf.square(batch["y"] as tf.Tensor), 25), "float32"), 11),
            1,
          ) as tf.Tensor1D;
          return { ...made, losses: tf.mul(made.losses, targets) as tf.Tensor1D, weights: targets };
        },
      };
      const run = (tau: number, steps: number) =>
        trainOn("vcas", (facts) => new WorkloadProblem(workload, loaded, keyFromSeed(3), facts), {
          steps,
          point: { ...point, lr: 1e-7, tau, alpha: 0.5, probes: 2, every: 40 },
        });
      const exact = (await run(0, 1)).last;
      // From step 40 on half of the signals' size is asked for.
      const steps = 200;
      const path = (await run(1e9, 39 + steps)).path.slice(39);
      exact.forEach((step, i) => {
        const moves = path.slice(1).map((p, k) => (p[i] ?? 0) - (path[k]?.[i] ?? 0));
        const mean = moves.reduce((sum, move) => sum + move, 0) / steps;
        const deviation = Math.sqrt(moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / steps);
        expect(deviation).toBeGreaterThan(0.01 * Math.abs(step));
        expect(Math.abs(mean - step)).toBeLessThan((4 * deviation) / Math.sqrt(steps));
      });
    },
  );

  paperTest.each("vcas", [
    ["mnist_cnn", "all layers keep the same examples"],
    ["mnist_mlp", "the first layer keeps fewer"],
  ])(
    "abstract: it saves computation, measured in reference time: on %s, where %s, a step takes less once half of the gradients' size is enough, and learning goes on",
    async (id, _where) => {
      // The controller speaks every 10 steps, and lets s go from 1 to ½ at the first.
      const point = {
        ...{ tau: 1e9, alpha: 0.5, every: 10, probes: 2 },
        ...{ lr: 2e-3, beta1: 0.9, beta2: 0.99, weight_decay: 0.01 },
      };
      const { evaluations } = await runOnMnist("vcas", point, 40, {
        ...{ id, evaluationSteps: [4, 9, 34, 39] },
      });
      const [first, whole, late, last] = evaluations.slice(-4);
      const between = (from: typeof first, to: typeof last) =>
        ((to?.charged.reference ?? 0) - (from?.charged.reference ?? 0)) / 5;
      expect(between(late, last)).toBeGreaterThan(0);
      expect(between(late, last)).toBeLessThan(0.95 * between(first, whole));
      expect(last?.validation["accuracy"]).toBeGreaterThan((whole?.validation["accuracy"] ?? 0) + 0.05);
    },
  );
});

describe("OptEx (Shu et al. 2024)", () => {
  const loss = quadratic([1, 4, 0.5], [1, -1, 2], [0.2, 0.1, -0.4]);
  const point = { parallel: 1, memory: 6, noise: 1e-6, lr: 0.05 };
  const gap = (p: readonly number[]) =>
    [1, 4, 0.5].reduce((sum, h, i) => sum + 0.5 * h * ((p[i] ?? 0) - ([0.2, 0.1, -0.4][i] ?? 0)) ** 2, 0);

  paperTest("optex", "with N = 1 is its base method, SGD (algorithm 1)", async () => {
    const { path } = await trainOn("optex", loss, { steps: 15, point });
    const sgd = await trainOn("sgd", loss, { steps: 15, point: { lr: 0.05, weight_decay: 0 } });
    path.forEach((at, step) => {
      expect(distance(at, sgd.path[step] ?? [])).toBeLessThan(1e-6);
    });
  });

  paperTest(
    "optex",
    "with N = 3 takes three gradients a step and gets nearly as far as three times as many steps of SGD (theorem 3, figure 1)",
    async () => {
      const { last, asked } = await trainOn("optex", loss, { steps: 20, point: { ...point, parallel: 3 } });
      // The first step has no memory: one gradient.
      expect(asked).toHaveLength(1 + 19 * 3);
      const at = async (steps: number) =>
        gap((await trainOn("sgd", loss, { steps, point: { lr: 0.05, weight_decay: 0 } })).last);
      expect(gap(last)).toBeLessThan(await at(40));
    },
  );

  paperTest(
    "optex",
    "abstract: the speed-up grows with the parallelism: in as many rounds, each of N gradients that do not wait for one another, 1, 2 and 4 come ever further",
    async () => {
      const reached: number[] = [];
      for (const parallel of [1, 2, 4]) {
        const { last, asked } = await trainOn("optex", loss, { steps: 15, point: { ...point, parallel } });
        // A round is a step: what is on the critical path is one gradient of each, beside the first.
        expect(asked).toHaveLength(1 + 14 * parallel);
        reached.push(gap(last));
      }
      const [one = 0, two = 0, four = 0] = reached;
      expect(two).toBeLessThan(0.5 * one);
      expect(four).toBeLessThan(0.5 * two);
    },
  );

  paperTest(
    "optex",
    "abstract: it improves the efficiency of first-order optimization by parallel iterations: on MNIST's convolutions the critical path to a loss falls with N, while what is charged does not",
    async () => {
      const timesTo = async (loss: number, parallel: number, maxSteps: number) => {
        const { evaluations } = await runOnMnist(
          "optex",
          { ...{ parallel, memory: 8, noise: 0.01 }, lr: 0.02, warmup_factor: 0 },
          maxSteps,
          { id: "mnist_cnn", stepHint: 60, evaluationSteps: [5, 10, 15, 20, 25, 30] },
        );
        const met = evaluations.find(
          ({ validation }) => (validation["loss"] ?? Number.POSITIVE_INFINITY) <= loss,
        );
        if (met === undefined) throw new Error(`N = ${parallel} does not come down to ${loss}`);
        return {
          charged: met.charged.reference ?? Number.NaN,
          critical: criticalSecondsOf(met) ?? Number.NaN,
        };
      };
      const [one, two, four] = [
        await timesTo(0.9, 1, 30),
        await timesTo(0.9, 2, 15),
        await timesTo(0.9, 4, 10),
      ];
      expect(one.critical).toBe(one.charged);
      expect(two.critical).toBeLessThan(0.7 * one.critical);
      expect(four.critical).toBeLessThan(0.85 * two.critical);
      // Nothing is had for nothing.
      expect(four.charged).toBeGreaterThan(2 * four.critical);
      expect(four.charged).toBeGreaterThan(0.9 * one.charged);
    },
  );
});
