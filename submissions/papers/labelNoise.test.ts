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

/** Says the derivative along the parameters of a function of p, the probability of the label: by weights on cross-entropy, and by the difference of its values. */
const asked = (
  weights: string,
  value: string,
) => `import { add, addScaled, defineSubmission, div, dot, exp, leafSum, log, mul, neg, pow, read, sub } from "steepest";
import { weightsOf } from "./asymmetric_loss/algorithm.ts";
import { focalWeights } from "./focal_loss/algorithm.ts";
const [a, q, h] = [3, 0.2, 0.02];
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
    const losses = ctx.perExampleLoss(ctx.params, ctx.batch, same);
    const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { ...same, weights: ${weights} });
    const difference = sub(valueAt(addScaled(ctx.params, ctx.params, h)), valueAt(addScaled(ctx.params, ctx.params, -h)));
    for (const each of [dot(grads, ctx.params), div(difference, 2 * h)]) console.log(String((await read(each))[0][0]));
    return { params: ctx.params };
  },
});
`;

async function expectGradient(weights: string, value: string): Promise<void> {
  const { console: said } = await trainOn(asked(weights, value), (facts) => new CheckProblem(facts), {
    steps: 1,
  });
  const [byWeights = 0, byDifference = 0] = said.map(Number);
  expect(Math.abs(byDifference)).toBeGreaterThan(1e-3);
  expect(Math.abs(byWeights / byDifference - 1)).toBeLessThan(0.02);
}

const sgd = { lr: 0.2, one_minus_momentum: 0.1, weight_decay: 0, warmup_factor: 0.05 };

/** Compares `name` with SGD with momentum where the loss has no classes. */
async function expectPlainWithoutClasses(
  name: string,
  own: Readonly<Record<string, number | string>>,
): Promise<void> {
  const loss = quadratic([1, 10, 0.3], [1, -1, 2]);
  const { warmup_factor: _, ...others } = { ...sgd, lr: 0.02 };
  const { last } = await trainOn(name, loss, { steps: 20, point: { ...others, ...own } });
  const plain = await trainOn("heavy_ball", loss, { steps: 20, point: others });
  last.forEach((value, i) => {
    expect(value).toBeCloseTo(plain.last[i] ?? Number.NaN, 6);
  });
}

describe("asymmetric losses (Zhou et al. 2021)", () => {
  paperTest.each("asymmetric_loss", [
    ["agce", "div(sub((a + 1) ** q, pow(add(p, a), q)), q)"],
    ["aul", "div(sub(pow(sub(a, p), q), (a - 1) ** q), q)"],
    ["ael", "exp(mul(p, -1 / a))"],
  ])("§4: weighted cross-entropies have the gradient of %s", (loss, value) =>
    expectGradient(`weightsOf(losses, { loss: "${loss}", offset: ${loss === "aul" ? 2 : 3}, q })`, value),
  );

  paperTest("asymmetric_loss", "without classes it is SGD with momentum", () =>
    expectPlainWithoutClasses("asymmetric_loss", { loss: "agce", offset: 4, q: 0.2 }),
  );

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

describe("focal loss (Lin et al. 2017)", () => {
  paperTest.each("focal_loss", [[1], [2], [5]])(
    "§3.2: weighted cross-entropies have the gradient of −(1 − p)^%i log p",
    (gamma) =>
      expectGradient(
        `focalWeights(losses, { gamma: ${gamma} })`,
        `mul(pow(sub(1, p), ${gamma}), neg(log(p)))`,
      ),
  );

  paperTest("focal_loss", "without classes it is SGD with momentum", () =>
    expectPlainWithoutClasses("focal_loss", { gamma: 2 }),
  );

  paperTest(
    "focal_loss",
    "§5.1: while it learns, the larger γ is, the larger the part of the loss that the hardest fifth of the examples has",
    async () => {
      const source = `import { addScaled, defineSubmission, read } from "steepest";
import { momentumOnReweighted } from "./asymmetric_loss/algorithm.ts";
import { focalWeights } from "./focal_loss/algorithm.ts";
const focal = momentumOnReweighted((losses, { gamma }) => focalWeights(losses, { gamma }));
export default defineSubmission({
  name: "told", ruleset: "self",
  hyperparameters: [{ lr: 0.2, one_minus_momentum: 0.1, weight_decay: 0, warmup_factor: 0.05, gamma: 2 }],
  init: focal.init,
  async update(ctx) {
    for (const loss of (await read(ctx.perExampleLoss(ctx.params, ctx.batch)))[0]) console.log(String(loss));
    return focal.update(ctx);
  },
});
`;
      const { console: said } = await trainOn(source, (facts) => new CheckProblem(facts), {
        steps: 40,
        point: { ...sgd, gamma: 2 },
      });
      const mean = (of: readonly number[]) => of.reduce((sum, loss) => sum + loss, 0) / of.length;
      const losses = said.map(Number);
      const size = losses.length / 40;
      expect(mean(losses.slice(-size))).toBeLessThan(0.8 * mean(losses.slice(0, size)));
      const hardest = losses.toSorted((x, y) => y - x);
      const parts = [0, 1, 2, 5].map((gamma) => {
        const focused = hardest.map((loss) => (1 - Math.exp(-loss)) ** gamma * loss);
        const few = focused.slice(0, Math.round(focused.length / 5));
        return (mean(few) * few.length) / (mean(focused) * focused.length);
      });
      parts.slice(1).forEach((part, i) => {
        expect(part).toBeGreaterThan((parts[i] ?? 1) + 0.01);
      });
    },
  );

  paperTest(
    "focal_loss",
    "MNIST is learnt to within two points of cross-entropy by the 300th step",
    async () => {
      const accuracy = async (name: string, own: Readonly<Record<string, number>>) => {
        const { evaluations } = await runOnMnist(name, { ...sgd, ...own }, 300);
        return evaluations.at(-1)?.validation["accuracy"] ?? 0;
      };
      const plain = await accuracy("heavy_ball", {});
      expect(await accuracy("focal_loss", { gamma: 2 })).toBeGreaterThan(plain - 0.02);
    },
  );
});
