import { describe, expect, test } from "vitest";
import { ask } from "./testing/ask.ts";
import { softmaxExamples, softmaxWorkload } from "./testing/softmaxWorkload.ts";

const features = softmaxExamples.map((example) => example.features);
const all = features.flat();
const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
const deviation = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length);

function shares(kernel: readonly number[], x: readonly number[]): number[] {
  const logits = [0, 1, 2, 3].map((k) =>
    x.reduce((sum, value, i) => sum + value * (kernel[4 * i + k] ?? 0), 0),
  );
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((sum, e) => sum + e, 0);
  return exponentials.map((e) => e / total);
}

const meanLoss = (kernel: readonly number[], inputs: readonly (readonly number[])[]): number =>
  inputs.reduce(
    (sum, x, row) => sum - Math.log(shares(kernel, x)[softmaxExamples[row]?.label ?? 0] ?? 0) / inputs.length,
    0,
  );

/** The gradient of an example's loss by its inputs: W(p − y). */
const slope = (kernel: readonly number[], x: readonly number[], row: number): number[] => {
  const p = shares(kernel, x);
  return x.map((_, i) =>
    p.reduce(
      (sum, share, k) =>
        sum + (share - (k === softmaxExamples[row]?.label ? 1 : 0)) * (kernel[4 * i + k] ?? 0),
      0,
    ),
  );
};

/** Steps of projected gradient ascent, by hand in float64. */
function ascended(
  kernel: readonly number[],
  options: { radius: number; stepSize: number; steps: number; norm: string },
) {
  return features.map((clean, row) => {
    let x = [...clean];
    for (let step = 0; step < options.steps; step++) {
      const g = slope(kernel, x, row);
      const length = (of: readonly number[]) => Math.sqrt(of.reduce((sum, v) => sum + v * v, 0) / of.length);
      const moved = x.map((value, i) => {
        const along = options.norm === "infinity" ? Math.sign(g[i] ?? 0) : (g[i] ?? 0) / length(g);
        return value - (clean[i] ?? 0) + along * options.stepSize * deviation;
      });
      const most = options.radius * deviation;
      const back =
        options.norm === "infinity"
          ? moved.map((change) => Math.max(-most, Math.min(most, change)))
          : moved.map((change) => change * Math.min(1, most / length(moved)));
      x = clean.map((value, i) => value + (back[i] ?? 0));
    }
    return x;
  });
}

describe("perturb", () => {
  test.each([
    ["{ radius: 0.2 }", { radius: 0.2, stepSize: 0.2, steps: 1, norm: "infinity" }],
    ["{ radius: 0.2, steps: 5 }", { radius: 0.2, stepSize: 0.1, steps: 5, norm: "infinity" }],
    [
      '{ radius: 0.3, steps: 3, stepSize: 0.25, norm: "euclidean" }',
      { radius: 0.3, stepSize: 0.25, steps: 3, norm: "euclidean" },
    ],
  ])("%s moves inputs as by hand, in standard deviations of the clean ones", async (options, byHand) => {
    const { said, record } = await ask(`
      const moved = ctx.perturb(ctx.batch, ${options});
      await say(ctx.params); await say(ctx.loss(ctx.params, ctx.batch)); await say(ctx.loss(ctx.params, moved));
      await say(ctx.lossAndGrad(ctx.params, moved).loss);`);
    const [kernel = [], [clean = 0] = [], [loss = 0] = [], [same = 0] = []] = said;
    expect(clean).toBeCloseTo(meanLoss(kernel, features), 5);
    expect(loss).toBeCloseTo(meanLoss(kernel, ascended(kernel, byHand)), 4);
    expect(same).toBeCloseTo(loss, 6);
    expect(loss).toBeGreaterThan(clean);
    expect(record.totals).toMatchObject({ gradientEvaluations: byHand.steps + 1, lossEvaluations: 2 });
  });

  test("the loss is taken at other parameters where they are given", async () => {
    const { said } = await ask(`
      const other = mul(ctx.params, -1);
      await say(ctx.params); await say(ctx.loss(other, ctx.perturb(ctx.batch, { radius: 0.2, params: other })));`);
    const [kernel = [], [loss = 0] = []] = said;
    const other = kernel.map((value) => -value);
    const options = { radius: 0.2, stepSize: 0.2, steps: 1, norm: "infinity" };
    expect(loss).toBeCloseTo(meanLoss(other, ascended(other, options)), 4);
  });

  test("replayed from a capture, each batch is counted from its own inputs", async () => {
    const lines = `
      for (let n = 0; n < 8; n += 2) {
        const part = ctx.take(ctx.batch, [n, n + 1]);
        await say(ctx.loss(ctx.params, ctx.perturb(part, { radius: 0.2, steps: 3 })));
      }`;
    const [plain, captured] = [await ask(lines), await ask(lines, softmaxWorkload(), "wasm")];
    expect(new Set(plain.said.flat()).size).toBe(4);
    plain.said.flat().forEach((loss, n) => {
      expect(captured.said[n]?.[0]).toBeCloseTo(loss, 5);
    });
  });

  test("the batch itself stays as it is, also when others have pushed it off the device", async () => {
    const { said } = await ask(`
      const moved = ctx.perturb(ctx.batch, { radius: 0.5 });
      const before = ctx.loss(ctx.params, moved);
      for (let n = 0; n < 40; n++) ctx.loss(ctx.params, ctx.take(ctx.batch, [n % 8]));
      await say(ctx.loss(ctx.params, ctx.batch)); await say(before); await say(ctx.loss(ctx.params, moved));`);
    const [clean = [], before, after] = said;
    expect(after).toEqual(before);
    expect(clean[0]).toBeLessThan(before?.[0] ?? 0);
  });

  test.each([
    ["ctx.perturb(ctx.batch, {});", "perturb: `radius` must be a finite number > 0, but it is missing"],
    ["ctx.perturb(ctx.batch, { radius: -1 });", "perturb: `radius` must be a finite number > 0, not -1"],
    [
      "ctx.perturb(ctx.batch, { radius: 1, steps: 0 });",
      "perturb: `steps` must be a whole number ≥ 1, not 0",
    ],
    ['ctx.perturb(ctx.batch, { radius: 1, norm: "one" });', "perturb: `norm` must be"],
    [
      "ctx.perturb(ctx.batch, { radius: 1, stepSize: Infinity });",
      "perturb: `stepSize` must be a finite number > 0",
    ],
    [
      "ctx.take(ctx.perturb(ctx.batch, { radius: 1 }), [0]);",
      "take: take and put together first, then perturb",
    ],
    [
      "ctx.loss(ctx.params, ctx.batch, { perturb: { radius: 1 } });",
      "stepSize must be a finite number above 0",
    ],
  ])("refuses %s", async (line, reason) => {
    const { record } = await ask(line);
    expect(record.outcome.kind === "failed" ? record.outcome.reason : "").toContain(reason);
  });
});
