import { CheckProblem } from "@steepest/core/harness/checkProblem.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { type Tensor, tensor1d } from "@tensorflow/tfjs";
import { describe, expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

/** The first `examples` training images alone, of which so many in five have a label of another class, always the same. */
function mislabelled(loaded: LoadedWorkload, examples: number, ofFive: number): LoadedWorkload {
  const { withSymmetry } = loaded;
  return {
    ...loaded,
    trainSize: examples,
    batch(indices, key) {
      const { labels, ...images } = loaded.batch(indices, key) as { readonly labels: Tensor };
      const given = labels.dataSync();
      labels.dispose();
      const wrong = [...indices].map((index, place) => {
        const other = (index * 7919) % 9;
        return ((given[place] ?? 0) + ((index * 31) % 5 < ofFive ? 1 + other : 0)) % 10;
      });
      return { ...images, labels: tensor1d(wrong, "int32") };
    },
    ...(withSymmetry && { withSymmetry: (key) => mislabelled(withSymmetry(key), examples, ofFive) }),
  };
}

describe("asymmetric losses (Zhou et al. 2021)", () => {
  /** Says the derivative along the parameters by weights, and by the difference of the loss itself. */
  const asked = (
    loss: string,
    value: string,
  ) => `import { add, addScaled, defineSubmission, div, dot, exp, leafSum, mul, neg, pow, read, sub } from "steepest";
import { weightsOf } from "./asymmetric_loss/algorithm.ts";
const [a, q, h] = [3, 0.2, 0.02];
const offset = ${loss === "aul" ? 2 : 3};
export default defineSubmission({
  name: "asked",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const same = { draw: 1, labelSmoothing: 0 };
    const valueAt = (params) => {
      const p = exp(neg(ctx.perExampleLoss(params, ctx.batch, same)));
      return div(leafSum(${value}), ctx.size(ctx.batch));
    };
    const weights = weightsOf(ctx.perExampleLoss(ctx.params, ctx.batch, same), { loss: "${loss}", offset, q });
    const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { ...same, weights });
    const difference = sub(valueAt(addScaled(ctx.params, ctx.params, h)), valueAt(addScaled(ctx.params, ctx.params, -h)));
    for (const each of [dot(grads, ctx.params), div(difference, 2 * h)]) console.log(String((await read(each))[0][0]));
    return { params: ctx.params };
  },
});
`;

  paperTest.each("asymmetric_loss", [
    ["agce", "div(sub((a + 1) ** q, pow(add(p, a), q)), q)"],
    ["aul", "div(sub(pow(sub(a, p), q), (a - 1) ** q), q)"],
    ["ael", "exp(mul(p, -1 / a))"],
  ])("§4: weighted cross-entropies have the gradient of %s", async (loss, value) => {
    const { console: said } = await trainOn(asked(loss, value), (facts) => new CheckProblem(facts), {
      steps: 1,
    });
    const [byWeights = 0, byDifference = 0] = said.map(Number);
    expect(Math.abs(byDifference)).toBeGreaterThan(1e-3);
    expect(Math.abs(byWeights / byDifference - 1)).toBeLessThan(0.02);
  });

  const sgd = { lr: 0.2, one_minus_momentum: 0.1, weight_decay: 0, warmup_factor: 0.05 };

  paperTest("asymmetric_loss", "without classes it is SGD with momentum", async () => {
    const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
    const { warmup_factor: _, ...others } = { ...sgd, lr: 0.02 };
    const point = { ...others, loss: "agce", offset: 4, q: 0.2 };
    const { last } = await trainOn("asymmetric_loss", loss, { steps: 20, point });
    const plain = await trainOn("heavy_ball", loss, { steps: 20, point: others });
    last.forEach((value, i) => {
      expect(value).toBeCloseTo(plain.last[i] ?? Number.NaN, 6);
    });
  });

  paperTest(
    "asymmetric_loss",
    "abstract: where two labels of five are wrong, training until the data are known by heart does no harm, as it does with cross-entropy",
    async () => {
      const accuracy = async (name: string, point: Readonly<Record<string, number | string>>) => {
        const { evaluations } = await runOnMnist(name, point, 900, {
          altered: (loaded) => mislabelled(loaded, 3000, 2),
        });
        return evaluations.at(-1)?.validation["accuracy"] ?? 0;
      };
      const plain = await accuracy("heavy_ball", sgd);
      const agce = await accuracy("asymmetric_loss", { ...sgd, loss: "agce", offset: 4, q: 0.2 });
      expect(agce).toBeGreaterThan(plain + 0.1);
    },
  );
});
