import { keyFromSeed } from "@steepest/base/random/key.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

const accuracyOf = ({ evaluations }: Awaited<ReturnType<typeof runOnMnist>>): number =>
  evaluations.at(-1)?.validation["accuracy"] ?? 0;

const [steps, point] = [1500, { lr: 0.05, one_minus_momentum: 0.1, warmup_factor: 0.05 }];
let sgd: ReturnType<typeof runOnMnist> | null = null;

async function expectNear(feedback: string, within: number): Promise<void> {
  sgd ??= runOnMnist("heavy_ball", { ...point, weight_decay: 0 }, steps);
  const usual = await sgd;
  const aligned = await runOnMnist("feedback_alignment", { feedback, ...point }, steps);
  expect([aligned.outcome.kind, usual.outcome.kind]).not.toContain("failed");
  expect(accuracyOf(aligned)).toBeGreaterThan(0.95);
  expect(accuracyOf(aligned)).toBeGreaterThan(accuracyOf(usual) - within);
  // Another way back is another path.
  expect(accuracyOf(aligned)).not.toBe(accuracyOf(usual));
  expect(aligned.totals.gradientEvaluations).toBe(aligned.totals.steps);
}

paperTest(
  "feedback_alignment",
  "feedback alignment (Lillicrap et al. 2016): abstract: random feedback weights support learning: on MNIST it is within 1.5 points of SGD after 1,500 steps",
  () => expectNear("random", 0.015),
);

paperTest(
  "feedback_alignment",
  "sign-symmetric feedback (Liao, Leibo & Poggio 2016): abstract: sizes of feedback weights do not matter: on MNIST it is within a point of SGD after 1,500 steps",
  () => expectNear("signs", 0.01),
);

paperTest(
  "feedback_alignment",
  "feedback alignment (Lillicrap et al. 2016): figure 2: the angle between what random feedback says and backpropagation begins at 90° and falls, for the weights come to agree with it",
  async () => {
    await openBackend("wasm");
    const workload = await loadWorkload("mnist_mlp");
    const loaded = await workload.load(await prepareData("mnist_mlp"));
    const facts = {
      ...{ hyperparameters: {}, stepHint: 100, budget: 1, lossType: "" },
      target: { metric: "loss", direction: "min", value: 0 },
    } as const;
    const problem = new WorkloadProblem(workload, loaded, keyFromSeed(3), facts);
    let parameters = problem.initialParameters(0);
    const feedback = problem.initialParameters(1);
    const request = {
      dropoutRate: null,
      labelSmoothing: null,
      updateBatchNorm: false,
      mode: "train",
    } as const;
    /** Steps along what feedback says; the cosine between that and the gradient in the hidden layer's weights, before the step. */
    const step = (index: number): number => {
      const batch = problem.batch(index, 64);
      const own = problem.lossAndGrad(parameters, [], batch, request);
      const made = problem.lossAndGrad(parameters, [], batch, { ...request, feedback });
      const [cosine, next] = tf.tidy(() => {
        const [a, b] = [made.grads[0] as tf.Tensor, own.grads[0] as tf.Tensor];
        const between = tf.div(tf.sum(tf.mul(a, b)), tf.mul(tf.norm(a), tf.norm(b)));
        return [
          between.dataSync()[0] ?? 0,
          parameters.map((p, i) => tf.sub(p, tf.mul(made.grads[i] as tf.Tensor, 0.2))),
        ] as const;
      });
      tf.dispose([parameters, own.loss, own.grads, made.loss, made.grads]);
      parameters = next;
      problem.endStep();
      return cosine;
    };
    const cosines = Array.from({ length: 300 }, (_, index) => step(index));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(cosines[0] ?? 1)).toBeLessThan(0.2);
    expect(mean(cosines.slice(-20))).toBeGreaterThan(0.5);
    tf.dispose([parameters, feedback]);
    problem.dispose();
    loaded.dispose();
  },
);

paperTest(
  "feedback_alignment",
  "feedback alignment: where a model takes no feedback it is SGD with momentum",
  async () => {
    const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
    const point = { lr: 0.05, one_minus_momentum: 0.1, warmup_factor: 0.1 };
    const aligned = await trainOn("feedback_alignment", loss, {
      steps: 30,
      point: { ...point, feedback: "random" },
    });
    const sgd = await trainOn("heavy_ball", loss, { steps: 30, point: { ...point, weight_decay: 0 } });
    for (const [i, value] of aligned.last.entries()) expect(value).toBeCloseTo(sgd.last[i] ?? 0, 5);
  },
);
