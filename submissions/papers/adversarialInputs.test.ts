import { keyFromSeed } from "@steepest/base/random/key.ts";
import { softmaxExamples, softmaxWorkload } from "@steepest/core/harness/testing/softmaxWorkload.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { describe, expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

/** Numbers that lines of a submission print about softmax regression, whose inputs can be perturbed. */
async function said(lines: string): Promise<number[][]> {
  const workload = softmaxWorkload();
  const loaded = await workload.load(async () => new Uint8Array());
  const source = `import * as s from "steepest";
import * as vat from "./vat/algorithm.ts";
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
