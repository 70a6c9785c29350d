import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { describe, expect, test } from "vitest";
import type { AnalyticLoss } from "./testing/analyticProblem.ts";
import { middlePoint } from "./testing/middlePoint.ts";
import { names, sourceOf } from "./testing/references.ts";
import { quadratic, trainOn } from "./testing/trainOn.ts";

/** Algorithms by the names that optimizers below call them. */
const imported = { lawa: "lawa", lawaEma: "lawa_ema" };
const submission = (optimizer: string) => `import * as s from "steepest";
${Object.entries(imported)
  .filter(([name]) => optimizer.includes(`${name}.`))
  .map(([name, folder]) => `import * as ${name} from "./${folder}/algorithm.ts";`)
  .join("\n")}
export default s.defineSubmission({ name: "at_the_edge", ruleset: "self", hyperparameters: {}, optimizer: () => ${optimizer} });`;
const pathOf = async (optimizer: string, loss: AnalyticLoss, steps = 8) =>
  (await trainOn(submission(optimizer), loss, { steps })).path;

const bowl = quadratic([1, 10, 0.3, 0], [1, -1, 2, 5], [0.2, 0.1, -0.4, 0]);
/** A loss whose gradient is this at every step. */
const constantGradient = (...gradients: readonly (readonly number[])[]): AnalyticLoss => ({
  parameters: [{ shape: [gradients[0]?.length ?? 0], start: (gradients[0] ?? []).map(() => 1) }],
  at: (_p, _example, step) => ({ loss: 1, gradient: [...(gradients[(step - 1) % gradients.length] ?? [])] }),
});
const rate = "s.scaleByLearningRate(0.05)";
const infinity = "Number.POSITIVE_INFINITY";

describe("a transform at the setting where it does nothing gives the bits of what is without it", () => {
  test.each([
    [`s.clipByGlobalNorm(${infinity})`],
    [`s.clipByValue(${infinity})`],
    [`s.clipAdaptively({ limit: ${infinity}, eps: 0 })`],
    ["s.momentum({ momentum: 0 })"],
    ["s.momentum({ momentum: 0, nesterov: true })"],
    ["s.addDecayedWeights(0)"],
    ["s.addDecayedWeights(() => 0)"],
    ["s.scale(1)"],
    ["s.scaleBySchedule(s.constantSchedule(1))"],
    ["s.chain()"],
    ["s.masked(s.scale(0), () => false)"],
    ["s.masked(s.scale(0), s.ofKind('attention_q'))"],
    ["s.masked(s.scale(1), s.exceptKind())"],
    [`s.inBlocks(s.scale(1), ${infinity})`],
    ["s.scaleByPowerAdam({ power: 0, beta1: 0, beta2: 0 })"],
  ])("%s", async (neutral) => {
    expect(await pathOf(`s.chain(${neutral}, ${rate})`, bowl)).toEqual(await pathOf(rate, bowl));
  });

  test.each([
    [`lawaEma.averagingCopies(1, () => 1, ${rate})`],
    [`lawa.averagingLatest(5, () => 1, ${rate})`],
    [`s.chain(${rate}, s.averageExponentially({ decay: 1, debias: false }))`],
    [`s.chain(${rate}, s.averageUniformly({ startFactor: 1 }))`],
    [`s.chain(${rate}, s.decayNewWeights(0, s.constantSchedule(1)))`],
    ["s.scaleByLearningRate(s.linearWarmup({ peak: 0.05, warmupSteps: 0 }))"],
    ["s.scaleByLearningRate(s.withWarmup(s.constantSchedule(0.05), { warmupSteps: 0 }))"],
    ["s.scaleByLearningRate(s.warmupStableDecay({ peak: 0.05, decayFactor: 0 }))"],
    ["s.scaleByLearningRate(s.cosineDecay({ peak: 0.05, endFactor: 1 }))"],
    ["s.baseOptimizer({ lr: 0.05, momentum: 0 })"],
  ])("%s", async (neutral) => {
    expect(await pathOf(neutral, bowl)).toEqual(await pathOf(rate, bowl));
  });

  test("an average that never moves evaluates the first parameters", async () => {
    const { evaluated, path } = await trainOn(
      submission(`s.chain(${rate}, s.averageExponentially({ decay: 1, debias: false }))`),
      bowl,
      { steps: 5 },
    );
    expect(evaluated).toEqual(path[0]);
  });
});

describe("clipping", () => {
  test("to a norm of 0 gives 0, of a zero gradient, too", async () => {
    for (const gradient of [
      [0, 0, 0],
      [3, -4, 0],
    ]) {
      for (const clip of ["s.clipByGlobalNorm(0)", "s.clipByValue(0)", "s.clipAdaptively({ limit: 0 })"]) {
        const path = await pathOf(`s.chain(${clip}, ${rate})`, constantGradient(gradient), 2);
        expect(path.at(-1)).toEqual([1, 1, 1]);
      }
    }
  });

  test("of a zero gradient gives 0 at any limit", async () => {
    for (const limit of ["1e-30", "1", "1e30", infinity]) {
      const path = await pathOf(
        `s.chain(s.clipByGlobalNorm(${limit}), ${rate})`,
        constantGradient([0, 0]),
        2,
      );
      expect(path.at(-1)).toEqual([1, 1]);
    }
  });

  test("does not hide a gradient that is not finite", async () => {
    for (const limit of ["0", "1", infinity]) {
      const path = await pathOf(
        `s.chain(s.clipByGlobalNorm(${limit}), ${rate})`,
        constantGradient([Number.NaN, 1]),
        1,
      );
      expect(path.at(-1)?.[0]).toBeNaN();
    }
  });
});

describe("addScaled, ema and clip", () => {
  test("take a Scalar where they take a number", async () => {
    const own = (expression: string) => `s.chain(s.stateless((g, { params }) => ${expression}), ${rate})`;
    for (const [number, scalar] of [
      ["s.addScaled(g, params, 0.25)", "s.addScaled(g, params, s.scalar(0.25))"],
      [
        "s.addScaled(g, params, 0.25)",
        "s.addScaled(g, params, s.div(s.globalNorm(g), s.mul(s.globalNorm(g), 4)))",
      ],
      ["s.ema(g, params, 0.5)", "s.ema(g, params, s.scalar(0.5))"],
      ["s.clip(g, -0.5, 0.25)", "s.clip(g, s.scalar(-0.5), s.scalar(0.25))"],
    ] as const) {
      const [expected, path] = [await pathOf(own(number), bowl), await pathOf(own(scalar), bowl)];
      path.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(expected.flat()[i] ?? Number.NaN, 5);
      });
    }
  });
});

describe("mechanic's betas", () => {
  /** Algorithm 1 around plain SGD in numbers: one parameter vector, tuners `betas`. */
  function expectedPath(betas: readonly number[], steps: number): number[][] {
    const [h, start] = [
      [1, 10, 0.3],
      [1, -1, 2],
    ];
    const minimum = [0.2, 0.1, -0.4];
    const [sDecay, sInit, eps, lr] = [0.01, 0.003, 1e-6, 0.5];
    let p = [...start];
    let delta = start.map(() => 0);
    const tuners = betas.map((beta) => ({ beta, s: 0, m: 1e-6, v: 0, r: 0 }));
    const norm = (x: readonly number[]) => Math.hypot(...x);
    const path = [p];
    for (let k = 1; k <= steps; k++) {
      const g = p.map((value, i) => (h[i] ?? 0) * (value - (minimum[i] ?? 0)));
      const moved = p.map((value, i) => value - lr * (g[i] ?? 0));
      const scale = tuners.reduce((sum, { s }) => sum + s, 0);
      const pull = (sDecay * scale * norm(g)) / (norm(moved) + eps);
      const product = delta.reduce((sum, d, i) => sum + d * ((g[i] ?? 0) + pull * (moved[i] ?? 0)), 0);
      delta = delta.map((d, i) => d - lr * (g[i] ?? 0));
      for (const tuner of tuners) {
        tuner.m = Math.max(tuner.beta * tuner.m, Math.abs(product));
        tuner.v = tuner.beta ** 2 * tuner.v + product ** 2;
        tuner.r = Math.max(0, tuner.beta * tuner.r - tuner.s * product);
        tuner.s = ((tuner.m * sInit) / betas.length + tuner.r) / (Math.sqrt(tuner.v) + eps);
      }
      const sum = Math.max(
        0,
        tuners.reduce((all, { s }) => all + s, 0),
      );
      p = start.map((value, i) => value + sum * (delta[i] ?? 0));
      path.push(p);
    }
    return path;
  }
  const point = {
    base: "sgd",
    lr: 0.5,
    weight_decay: 0,
    s_decay: 0.01,
    s_init: 0.003,
    eps: 1e-6,
    m_init: 1e-6,
  };
  const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);

  test.each([["0.5"], ["0.9, 0.99"], ["0.9,0.99,0.999,0.9999,0.99999,0.999999"]])(
    "%s reach its tuners (Cutkosky, Defazio & Mehta 2023, algorithm 1)",
    async (betas) => {
      const steps = 20;
      const expected = expectedPath(betas.split(",").map(Number), steps);
      const { path } = await trainOn("mechanic", loss, { steps, point: { ...point, momentum: 0, betas } });
      path.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(expected.flat()[i] ?? Number.NaN, 3);
      });
    },
  );

  test("other betas make another path", async () => {
    const lasts: (readonly number[])[] = [];
    for (const betas of ["0.5", "0.9, 0.99"]) {
      lasts.push((await trainOn("mechanic", loss, { steps: 20, point: { ...point, betas } })).last);
    }
    expect(lasts[0]).not.toEqual(lasts[1]);
  });
});

describe("no gradient at all", () => {
  /** A matrix, a vector and a scalar, of a loss that depends on none. */
  const flat: AnalyticLoss = {
    parameters: [
      { kind: "weight", shape: [4, 3], start: Array.from({ length: 12 }, (_, i) => 0.1 * (i - 5)) },
      { kind: "bias", shape: [3], start: [0, 0.5, -0.5] },
      { kind: "output_weight", shape: [3, 2], start: [0.1, -0.2, 0.3, -0.4, 0.5, -0.6] },
      { kind: "norm_scale", shape: [2], start: [1, 1] },
    ],
    examples: 16,
    batchSize: 4,
    at: () => ({ loss: 1, gradient: Array.from({ length: 23 }, () => 0) }),
  };

  // Trajectories' losses are of classes, which this one is not.
  test.each(names.filter((name) => !["saf"].includes(name)))("leaves %s finite", async (name) => {
    const { hyperparameters } = await readManifest(sourceOf(name), await loadEngine());
    const { path, evaluated } = await trainOn(name, flat, { steps: 4, point: middlePoint(hyperparameters) });
    for (const value of [...path.flat(), ...evaluated]) expect(value).toSatisfy(Number.isFinite);
  });
});

describe("a look-up table with more rows than matrix functions take", () => {
  const start = Array.from({ length: 2100 * 4 + 12 + 3 }, (_, i) => 0.1 * Math.sin(1 + i));
  /** Two of the table's rows have a gradient, those of a batch; so have a matrix and a vector behind it. */
  const table: AnalyticLoss = {
    parameters: [
      { kind: "embedding", shape: [2100, 4], start: start.slice(0, 8400) },
      { kind: "weight", shape: [4, 3], start: start.slice(8400, 8412) },
      { kind: "bias", shape: [3], start: start.slice(8412) },
    ],
    examples: 8,
    batchSize: 2,
    at(p, example) {
      const isUsed = (i: number) => i >= 8400 || Math.floor(i / 4) === 300 * example;
      const gradient = p.map((value, i) => (isUsed(i) ? value - 0.05 : 0));
      return { loss: gradient.reduce((sum, gap) => sum + 0.5 * gap * gap, 0), gradient };
    },
  };

  // Of two entries of one algorithm the external one; trajectories' losses are of classes, which this one is not.
  const tried = names.filter(
    (name) => name !== "saf" && !(name.endsWith("_self") && names.includes(name.slice(0, -"_self".length))),
  );
  test.each(tried)("is trained by %s", async (name) => {
    const { hyperparameters } = await readManifest(sourceOf(name), await loadEngine());
    const { path } = await trainOn(name, table, { steps: 3, point: middlePoint(hyperparameters) });
    expect(path.flat().every(Number.isFinite)).toBe(true);
  });
});
