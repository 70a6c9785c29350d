import { keyFromSeed } from "@steepest/base/random/key.ts";
import { softmaxExamples, softmaxWorkload } from "@steepest/core/harness/testing/softmaxWorkload.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { Problem } from "@steepest/core/sandbox/problem.ts";
import type { TrialFacts } from "@steepest/core/submission/guest/runtime.ts";
import { beforeAll, describe, expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const classes = 4;
const sgd = { lr: 0.3, one_minus_momentum: 0.2, weight_decay: 0.01 };
const mesa = { ...sgd, lambda: 0.8, temperature: 5, average_factor: 0.25, start_factor: 0.25 };
const steps = 20;

const logitsOf = (kernel: readonly number[], features: readonly number[]) =>
  Array.from({ length: classes }, (_, k) =>
    features.reduce((sum, x, i) => sum + x * (kernel[classes * i + k] ?? 0), 0),
  );
function softmax(logits: readonly number[]): number[] {
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((sum, e) => sum + e, 0);
  return exponentials.map((e) => e / total);
}

/** ∇ mean cross-entropy + λτ²·∇ mean KL(softmax(z′/τ) ‖ softmax(z/τ)) at a kernel [3, 4], with z′ of `teacher`: the softmax's gradient by hand. */
function gradientByHand(kernel: readonly number[], teacher: readonly number[], lambda: number, tau: number) {
  const gradient = kernel.map(() => 0);
  for (const { features, label } of softmaxExamples) {
    const z = logitsOf(kernel, features);
    const p = softmax(z);
    const ours = softmax(z.map((value) => value / tau));
    const theirs = softmax(logitsOf(teacher, features).map((value) => value / tau));
    features.forEach((x, i) => {
      for (let k = 0; k < classes; k++) {
        const hard = (p[k] ?? 0) - (k === label ? 1 : 0);
        const soft = lambda * tau * ((ours[k] ?? 0) - (theirs[k] ?? 0));
        const at = classes * i + k;
        gradient[at] = (gradient[at] ?? 0) + (x * (hard + soft)) / softmaxExamples.length;
      }
    });
  }
  return gradient;
}

describe("sharpness-aware training for free, as MESA and SAF (Du et al. 2022)", () => {
  let problem: (facts: TrialFacts) => Problem;
  beforeAll(async () => {
    const workload = softmaxWorkload();
    const loaded = await workload.load(async () => new Uint8Array());
    problem = (facts) => new WorkloadProblem(workload, loaded, keyFromSeed(3), facts);
  });

  paperTest("saf", "with λ = 0 is its base method, SGD with momentum", async () => {
    const { path } = await trainOn("saf", problem, { steps, point: { ...mesa, lambda: 0 } });
    expect(path).toEqual((await trainOn("heavy_ball", problem, { steps, point: sgd })).path);
  });

  paperTest(
    "saf",
    "with β = 0 the average is the parameters: the divergence and its gradient vanish, SGD with momentum is left",
    async () => {
      const { path } = await trainOn("saf", problem, {
        steps,
        point: { ...mesa, average_factor: 1 / steps, start_factor: 0 },
      });
      expect(
        distance(path.flat(), (await trainOn("heavy_ball", problem, { steps, point: sgd })).path.flat()),
      ).toBeLessThan(1e-6);
    },
  );

  paperTest("saf", "until the divergence starts it is SGD with momentum, then no more", async () => {
    const { path } = await trainOn("saf", problem, { steps, point: mesa });
    const plain = (await trainOn("heavy_ball", problem, { steps, point: sgd })).path;
    // 5 of 20 steps are without it.
    expect(path.slice(0, 6)).toEqual(plain.slice(0, 6));
    expect(distance(path[6] ?? [], plain[6] ?? [])).toBeGreaterThan(1e-3);
  });

  paperTest(
    "saf",
    "every step is that of the trajectory loss L + λτ²KL, whose gradient is λτ(softmax(z/τ) − softmax(z′/τ)) at a logit, by hand",
    async () => {
      const { path } = await trainOn("saf", problem, { steps, point: mesa });
      let kernel = [...(path[0] ?? [])];
      let teacher = [...kernel];
      let velocity = kernel.map(() => 0);
      const beta = 1 - 1 / (0.25 * steps);
      for (let step = 1; step <= steps; step++) {
        teacher = teacher.map((v, i) => beta * v + (1 - beta) * (kernel[i] ?? 0));
        const gradient = gradientByHand(kernel, teacher, step > 5 ? 0.8 : 0, 5);
        velocity = velocity.map((b, i) => 0.8 * b + (gradient[i] ?? 0) + 0.01 * (kernel[i] ?? 0));
        kernel = kernel.map((p, i) => p - 0.3 * (velocity[i] ?? 0));
        expect(distance(path[step] ?? [], kernel)).toBeLessThan(1e-4);
      }
    },
  );

  paperTest(
    "saf",
    "§3.2: in its form SAF the labels are what the model predicted Ẽ epochs before: with one batch an epoch the parameters of Ẽ steps before predict them, by hand",
    async () => {
      const { path } = await trainOn("saf", problem, {
        steps,
        point: { ...mesa, form: "saf", lag: 3, lambda: 0.3, start_factor: 0 },
      });
      let kernel = [...(path[0] ?? [])];
      const past: number[][] = [];
      let velocity = kernel.map(() => 0);
      for (let step = 1; step <= steps; step++) {
        past.push(kernel);
        const teacher = past.at(-4);
        const gradient = gradientByHand(kernel, teacher ?? kernel, teacher ? 0.3 : 0, 5);
        velocity = velocity.map((b, i) => 0.8 * b + (gradient[i] ?? 0) + 0.01 * (kernel[i] ?? 0));
        kernel = kernel.map((p, i) => p - 0.3 * (velocity[i] ?? 0));
        expect(distance(path[step] ?? [], kernel)).toBeLessThan(1e-4);
      }
    },
  );

  paperTest("saf", "travels less than SGD does once the divergence has started", async () => {
    const travelled = (path: readonly (readonly number[])[]) =>
      path.slice(7).reduce((sum, at, i) => sum + distance(at, path[i + 6] ?? []), 0);
    const { path } = await trainOn("saf", problem, { steps, point: { ...mesa, lambda: 0.4 } });
    const plain = (await trainOn("heavy_ball", problem, { steps, point: sgd })).path;
    expect(travelled(path)).toBeLessThan(travelled(plain));
  });

  paperTest(
    "saf",
    "where the loss has no classes it is SGD with momentum, with no state for the average",
    async () => {
      const loss = quadratic([1, 10], [1, -1], [0.2, 0.1]);
      const point = { ...mesa, lr: 0.03 };
      const { path, stateBytes } = await trainOn("saf", loss, { steps, point });
      const plain = await trainOn("heavy_ball", loss, { steps, point: { ...sgd, lr: 0.03 } });
      expect(path).toEqual(plain.path);
      expect(stateBytes).toBe(plain.stateBytes);
    },
  );
});
