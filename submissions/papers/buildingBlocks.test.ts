import { describe, expect, test } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

/** A submission of one chain, written out. */
const chained = (...transforms: readonly string[]): string => `
import * as steepest from "steepest";
const { addDecayedWeights, averageExponentially, averageUniformly, centralizeGradient, chain, clipAdaptively, clipByGlobalNorm,
  clipByValue, exceptKind, masked, momentum, ofKind, ofRank, scale, scaleByAdam, scaleByLearningRate, stateless } = steepest;
export default steepest.defineSubmission({
  name: "block", ruleset: "self", hyperparameters: [{}],
  optimizer: () => chain(${transforms.join(", ")}),
});`;

/** One step of length −1 along what the transforms make of a gradient: what is added is the update itself. */
async function updateOf(loss: AnalyticLoss, ...transforms: readonly string[]): Promise<number[]> {
  const { path } = await trainOn(chained(...transforms), loss, { steps: 1 });
  return (path[1] ?? []).map((value, i) => value - (path[0]?.[i] ?? 0));
}

/** A loss with the same gradient everywhere. */
const slope = (parameters: AnalyticLoss["parameters"], gradient: readonly number[]): AnalyticLoss => ({
  parameters,
  at: (p) => ({
    loss: p.reduce((sum, value, i) => sum + value * (gradient[i] ?? 0), 0),
    gradient: [...gradient],
  }),
});

const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expect(distance(actual, expected)).toBeLessThan(2e-6);
};

describe("gradient clipping", () => {
  const gradient = [3, -4, 0, 12];
  const flat = slope(
    [
      { shape: [2], start: [0, 0] },
      { shape: [2], start: [0, 0] },
    ],
    gradient,
  );

  test("by value limits every element", async () => {
    expectClose(await updateOf(flat, "clipByValue(3.5)"), [3, -3.5, 0, 3.5]);
  });

  test("by norm shortens all leaves together and lets shorter gradients pass", async () => {
    expectClose(await updateOf(flat, "clipByGlobalNorm(6.5)"), [1.5, -2, 0, 6]);
    expectClose(await updateOf(flat, "clipByGlobalNorm(100)"), gradient);
  });

  test("adaptive: no unit's update is longer than λ times its weights (Brock et al. 2021, equation 3)", async () => {
    // A matrix [2, 2] whose columns are units: (3, 4) has norm 5, (0, 0) counts as ε; and a vector, which is one unit.
    const loss = slope(
      [
        { kind: "weight", shape: [2, 2], start: [3, 0, 4, 0] },
        { kind: "bias", shape: [2], start: [6, 8] },
      ],
      [30, 0.3, 40, 0.4, 0.6, 0.8],
    );
    const update = await updateOf(loss, "clipAdaptively({ limit: 0.1, eps: 1e-2 })");
    expectClose(update, [0.3, 0.6e-3, 0.4, 0.8e-3, 0.6, 0.8]);
  });

  test("adaptive: a filter's units are its outputs", async () => {
    const start = Array.from({ length: 8 }, () => 0.5);
    const gradient = [1, 0, 1, 0, 1, 0, 1, 0.25];
    const loss = slope([{ kind: "conv_weight", shape: [2, 1, 2, 2], start }], gradient);
    // Each output's weights have norm 1: its update may have 0.5; the first has norm 2, the second 0.25.
    const update = await updateOf(loss, "clipAdaptively({ limit: 0.5 })");
    expectClose(update, [0.25, 0, 0.25, 0, 0.25, 0, 0.25, 0.25]);
  });
});

test("centralised gradients sum to 0 for every output of matrices and filters; vectors pass (Yong et al. 2020)", async () => {
  const loss = slope(
    [
      { kind: "weight", shape: [3, 2], start: [0, 0, 0, 0, 0, 0] },
      { kind: "conv_weight", shape: [1, 2, 2, 1], start: [0, 0, 0, 0] },
      { kind: "bias", shape: [2], start: [0, 0] },
    ],
    [1, 2, 3, 4, 5, 9, 1, 2, 3, 6, 7, 8],
  );
  expectClose(await updateOf(loss, "centralizeGradient()"), [-2, -3, 0, -1, 2, 4, -2, -1, 0, 3, 7, 8]);
});

describe("weight decay", () => {
  const parameters = [
    { kind: "weight", shape: [1, 2], start: [2, -4] },
    { kind: "bias", shape: [1], start: [8] },
  ] as const;
  const flat = slope(parameters, [0, 0, 0]);

  test("by kind: λ may depend on the leaf", async () => {
    const update = await updateOf(flat, 'addDecayedWeights(({ kind }) => (kind === "bias" ? 0.5 : 0.25))');
    expectClose(update, [0.5, -1, 4]);
  });

  test("masked by kind or rank leaves the other leaves without decay", async () => {
    for (const mask of ['ofKind("weight", "conv_weight")', 'exceptKind("bias")', "ofRank(2)"]) {
      expectClose(await updateOf(flat, `masked(addDecayedWeights(0.5), ${mask})`), [1, -2, 0]);
    }
  });

  test("coupled decay goes through the moments, decoupled decay does not (Loshchilov & Hutter 2019)", async () => {
    // A gradient of 0: Adam makes ±1 of any decay that it sees, and nothing of what comes after it.
    const coupled = await updateOf(flat, "addDecayedWeights(0.01)", "scaleByAdam()");
    expect(distance(coupled, [1, -1, 1])).toBeLessThan(1e-4);
    expectClose(await updateOf(flat, "scaleByAdam()", "addDecayedWeights(0.01)"), [0.02, -0.04, 0.08]);
  });
});

describe("averages of the evaluated parameters", () => {
  const bowl = quadratic([1, 4], [2, -1], [0.5, 0.5]);
  const sgd = "scaleByLearningRate(0.1)";
  const steps = 7;

  test("do not change how the parameters train", async () => {
    const plain = await trainOn(chained(sgd), bowl, { steps });
    for (const average of ["averageExponentially({ decay: 0.8 })", "averageUniformly()"]) {
      const { path, stateBytes } = await trainOn(chained(sgd, average), bowl, { steps });
      expect(path).toEqual(plain.path);
      expect(stateBytes).toBe(4 * 2);
    }
  });

  const meanOf = (path: readonly (readonly number[])[], weights: readonly number[]): number[] => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return [0, 1].map((i) => path.reduce((sum, p, k) => sum + ((weights[k] ?? 0) * (p[i] ?? 0)) / total, 0));
  };

  test("exponential: parameters of the steps weigh decay^age, from the first step on", async () => {
    const { path, evaluated } = await trainOn(chained(sgd, "averageExponentially({ decay: 0.8 })"), bowl, {
      steps,
    });
    expectClose(
      evaluated,
      meanOf(
        path,
        path.map((_, k) => (k === 0 ? 0 : 0.8 ** (steps - k))),
      ),
    );
  });

  test("exponential without debias: the initial parameters hold the rest of the weight", async () => {
    const average = "averageExponentially({ decay: 0.8, debias: false })";
    const { path, evaluated } = await trainOn(chained(sgd, average), bowl, { steps });
    expectClose(
      evaluated,
      meanOf(
        path,
        path.map((_, k) => (k === 0 ? 0.8 ** steps : 0.2 * 0.8 ** (steps - k))),
      ),
    );
  });

  test("uniform: the mean of all steps (Polyak & Juditsky 1992), or of those after a part of the run", async () => {
    const whole = await trainOn(chained(sgd, "averageUniformly()"), bowl, { steps });
    expectClose(
      whole.evaluated,
      meanOf(
        whole.path,
        whole.path.map((_, k) => (k === 0 ? 0 : 1)),
      ),
    );
    const tail = await trainOn(chained(sgd, "averageUniformly({ startFactor: 0.5 })"), bowl, { steps });
    expectClose(
      tail.evaluated,
      meanOf(
        tail.path,
        tail.path.map((_, k) => (k > steps / 2 ? 1 : 0)),
      ),
    );
    const early = await trainOn(chained(sgd, "averageUniformly({ startFactor: 0.5 })"), bowl, {
      steps: 2,
      stepHint: 9,
    });
    expect(early.evaluated).toEqual(early.last);
  });

  test("masked: only the leaves that are averaged are evaluated at their average", async () => {
    const two: AnalyticLoss = {
      parameters: [
        { kind: "weight", shape: [1, 1], start: [2] },
        { kind: "bias", shape: [1], start: [2] },
      ],
      at: (p) => ({ loss: p.reduce((sum, value) => sum + value ** 2 / 2, 0), gradient: [...p] }),
    };
    const { last, evaluated } = await trainOn(chained(sgd, "masked(averageUniformly(), ofRank(2))"), two, {
      steps,
    });
    expect(evaluated[1]).toBe(last[1]);
    expect(evaluated[0]).toBeGreaterThan(last[0] ?? Number.NaN);
  });
});
