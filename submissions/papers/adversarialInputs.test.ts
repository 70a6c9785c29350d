import { keyFromSeed } from "@steepest/base/random/key.ts";
import { softmaxExamples, softmaxWorkload } from "@steepest/core/harness/testing/softmaxWorkload.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { describe, expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { sourceOf } from "../testing/references.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

/** Numbers that lines of a submission print about softmax regression, whose inputs can be perturbed. */
async function said(lines: string): Promise<number[][]> {
  const workload = softmaxWorkload();
  const loaded = await workload.load(async () => new Uint8Array());
  const source = `import * as s from "steepest";
${lines.includes("vat.") ? `import * as vat from "./vat/algorithm.ts";` : ""}
${lines.includes("elle.") ? `import * as elle from "./elle/algorithm.ts";` : ""}
export default s.defineSubmission({
  name: "asked",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const say = async (tree) => console.log(JSON.stringify([...(await s.read(tree))[0]]));
    ${lines}
    return { params: ctx.params };
  },
});
`;
  const { console: printed } = await trainOn(
    source,
    (facts) => new WorkloadProblem(workload, loaded, keyFromSeed(5), facts),
    { steps: 1 },
  );
  loaded.dispose();
  return printed.map((line) => JSON.parse(line) as number[]);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The largest eigenvalue of the divergence's Hessian by the inputs, W(diag p − ppᵀ)Wᵀ, of an example. */
function largestCurvature(kernel: readonly number[], features: readonly number[]): number {
  const [inputs, classes] = [
    [0, 1, 2],
    [0, 1, 2, 3],
  ];
  const weight = (i: number, k: number) => kernel[4 * i + k] ?? 0;
  const exponentials = classes.map((k) =>
    Math.exp(inputs.reduce((sum, i) => sum + (features[i] ?? 0) * weight(i, k), 0)),
  );
  const p = exponentials.map((e) => e / exponentials.reduce((sum, each) => sum + each, 0));
  let d = [1, 0.7, -0.4];
  let curvature = 0;
  for (let n = 0; n < 200; n++) {
    const logits = classes.map((k) => inputs.reduce((sum, i) => sum + (d[i] ?? 0) * weight(i, k), 0));
    const along = logits.reduce((sum, z, k) => sum + z * (p[k] ?? 0), 0);
    const product = inputs.map((i) =>
      logits.reduce((sum, z, k) => sum + weight(i, k) * (p[k] ?? 0) * (z - along), 0),
    );
    curvature = Math.hypot(...product) / Math.hypot(...d);
    d = product.map((value) => value / Math.hypot(...product));
  }
  return curvature;
}

const sgd = { lr: 0.05, one_minus_momentum: 0.1, weight_decay: 0 };

describe("virtual adversarial training (Miyato et al. 2017)", () => {
  paperTest(
    "vat",
    "§3.3: power iteration finds the direction in which predictions change the most: the largest eigenvector of the divergence's Hessian",
    async () => {
      const epsilon = 0.1;
      const divergenceAfter = (iterations: number) =>
        `await say(ctx.loss(ctx.params, vat.virtualAdversary(ctx, { epsilon: ${epsilon}, xi: 0.03, iterations: ${iterations} }), vat.fromClean(ctx)));`;
      const [kernel = [], [once = 0] = [], [often = 0] = []] = await said(
        `await say(ctx.params); ${divergenceAfter(1)} ${divergenceAfter(20)}`,
      );
      const all = softmaxExamples.flatMap(({ features }) => features);
      const variance = mean(all.map((x) => (x - mean(all)) ** 2));
      const largest = mean(
        softmaxExamples.map(
          ({ features }) => 0.5 * largestCurvature(kernel, features) * 3 * epsilon ** 2 * variance,
        ),
      );
      expect(Math.abs(often / largest - 1)).toBeLessThan(0.05);
      // K = 1 is enough in the paper.
      expect(once).toBeGreaterThan(0.8 * largest);
    },
  );

  paperTest("vat", "where there are no inputs to perturb it is SGD with momentum", async () => {
    const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
    const { last } = await trainOn("vat", loss, {
      steps: 20,
      point: { ...sgd, epsilon: 0.3, iterations: 1 },
    });
    expect(last).toEqual((await trainOn("heavy_ball", loss, { steps: 20, point: sgd })).last);
  });

  paperTest(
    "vat",
    "abstract: of few labelled examples it makes a better classifier than the same training without the smoothness",
    async () => {
      const few = (loaded: LoadedWorkload): LoadedWorkload => {
        const { withSymmetry } = loaded;
        return {
          ...loaded,
          trainSize: 500,
          ...(withSymmetry && { withSymmetry: (key) => few(withSymmetry(key)) }),
        };
      };
      const accuracy = async (name: string, point: Readonly<Record<string, number>>) => {
        const { evaluations } = await runOnMnist(name, point, 300, { altered: few });
        return evaluations.at(-1)?.validation["accuracy"] ?? 0;
      };
      const plain = await accuracy("heavy_ball", sgd);
      const smooth = await accuracy("vat", { ...sgd, epsilon: 0.2, iterations: 1 });
      expect(smooth).toBeGreaterThan(plain + 0.03);
    },
  );
});

describe("ELLE (Abad Rocamora et al. 2024)", () => {
  paperTest(
    "elle",
    "eq. 5: the step's gradient is that of the attack's loss and λ times the squared linear approximation error, all on one line",
    async () => {
      const [[byHand = 0] = [], [derivative = 0] = []] = await said(`
        const [radius, lambda, h] = [0.8, 3, 0.02];
        // The same number for the method and for the check.
        const alpha = 0.4;
        const fixed = Object.freeze(Object.create(ctx, { rng: { value: { number: () => alpha } } }));
        const direction = s.mul(ctx.params, 1);
        const attack = ctx.perturb(ctx.batch, { radius, draw: 1 });
        const between = ctx.perturb(ctx.batch, { radius: alpha * radius, draw: 1 });
        const valueAt = (params) => {
          const [a, b, c] = [ctx.batch, attack, between].map((batch) => ctx.perExampleLoss(params, batch, { draw: 1 }));
          const error = s.sub(c, s.add(s.mul(a, 1 - alpha), s.mul(b, alpha)));
          return s.div(s.leafSum(s.add(b, s.mul(s.square(error), lambda))), ctx.size(ctx.batch));
        };
        const [up, down] = [h, -h].map((by) => valueAt(s.addScaled(ctx.params, direction, by)));
        await say(s.div(s.sub(up, down), 2 * h));
        await say(s.dot(elle.linearGradient(fixed, { radius, lambda }).grads, direction));`);
      expect(Math.abs(byHand)).toBeGreaterThan(0.1);
      expect(Math.abs(derivative / byHand - 1)).toBeLessThan(0.01);
    },
  );

  /** Trains with the attack's gradient at a radius of one deviation, and says of a fresh batch the mean loss under one step uphill and under ten. */
  const attacked = {
    entry: "entry.ts",
    files: {
      "algorithm.ts": sourceOf("elle").files["algorithm.ts"] ?? "",
      "entry.ts": `import { addScaled, defineSubmission, readNumber, warmupCosine, zerosLike } from "steepest";
import { linearGradient } from "./algorithm.ts";
export default defineSubmission({
  name: "entry",
  ruleset: "external",
  hyperparameters: { lambda: { min: 0, max: 1, scaling: "linear" } },
  init: ({ params }) => ({ buffer: zerosLike(params) }),
  async update(ctx) {
    if (ctx.step === ctx.stepHint) {
      const fresh = ctx.next();
      const evaluated = { mode: "eval", updateBatchNorm: false };
      for (const steps of [1, 10]) {
        const moved = ctx.perturb(fresh, { radius: 1, steps, ...evaluated });
        console.log(String(await readNumber(ctx.loss(ctx.params, moved, evaluated))));
      }
    }
    const { grads, modelState } = linearGradient(ctx, { radius: 1, lambda: ctx.hyperparameters.lambda });
    const buffer = addScaled(grads, ctx.state.buffer, 0.9);
    const rate = warmupCosine({ peak: 0.02, warmupFactor: 0.05 })(ctx);
    return { params: addScaled(ctx.params, buffer, -rate), modelState, state: { buffer } };
  },
});
`,
    },
  };

  paperTest(
    "elle",
    "abstract: trained against single steps a network resists these, and ten steps in the same ball drive its loss beyond twice that of guessing; with the linearity error in the loss they do not",
    async () => {
      const trained = async (lambda: number) => {
        const { console: said, evaluations } = await runOnMnist(attacked, { lambda }, 150, {
          id: "mnist_cnn",
        });
        const [single = Number.NaN, ten = Number.NaN] = said.map(Number);
        return { single, ten, accuracy: evaluations.at(-1)?.validation["accuracy"] ?? 0 };
      };
      const [plain, elle] = [await trained(0), await trained(1)];
      const guessing = Math.log(10);
      expect(plain.single).toBeLessThan(0.6 * guessing);
      expect(plain.ten).toBeGreaterThan(2 * guessing);
      expect(elle.ten).toBeLessThan(1.5 * guessing);
      expect(elle.accuracy).toBeGreaterThan(0.8);
    },
  );

  paperTest("elle", "where there are no inputs to perturb it is SGD with momentum", async () => {
    const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
    const { last } = await trainOn("elle", loss, { steps: 20, point: { ...sgd, radius: 0.3, lambda: 1 } });
    expect(last).toEqual((await trainOn("heavy_ball", loss, { steps: 20, point: sgd })).last);
  });
});
