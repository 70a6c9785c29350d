import { type GoldenNetwork, goldenNetworkSchema } from "@steepest/core/harness/goldenNetwork.ts";
import { goldenTrajectorySchema } from "@steepest/core/harness/goldenTrajectory.ts";
import { traceSubmission } from "@steepest/core/harness/traceSubmission.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { denseNetwork } from "./denseNetwork.ts";

const [features, hidden, classes, examples] = [3, 4, 3, 6];
const waves = (count: number, at: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => Math.fround(at(i)));
const network: GoldenNetwork = goldenNetworkSchema.parse({
  format: "golden-network/1",
  name: "network-n",
  layers: [
    { name: "hidden", units: hidden, activation: "tanh" },
    { name: "output", units: classes },
  ],
  data: {
    inputs: Array.from({ length: examples }, (_, row) => waves(features, (i) => 1.5 * Math.cos(2 * row + i))),
    labels: [0, 1, 2, 2, 1, 0],
  },
  p0: waves(31, (i) => 0.8 * Math.sin(1 + 1.7 * i)),
});

// The same network in float64 and by hand: p has weight [3, 4] and bias of the hidden layer, then weight [4, 3] and bias of the output.
type Numbers = readonly number[];
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const sum = (values: Numbers) => values.reduce((all, value) => all + value, 0);
const mean = (values: Numbers) => sum(values) / values.length;
const at = (values: Numbers, i: number) => values[i] ?? Number.NaN;
const parts = (p: Numbers) => [p.slice(0, 12), p.slice(12, 16), p.slice(16, 28), p.slice(28)] as const;
const affine = (x: Numbers, weight: Numbers, bias: Numbers) =>
  bias.map((b, unit) => b + sum(x.map((value, i) => value * at(weight, i * bias.length + unit))));
const hiddenOf = (p: Numbers, x: Numbers) => affine(x, parts(p)[0], parts(p)[1]).map(Math.tanh);
const outputOf = (p: Numbers, h: Numbers) => affine(h, parts(p)[2], parts(p)[3]);
const logitsOf = (p: Numbers, x: Numbers) => outputOf(p, hiddenOf(p, x));
const softmax = (z: Numbers) => {
  const each = z.map((one) => Math.exp(one));
  return each.map((one) => one / sum(each));
};
const crossEntropy = (z: Numbers, label: number) => -Math.log(at(softmax(z), label));
const inputOf = (example: number) => network.data.inputs[example] ?? [];
const labelOf = (example: number) => at(network.data.labels, example);
const lossOf = (p: Numbers, example: number) => crossEntropy(logitsOf(p, inputOf(example)), labelOf(example));
const slope = (f: (p: Numbers) => number, p: Numbers, h = 1e-5) =>
  p.map((_, i) => {
    const moved = (by: number) => f(p.map((value, j) => (j === i ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
const blockOf = (i: number) => (i < 16 ? 0 : 1);

/** As docs/golden.md states them. */
const uniform = (k: number, i: number) => (0.37 * k + 0.618 * i + 0.0005) % 1;
const normal = (k: number, i: number) => Math.SQRT2 * Math.cos(0.9 * k + 2.1 * i);

const size = 4;
/** The examples of step k's batch. */
const batchOf = (k: number, count = size) => range(count).map((j) => ((k - 1) * count + j) % examples);
const meanSlope = (p: Numbers, batch: Numbers) => slope((q) => mean(batch.map((one) => lossOf(q, one))), p);
/** The labels that a batch is given at p by uniform numbers of step k, from number `first` on. */
const labelsAt = (p: Numbers, batch: Numbers, k: number, first: number) =>
  batch.map((example, j) => {
    let passed = 0;
    const ends = softmax(logitsOf(p, inputOf(example))).map((share) => (passed += share));
    return ends.filter((end) => end <= uniform(k, first + j)).length;
  });
/** The mean loss at q of a batch with these labels. */
const labelled = (q: Numbers, batch: Numbers, labels: Numbers) =>
  mean(batch.map((one, j) => crossEntropy(logitsOf(q, inputOf(one)), at(labels, j))));
const sampled = (p: Numbers, batch: Numbers, k: number, first: number) => {
  const labels = labelsAt(p, batch, k, first);
  return slope((q) => labelled(q, batch, labels), p);
};
/** Systematic sampling of `count` rows by their lengths: each that is kept, and what its signal is multiplied by. */
function chosen(lengths: Numbers, count: number, offset: number): readonly (readonly [number, number])[] {
  // Who would be kept more than once is kept for certain, and the others' chances are raised.
  const certain = new Set<number>();
  const chance = (j: number): number =>
    certain.has(j)
      ? 1
      : ((count - certain.size) * at(lengths, j)) / sum(lengths.filter((_, i) => !certain.has(i)));
  const rows = range(lengths.length);
  for (let sure = rows.find((j) => chance(j) > 1); sure !== undefined; sure = rows.find((j) => chance(j) > 1))
    certain.add(sure);
  let passed = 0;
  const ends = rows.map((j) => (passed += chance(j)));
  return range(count).map((j) => {
    const row = ends.filter((end) => end <= j + offset).length;
    return [row, 1 / chance(row)];
  });
}
const norm = (values: Numbers) => Math.sqrt(sum(values.map((value) => value * value)));

/** Inputs of a batch, moved uphill by a tenth of their deviation. */
const perturbed = (p: Numbers, batch: Numbers, norm: string) => {
  const all = batch.flatMap(inputOf);
  const deviation = Math.sqrt(mean(all.map((x) => (x - mean(all)) * (x - mean(all)))));
  return batch.map((example) => {
    const uphill = slope((x) => crossEntropy(logitsOf(p, x), labelOf(example)), inputOf(example));
    const length = Math.sqrt(mean(uphill.map((one) => one * one)));
    return inputOf(example).map((x, i) => {
      const along = norm === "infinity" ? Math.sign(at(uphill, i)) : at(uphill, i) / length;
      return x + 0.1 * deviation * along;
    });
  });
};
const ofInputs = (p: Numbers, batch: Numbers, inputs: readonly Numbers[]) =>
  slope(
    (q) => mean(batch.map((example, j) => crossEntropy(logitsOf(q, inputs[j] ?? []), labelOf(example)))),
    p,
  );
const divergence = (z: Numbers, other: Numbers, temperature: number) => {
  const [ours, theirs] = [z, other].map((one) => softmax(one.map((value) => value / temperature)));
  return sum((theirs ?? []).map((share, i) => share * Math.log(share / at(ours ?? [], i))));
};

interface Item {
  /** What a step makes of `ctx`: `grads` is what is followed. */
  readonly code: string;
  /** The same from p at step k, by hand. */
  readonly expected: (p: Numbers, k: number) => Numbers;
}

const items: Readonly<Record<string, Item>> = {
  "the batches are the file's examples in order": {
    code: "const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch);",
    expected: (p, k) => meanSlope(p, batchOf(k)),
  },
  "weights, one for each example": {
    code: "const weights = ctx.perExampleLoss(ctx.params, ctx.batch); const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { weights });",
    expected(p, k) {
      const weights = batchOf(k).map((example) => lossOf(p, example));
      return slope((q) => mean(batchOf(k).map((one, j) => at(weights, j) * lossOf(q, one))), p);
    },
  },
  "inputs perturbed by sign": {
    code: "const { grads } = ctx.lossAndGrad(ctx.params, ctx.perturb(ctx.batch, { radius: 0.1 }));",
    expected: (p, k) => ofInputs(p, batchOf(k), perturbed(p, batchOf(k), "infinity")),
  },
  "inputs perturbed along their gradient": {
    code: 'const { grads } = ctx.lossAndGrad(ctx.params, ctx.perturb(ctx.batch, { radius: 0.1, norm: "euclidean" }));',
    expected: (p, k) => ofInputs(p, batchOf(k), perturbed(p, batchOf(k), "euclidean")),
  },
  "labels sampled by the file's uniform numbers, pass after pass": {
    code: `const first = ctx.lossAndGrad(ctx.params, ctx.batch, { labels: "sampled" }).grads;
      const second = ctx.lossAndGrad(ctx.params, ctx.batch, { labels: "sampled" }).grads;
      const grads = addScaled(first, second, 2);`,
    expected(p, k) {
      const second = sampled(p, batchOf(k), k, size);
      return sampled(p, batchOf(k), k, 0).map((one, i) => one + 2 * at(second, i));
    },
  },
  "labels sampled by a stated draw": {
    code: 'const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { labels: "sampled", draw: 7 });',
    expected: (p, k) => sampled(p, batchOf(k), 7, 0),
  },
  "the Hessian of sampled labels": {
    code: 'const grads = ctx.hvp(ctx.params, ctx.batch, ctx.params, { labels: "sampled" });',
    expected(p, k) {
      // Labels as at p: they are drawn once.
      const labels = labelsAt(p, batchOf(k), k, 0);
      const loss = (q: Numbers) => labelled(q, batchOf(k), labels);
      const along = (by: number) =>
        slope(
          loss,
          p.map((value) => value * (1 + by)),
          1e-4,
        );
      const behind = along(-1e-3);
      return along(1e-3).map((ahead, i) => (ahead - at(behind, i)) / 2e-3);
    },
  },
  "labels predicted at other parameters": {
    code: `const labels = { predictedBy: mul(ctx.params, 0.5), temperature: 2, weight: 3, given: 0.5 };
      const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { labels });`,
    expected(p, k) {
      const half = p.map((value) => value / 2);
      const loss = (q: Numbers, one: number) =>
        3 * divergence(logitsOf(q, inputOf(one)), logitsOf(half, inputOf(one)), 2) + 0.5 * lossOf(q, one);
      return slope((q) => mean(batchOf(k).map((one) => loss(q, one))), p);
    },
  },
  "Gauss and Newton's curvature": {
    code: 'const grads = ctx.hvp(ctx.params, ctx.batch, ctx.params, { curvature: "gaussNewton" });',
    expected(p, k) {
      const each = batchOf(k).map((one) => {
        const jacobian = range(classes).map((c) => slope((q) => at(logitsOf(q, inputOf(one)), c), p));
        const along = jacobian.map((row) => sum(row.map((value, i) => value * at(p, i))));
        const shares = softmax(logitsOf(p, inputOf(one)));
        const middle = sum(shares.map((share, c) => share * at(along, c)));
        const curved = shares.map((share, c) => share * (at(along, c) - middle));
        return p.map((_, i) => sum(curved.map((value, c) => value * at(jacobian[c] ?? [], i))));
      });
      return p.map((_, i) => mean(each.map((one) => at(one, i))));
    },
  },
  "blocks, which leaves tell": {
    code: `const { grads: all } = ctx.lossAndGrad(ctx.params, ctx.batch);
      const grads = mapLeaves(all, (one, { block }) => mul(one, 1 + 2 * block));`,
    expected: (p, k) => meanSlope(p, batchOf(k)).map((one, i) => one * (1 + 2 * blockOf(i))),
  },
  "blocks with heads of their own": {
    code: `const [[features, classes]] = ctx.localShapes;
      const heads = reshape(mul(leaf(ctx.params, 2), 0.5), [features, classes]);
      const { grads: own, local } = ctx.lossAndGrad(ctx.params, ctx.batch, { local: heads });
      const grads = mapLeaves(own, (one, { index }) => index === 2 ? add(one, local) : one);`,
    expected(p, k) {
      const head = parts(p)[2].map((value) => value / 2);
      const ofHead = (q: Numbers, by: Numbers) =>
        mean(
          batchOf(k).map((one) =>
            crossEntropy(affine(hiddenOf(q, inputOf(one)), by, [0, 0, 0]), labelOf(one)),
          ),
        );
      const [first, second] = [slope((q) => ofHead(q, head), p), slope((by) => ofHead(p, by), head)];
      const last = meanSlope(p, batchOf(k));
      return p.map((_, i) => (blockOf(i) === 0 ? at(first, i) : at(last, i) + (second[i - 16] ?? 0)));
    },
  },
  "examples dropped on the way back": {
    code: `const { grads: some, signals } = ctx.lossAndGrad(ctx.params, ctx.batch, { keep: [0.5] });
      const grads = mul(some, globalSum(signals));`,
    expected(p, k) {
      const batch = batchOf(k);
      const lengths = batch.map((one) => {
        return norm(
          slope((h) => crossEntropy(outputOf(p, h), labelOf(one)) / size, hiddenOf(p, inputOf(one))),
        );
      });
      const kept = chosen(lengths, 2, uniform(k, 0));
      const all = meanSlope(p, batch);
      const some = slope((q) => sum(kept.map(([j, weight]) => (weight * lossOf(q, at(batch, j))) / size)), p);
      return p.map((_, i) => sum(lengths) * (blockOf(i) === 0 ? at(some, i) : at(all, i)));
    },
  },
  "noise on what layers give": {
    code: "const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise: 0.3 });",
    expected(p, k) {
      const noise = (j: number, unit: number, layer: number) =>
        normal(k, layer === 0 ? j * hidden + unit : size * hidden + j * classes + unit);
      const [first, firstBias, last, lastBias] = parts(p);
      const passes = batchOf(k).map((one, j) => {
        const x = inputOf(one);
        const h = affine(x, first, firstBias).map((value, u) => Math.tanh(value + 0.3 * noise(j, u, 0)));
        const z = affine(h, last, lastBias).map((value, u) => value + 0.3 * noise(j, u, 1));
        return { x, h, loss: crossEntropy(z, labelOf(one)) };
      });
      const middle = mean(passes.map(({ loss }) => loss));
      const estimate = (of: (pass: (typeof passes)[number], j: number) => number) =>
        sum(passes.map((pass, j) => ((pass.loss - middle) * of(pass, j)) / ((size - 1) * 0.3)));
      return [
        ...range(12).map((i) =>
          estimate(({ x }, j) => at(x, Math.floor(i / hidden)) * noise(j, i % hidden, 0)),
        ),
        ...range(hidden).map((unit) => estimate((_, j) => noise(j, unit, 0))),
        ...range(12).map((i) =>
          estimate(({ h }, j) => at(h, Math.floor(i / classes)) * noise(j, i % classes, 1)),
        ),
        ...range(classes).map((unit) => estimate((_, j) => noise(j, unit, 1))),
      ];
    },
  },
  "feedback through other weights": {
    code: "const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: ctx.rng.normal(ctx.params) });",
    expected(p, k) {
      const batch = batchOf(k);
      const exact = meanSlope(p, batch);
      const back = batch.map((one) => {
        const h = hiddenOf(p, inputOf(one));
        const delta = softmax(outputOf(p, h)).map((share, c) => share - (c === labelOf(one) ? 1 : 0));
        // Number i of rng.normal is counted over all parameters: the output's weight begins at 16.
        return h.map(
          (value, u) => (1 - value * value) * sum(delta.map((d, c) => d * normal(k, 16 + u * classes + c))),
        );
      });
      const ofFirst = (i: number) =>
        mean(batch.map((one, j) => at(inputOf(one), Math.floor(i / hidden)) * at(back[j] ?? [], i % hidden)));
      return exact.map((one, i) => {
        if (i >= 16) return one;
        return i < 12 ? ofFirst(i) : mean(back.map((units) => at(units, i - 12)));
      });
    },
  },
};

const source = (code: string, more = "") => ({
  entry: "a.ts",
  files: {
    "a.ts": `import { add, addScaled, defineSubmission, globalSum, leaf, mapLeaves, mul, reshape } from "steepest";
export default defineSubmission({
  name: "traced", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init: () => null, ${more}
  update(ctx) { ${code} return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr) }; },
});`,
  },
});

async function trace(
  submission: ReturnType<typeof source>,
  expected: Item["expected"],
  settings: object = { lr: 0.3, bs: size },
  traced = network,
) {
  const steps = [1, 2, 3];
  let p: Numbers = traced.p0;
  const checkpoints = steps.map((step) => {
    const by = expected(p, step);
    p = p.map((value, i) => value - 0.3 * at(by, i));
    return { step, train: p };
  });
  const golden = goldenTrajectorySchema.parse({
    ...{ format: "golden-trajectory/1", optimizer: "traced", problem: traced.name, tolerance: 1e-5 },
    ...{ hyperparameters: settings, checkpoints },
  });
  const problem = { ...traced, ...denseNetwork(traced) };
  return traceSubmission(submission, golden, problem, { engine: await loadEngine() });
}

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  test.each(Object.entries(items))("%s", async (_, { code, expected }) => {
    await openBackend(backend);
    const { numTensors } = memory();
    const report = await trace(source(code), expected);
    expect(report.checkpoints.map(({ train }) => train.error)).toEqual([
      expect.closeTo(0, 5),
      expect.closeTo(0, 5),
      expect.closeTo(0, 5),
    ]);
    expect(report).toMatchObject({ within: true, unread: {} });
    expect(memory().numTensors).toBe(numTensors);
  });
});

test("the submission's batchSize is the size, whatever the file's, and what only it reads is read", async () => {
  await openBackend("cpu");
  const descent = "const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch);";
  const chooses = source(descent, "batchSize: (limits, hp) => Math.min(limits.max, hp.examples),");
  const two = await trace(chooses, (p, k) => meanSlope(p, batchOf(k, 2)), { lr: 0.3, bs: 4, examples: 2 });
  expect(two).toMatchObject({ within: true, unread: {} });
  const all = await trace(source(descent), (p, k) => meanSlope(p, batchOf(k, examples)), { lr: 0.3 });
  expect(all).toMatchObject({ within: true, unread: {} });
});

test("a checkpoint's loss is the mean over all examples", async () => {
  await openBackend("cpu");
  const report = await trace(source("const grads = ctx.params;"), (p) => p);
  const [first] = report.checkpoints;
  const p = network.p0.map((value) => 0.7 * value);
  expect(first?.loss).toBeCloseTo(mean(range(examples).map((one) => lossOf(p, one))), 5);
});

test("a single layer has no edge for heads, or to drop examples at", async () => {
  await openBackend("cpu");
  const single = goldenNetworkSchema.parse({
    ...network,
    layers: [{ name: "output", units: classes }],
    p0: network.p0.slice(0, 12),
  });
  const { loaded, parameterSpecs } = denseNetwork(single);
  expect(loaded).toMatchObject({ localShapes: [], takesFeedback: true, noisyOutputs: classes });
  expect(loaded.dropping).toBeUndefined();
  expect(parameterSpecs.map(({ kind, block }) => [kind, block])).toEqual([
    ["output_weight", 0],
    ["bias", 0],
  ]);
});

test("at several edges offsets are drawn from the last edge back", async () => {
  await openBackend("cpu");
  const deep = goldenNetworkSchema.parse({
    ...network,
    layers: [
      { name: "first", units: 2, activation: "tanh" },
      { name: "second", units: 2, activation: "tanh" },
      { name: "output", units: classes },
    ],
    p0: waves(23, (i) => 0.8 * Math.sin(1 + 1.7 * i)),
  });
  // Blocks of 8, 6 and 9 parameters.
  const secondOf = (p: Numbers, h: Numbers) => affine(h, p.slice(8, 12), p.slice(12, 14)).map(Math.tanh);
  const firstOf = (p: Numbers, x: Numbers) => affine(x, p.slice(0, 6), p.slice(6, 8)).map(Math.tanh);
  const behind = (p: Numbers, h: Numbers, example: number) =>
    crossEntropy(affine(h, p.slice(14, 20), p.slice(20)), labelOf(example)) / examples;
  const after = (p: Numbers, h: Numbers, example: number) => behind(p, secondOf(p, h), example);
  const loss = (p: Numbers, example: number) => after(p, firstOf(p, inputOf(example)), example);
  const expected = (p: Numbers, k: number) => {
    const each = range(examples);
    const lengths = each.map((one) =>
      norm(slope((h) => behind(p, h, one), secondOf(p, firstOf(p, inputOf(one))))),
    );
    const left = chosen(lengths, 3, uniform(k, 0));
    const lengthsLeft = each.map((one) => {
      const weight = left.find(([j]) => j === one)?.[1] ?? 0;
      return weight * norm(slope((h) => after(p, h, one), firstOf(p, inputOf(one))));
    });
    const last = chosen(lengthsLeft, 1, uniform(k, 1));
    const weightOf = (row: number) => left.find(([j]) => j === row)?.[1] ?? Number.NaN;
    const whole = slope((q) => sum(each.map((one) => loss(q, one))), p);
    const middle = slope((q) => sum(left.map(([j, weight]) => weight * loss(q, j))), p);
    const first = slope((q) => sum(last.map(([j, weight]) => weight * weightOf(j) * loss(q, j))), p);
    return p.map((_, i) => at(i < 8 ? first : i < 14 ? middle : whole, i));
  };
  const code = "const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { keep: [0.1, 0.5] });";
  expect(await trace(source(code), expected, { lr: 0.3 }, deep)).toMatchObject({ within: true });
});
