import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { tinyWorkload } from "../harness/testing/tinyWorkload.ts";
import { sgdSource, trialOptions } from "../harness/testing/trialFixture.ts";
import type { LabReport, LabResult } from "../schema/labFile.ts";
import { createBench } from "./createBench.ts";
import type { Instrument, LabAsk } from "./instrument.ts";
import { kneeOf } from "./instruments/batchSize.ts";
import { boundary, boxCounts, dimensionOf } from "./instruments/boundary.ts";
import { compare } from "./instruments/compare.ts";
import { barrierOf, connect } from "./instruments/connect.ts";
import { curvature, edgeOf } from "./instruments/curvature.ts";
import { energy } from "./instruments/energy.ts";
import { effectiveRankShare, features, withinOverBetween } from "./instruments/features.ts";
import { forecast, forecastErrors } from "./instruments/forecast.ts";
import { filterDirection, landscape, principalPlane } from "./instruments/landscape.ts";
import { scaling } from "./instruments/scaling.ts";
import { sensitivity } from "./instruments/sensitivity.ts";
import { above, leadOf, spikes, startsOf } from "./instruments/spikes.ts";
import { endsOf, tradeoff } from "./instruments/tradeoff.ts";
import { coverageOfThree, variance } from "./instruments/variance.ts";
import { instruments } from "./instruments.ts";
import { lanczos } from "./lanczos.ts";
import { exponentRange, fitPowerLaw, type PowerLaw, valueAt } from "./powerLaw.ts";

// Linear regression (tinyWorkload): the Hessian of the mean loss is 2XᵀX/n everywhere, so all that is measured has a closed form.
const inputs = 4;
const draws = normal(keyFromSeed(7), 64 * inputs);
const hessian = Array.from({ length: inputs }, (_, i) =>
  Array.from({ length: inputs }, (_, j) =>
    Array.from(
      { length: 64 },
      (_, at) => (2 / 64) * (draws[at * inputs + i] as number) * (draws[at * inputs + j] as number),
    ).reduce((sum, term) => sum + term, 0),
  ),
);
const { values: eigenvalues } = await lanczos(
  async (v) =>
    Float64Array.from(hessian, (row) => row.reduce((sum, h, at) => sum + h * (v[at] as number), 0)),
  inputs,
  inputs,
  keyFromSeed(1),
);
const largest = eigenvalues[0] as number;

const source = {
  entry: "sgd.ts",
  files: {
    "sgd.ts": `import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({
  name: "tiny_sgd",
  ruleset: "self",
  hyperparameters: [{ lr: 0.05, decay: 1e-6 }],
  init: () => ({}),
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr), modelState };
  },
});
`,
  },
};

async function look(
  instrument: Instrument,
  given: {
    readonly options?: Record<string, number[]>;
    readonly studies?: number;
    readonly lr?: number;
    readonly hyperparameters?: Record<string, number>;
    readonly words?: Record<string, string>;
    /** Examples in each batch. */
    readonly seen?: number;
    readonly joules?: () => number;
  } = {},
): Promise<{ ask: LabAsk; results: LabResult[]; report: LabReport }> {
  const backend = await openBackend("cpu");
  const tiny = tinyWorkload();
  const size = given.seen ?? tiny.card.batchSize.default;
  const workload = { ...tiny, card: { ...tiny.card, batchSize: { default: size, max: Math.max(size, 16) } } };
  const { engine, clock, environment, librarySha256 } = await trialOptions({ backend });
  const loaded = await workload.load(async () => new Uint8Array());
  const subject = {
    name: "tiny_sgd",
    version: "0".repeat(64),
    ruleset: "self" as const,
    hyperparameters: given.hyperparameters ?? { lr: given.lr ?? 0.05, decay: 1e-6 },
  };
  const defaults = Object.fromEntries(
    Object.entries(instrument.options).map(([name, option]) => [name, option.default]),
  );
  const words = Object.fromEntries(
    Object.entries(instrument.words ?? {}).map(([name, word]) => [name, word.default]),
  );
  const ask: LabAsk = {
    card: workload.card,
    subjects: [subject],
    studies: given.studies ?? 1,
    seed: 1,
    options: { ...defaults, ...given.options },
    words: { ...words, ...given.words },
  };
  const bench = createBench({
    engine,
    backend,
    clock,
    workload,
    loaded,
    read: async () => new Uint8Array(),
    subject,
    source,
    environment,
    prices: null,
    librarySha256,
    onProgress: () => {},
    ...(given.joules ? { joules: given.joules } : {}),
  });
  const results: LabResult[] = [];
  const { numTensors } = memory();
  for (const task of instrument.plan(ask))
    results.push({ task, finding: await instrument.measure(task, ask, bench) });
  expect(memory().numTensors).toBe(numTensors);
  return { ask, results, report: instrument.report(ask, results) };
}

test("curvature: the eigenvalues and trace of linear regression, the same along the whole of training", async () => {
  const { results, report } = await look(curvature, {
    options: { steps: [20], points: [3], examples: [64], lanczos: [8], traces: [8] },
  });
  const series = results[0]?.finding.series ?? {};
  expect(series["step"]).toEqual([0, 10, 20]);
  for (const value of series["largest"] ?? []) expect(value).toBeCloseTo(largest, 2);
  for (const value of series["smallest"] ?? []) expect(value).toBeCloseTo(eigenvalues.at(-1) as number, 2);
  const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
  for (const value of series["trace"] ?? [])
    expect(Math.abs((value as number) - trace)).toBeLessThan(0.5 * trace);
  const [none, ...edges] = series["edge"] ?? [];
  expect(none).toBe(null);
  for (const edge of edges) expect(edge).toBeCloseTo(2 / 0.05, 2);
  expect(report.lines[0]).toMatch(/at step 20 it was 0\.\d+ of 2\/η, which is 40\.0/);
  const [first, last] = [series["loss"]?.[0] as number, series["loss"]?.at(-1) as number];
  expect(last).toBeLessThan(first);
});

test("curvature: an update that is no multiple of its gradient has no edge", () => {
  const [before, gradient] = [Float32Array.of(1, 2), Float32Array.of(0.5, -1)];
  expect(edgeOf(before, Float32Array.of(1 - 0.05, 2 + 0.1), gradient)).toBeCloseTo(20, 4);
  expect(edgeOf(before, Float32Array.of(1 - 0.1, 2 + 0.1), gradient)).toBe(null);
  expect(edgeOf(before, before, gradient)).toBe(null);
});

test("curvature: after one step Adam's preconditioner is the size of each gradient", async () => {
  const { results } = await look(curvature, {
    hyperparameters: { lr: 1e-6, beta2: 0.99 },
    options: { steps: [1], points: [2], examples: [64], lanczos: [8], traces: [0], preconditioned: [1] },
    seen: 64,
  });
  const series = results[0]?.finding.series ?? {};
  // The first batch's gradient at 0, the whole set being one batch: −2 Σ y x / n.
  const labels = Array.from({ length: 64 }, (_, row) =>
    Array.from({ length: inputs }, (_, i) => (i + 1) * (draws[row * inputs + i] as number)).reduce(
      (a, b) => a + b,
      0,
    ),
  );
  const gradient = Array.from({ length: inputs }, (_, i) =>
    labels.reduce((sum, y, row) => sum - (2 / 64) * y * (draws[row * inputs + i] as number), 0),
  );
  const roots = gradient.map((g) => 1 / Math.sqrt(Math.abs(g) + 1e-8));
  const { values } = await lanczos(
    async (v) =>
      Float64Array.from(hessian, (row, i) =>
        row.reduce(
          (sum, h, j) => sum + h * (v[j] as number) * (roots[i] as number) * (roots[j] as number),
          0,
        ),
      ),
    inputs,
    inputs,
    keyFromSeed(1),
  );
  expect(series["preconditioned"]?.[0]).toBe(null);
  expect(series["preconditioned"]?.[1]).toBeCloseTo(values[0] as number, 2);
  // Plain gradient descent does not step along m̂/P.
  expect(series["preconditionedEdge"]).toEqual([null, null]);
});

test("sensitivity over widths: a workload that has one width says so", async () => {
  await expect(look(sensitivity, { options: { steps: [2], rates: [1], widths: [1, 2] } })).rejects.toThrow(
    /tiny has one width/,
  );
});

test("tradeoff: where a rate never changes, a run's way is the ends of shorter runs", async () => {
  const { results, report } = await look(tradeoff, {
    options: { steps: [40], cycles: [4] },
    words: { "cycles-in": "decay" },
    studies: 2,
  });
  expect(results).toHaveLength(2 * 5);
  expect(report.tables[0]?.rows.map(([step, , , gap]) => [step, gap])).toEqual([
    [10, 0],
    [20, 0],
    [30, 0],
    [40, 0],
  ]);
  expect(report.lines[0]).toMatch(/One cyclic run takes 40 steps, separate runs 100\./);
  expect(endsOf(10, 3)).toEqual([3, 7, 10]);
  await expect(look(tradeoff, { options: { steps: [4] } })).rejects.toThrow(/no hyperparameter cycles/);
});

test("energy: seconds times watts where nothing counts, joules of the counter where it does", async () => {
  const options = { steps: [20], watts: [50], intensity: [360] };
  const { ask, results, report } = await look(energy, { options, studies: 2 });
  const seconds = results.map(({ finding }) => finding.numbers["seconds"] as number);
  const joules = (50 * ((seconds[0] as number) + (seconds[1] as number))) / 2;
  expect(report.tables[0]?.rows[0]?.[2]).toBeCloseTo(joules, 9);
  // 3.6 MJ are a kilowatt-hour, so at 360 g/kWh a joule is 0.0001 g.
  expect(report.tables[0]?.rows[0]?.[4]).toBeCloseTo(joules * 1e-4, 12);
  expect(report.lines[0]).toMatch(/reference seconds × 50 W/);
  let counter = 0;
  const counted = await look(energy, { options, joules: () => (counter += 30) });
  expect(counted.report.tables[0]?.rows[0]?.[2]).toBe(30);
  expect(counted.report.lines[0]).toMatch(/counted by the processor/);
  const [one] = results;
  const mixed = one
    ? [
        { ...one, finding: { ...one.finding, numbers: { ...one.finding.numbers, counted: 5 } } },
        ...results.slice(1),
      ]
    : [];
  expect(energy.report(ask, mixed).lines[0]).toMatch(/reference seconds/);
});

test("boundary: gradient descent on a quadratic trains below the rate 2/λ and diverges above it, whatever the second axis", async () => {
  const options = { cells: [8], decades: [2], steps: [30], examples: [64] };
  // The first and the last row; nothing of the second axis is used by the submission, so all rows are alike.
  const ends = { ...boundary, plan: (ask: LabAsk) => boundary.plan(ask).filter((_, row) => row % 7 === 0) };
  const { ask, results } = await look(ends, { lr: 2 / largest, options });
  for (const { finding } of results) {
    const trains = finding.series["loss"]?.map((loss) => loss !== null);
    expect(trains).toEqual([true, true, true, true, false, false, false, false]);
  }
  const [{ finding }] = results as [LabResult];
  const report = boundary.report(
    ask,
    boundary.plan(ask).map((task) => ({ task, finding })),
  );
  // A straight border has dimension 1.
  expect(report.tables[0]?.rows[0]?.[2]).toBeCloseTo(1, 6);
});

test("connect: there is no barrier in a convex loss, and runs that never part end at one point", async () => {
  const { results } = await look(connect, {
    options: { steps: [30], spawns: [0, 29, 30], points: [5], examples: [64] },
  });
  const of = (name: string) => results.map(({ finding }) => finding.numbers[name] as number);
  for (const barrier of of("barrier")) expect(barrier).toBeLessThan(1e-6);
  const [apart, near, same] = of("distance") as [number, number, number];
  expect(Math.min(apart, near)).toBeGreaterThan(0);
  expect(same).toBe(0);
});

test("sensitivity: rates above the edge diverge, and count as what learnt nothing", async () => {
  const { report, results } = await look(sensitivity, {
    lr: 1 / largest,
    options: { steps: [40], rates: [0.1, 1, 30] },
  });
  const ends = results.map(({ finding }) => finding.numbers["loss"]);
  expect(ends[0]).toBeGreaterThan(ends[1] as number);
  expect(ends[2] === null || (ends[2] as number) > 100).toBe(true);
  expect(report.tables[0]?.rows.map(([rate]) => rate)).toEqual(
    [0.1, 1, 30].map((factor) => factor / largest),
  );
});

test("variance: what is held does not vary: a parameter that starts at a constant leaves no spread", async () => {
  const { report } = await look(variance, { studies: 3, options: { steps: [15] } });
  const rows = new Map((report.tables[0]?.rows ?? []).map((row) => [row[0], row]));
  expect(rows.get("init")?.[3]).toBe(0);
  expect(rows.get("dropout")?.[3]).toBe(0);
  expect(rows.get("data order")?.[3]).toBeGreaterThan(0);
  expect(rows.get("all")?.[1]).toBe(3);
});

test("landscape: a quadratic's slice is a parabola with its lowest point at the end of training", async () => {
  const { results } = await look(landscape, {
    options: { steps: [80], line: [5], plane: [3], examples: [64], snapshots: [6] },
  });
  const { series, numbers } = results[0]?.finding ?? { series: {}, numbers: {} };
  const line = (series["line"] ?? []).map(Number) as [number, number, number, number, number];
  expect(line[0] + line[4] - 2 * line[2]).toBeCloseTo(4 * (line[1] + line[3] - 2 * line[2]), 1);
  expect(Math.min(...line)).toBe(line[2]);
  expect(series["plane"]).toHaveLength(9);
  expect((numbers["share1"] as number) + (numbers["share2"] as number)).toBeLessThanOrEqual(1 + 1e-6);
});

test("the knee of steps = s (1 + B / batch) is found again, and none in too few sizes", () => {
  const reached = [8, 32, 128, 512].map((batch) => ({ batch, steps: 50 * (1 + 100 / batch) }));
  expect(kneeOf(reached)?.batch).toBeCloseTo(100, 6);
  expect(kneeOf(reached)?.steps).toBeCloseTo(50, 6);
  expect(kneeOf(reached.slice(2))).toBe(null);
});

test("a straight border has dimension 1, a chequered square 2, a uniform one none", () => {
  const square = (trains: (row: number, column: number) => boolean) =>
    Array.from({ length: 64 }, (_, row) => Array.from({ length: 64 }, (_, column) => trains(row, column)));
  expect(dimensionOf(boxCounts(square((_, column) => column < 30)))).toBeCloseTo(1, 1);
  expect(dimensionOf(boxCounts(square((row, column) => (row + column) % 2 === 0)))).toBeCloseTo(2, 1);
  expect(dimensionOf(boxCounts(square(() => true)))).toBe(null);
});

test("a barrier is what lies above the line between the ends", () => {
  expect(barrierOf([1, 5, 3])).toBe(3);
  expect(barrierOf([1, 0, 3])).toBe(0);
  expect(barrierOf([1, null, 3])).toBe(null);
});

test("three of many values cover their median in three draws of four", () => {
  const many = Array.from({ length: 1001 }, (_, at) => at);
  expect(coverageOfThree(many, 5)).toBeCloseTo(0.75, 1);
  expect(coverageOfThree([1, 1, 1, 1, 1], 5)).toBe(1);
});

test("filters of a direction are as long as the model's own, and a bias stays where it is", () => {
  const point = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const direction = filterDirection(point, [{ shape: [3, 2] }, { shape: [2] }], keyFromSeed(2));
  for (const filter of [0, 1]) {
    const own = [0, 1, 2].map((row) => 2 * row + filter);
    const length = (of: Float32Array) => Math.hypot(...own.map((at) => of[at] as number));
    expect(length(direction)).toBeCloseTo(length(point), 5);
  }
  expect([...direction.slice(6)]).toEqual([0, 0]);
});

test("a walk on a straight line has all its variance in one component", () => {
  const way = Array.from({ length: 9 }, (_, at) => Float32Array.of(at, 2 * at, 1));
  const { shares, first } = principalPlane(way);
  expect(shares[0]).toBeCloseTo(1, 6);
  expect(Math.abs((first[8] as number) - (first[0] as number))).toBeCloseTo(8 * Math.sqrt(5), 4);
  expect(principalPlane(way.slice(0, 2)).shares).toEqual([]);
});

test("scaling: a power law with a floor is found again, with an exponent that no single point makes, and foretells what lies beyond", () => {
  const law = { floor: 0.3, scale: 5, exponent: 0.5, error: 0 };
  const points = [100, 200, 400, 800, 1600, 3200].map((x) => [x, valueAt(law, x)] as const);
  const found = fitPowerLaw(points);
  expect(found?.exponent).toBeCloseTo(0.5, 1);
  expect(found?.floor).toBeCloseTo(0.3, 1);
  expect(valueAt(found as PowerLaw, 10_000)).toBeCloseTo(valueAt(law, 10_000), 2);
  const [low, high] = exponentRange(points) ?? [0, 0];
  expect(low).toBeLessThanOrEqual(0.52);
  expect(high).toBeGreaterThanOrEqual(0.48);
  expect(fitPowerLaw(points.slice(0, 2))).toBe(null);
  expect(
    fitPowerLaw([
      [1, 1],
      [2, 2],
      [3, 3],
    ]),
  ).toBe(null);
});

test("scaling: linear regression without noise is learnt whole from few examples", async () => {
  const { results, report } = await look(scaling, { lr: 0.1, options: { sizes: [8, 16, 64], steps: [60] } });
  expect(results).toHaveLength(3);
  for (const { finding } of results) expect(finding.numbers["loss"]).toBeLessThan(1);
  expect(report.figures).toHaveLength(1);
});

test("forecast: a curve that is a power law is foretold exactly, and the last value is not", () => {
  const curve = Array.from(
    { length: 40 },
    (_, at) => [10 * (at + 1), 0.2 + 3 * (10 * (at + 1)) ** -0.7] as const,
  );
  const { law, last } = forecastErrors(curve, 200);
  expect(law).toBeCloseTo(0, 0);
  expect(last).toBeGreaterThan(5);
  expect(forecastErrors(curve, 5)).toEqual({ law: null, last: null });
});

test("forecast: its curve is the record's", async () => {
  const { results } = await look(forecast, { options: { steps: [20], looks: [5], parts: [0.5] } });
  expect(results[0]?.finding.series["step"]).toEqual([4, 8, 12, 16, 20]);
});

test("spikes: a spike has the lead of the warnings that lasted until it", () => {
  const flat = Array<number>(20).fill(1);
  const loss = [...flat, 1, 1, 5, 5, 1];
  expect(startsOf(above(loss, 2, 10))).toEqual([22]);
  const gradient = [...flat, 3, 3, 3, 1, 1];
  expect(leadOf(above(gradient, 2, 10), 22)).toBe(2);
  expect(leadOf(above(flat, 2, 10), 15)).toBe(null);
  expect(above([...flat, null], 2, 10).at(-1)).toBe(true);
});

test("spikes: descent above the edge grows without end, and its gradient with it", async () => {
  const { results } = await look(spikes, {
    lr: 4 / largest,
    options: { steps: [12], rates: [1], window: [5] },
  });
  const { loss = [], gradient = [], update = [] } = results[0]?.finding.series ?? {};
  expect(loss).toHaveLength(12);
  expect(gradient.at(-1)).toBeGreaterThan(gradient[0] as number);
  // Plain gradient descent: the update is the rate times the gradient.
  expect(update[0]).toBeCloseTo((4 / largest) * (gradient[0] as number), 3);
});

test("compare: what a run reached and cost; state is counted in bytes of a parameter, and gradient descent keeps none", async () => {
  const { results, report } = await look(compare, { studies: 2, options: { steps: [30], looks: [30] } });
  const [{ finding }] = results as [LabResult];
  expect(finding.numbers["stateBytesPerParameter"]).toBe(0);
  expect(finding.numbers["gradientsPerStep"]).toBe(1);
  expect(finding.numbers["stepsToTarget"]).toBeGreaterThan(0);
  expect(finding.numbers["distance"]).toBeGreaterThan(1);
  expect(finding.series["loss"]).toHaveLength(30);
  expect(report.tables[0]?.rows).toHaveLength(1);
});

test("features: equal singular values have full effective rank, one alone has one of all", () => {
  expect(effectiveRankShare([2, 2, 2, 2])).toBeCloseTo(1, 12);
  expect(effectiveRankShare([3, 0, 0, 0])).toBeCloseTo(0.25, 12);
  expect(effectiveRankShare([0, 0])).toBe(0);
});

test("features: NC1 is the scatter within classes over that between them", () => {
  // Two classes on a line, at ±1 and ±3: within 4 · 1, between 4 · 2².
  expect(withinOverBetween([1, 3, -1, -3], [0, 0, 1, 1], 1)).toBeCloseTo(4 / 16, 12);
  expect(withinOverBetween([2, 2, -2, -2], [0, 0, 1, 1], 1)).toBe(0);
  expect(withinOverBetween([1, 2], [0, 0], 1)).toBe(null);
});

test("features: of a workload with one column there is no rank to speak of, and no logits are no collapse", async () => {
  const { results } = await look(features, { options: { steps: [4], points: [2], examples: [8] } });
  expect(results[0]?.finding.series).toEqual({
    step: [0, 4],
    weights: [null, null],
    updates: [null, null],
    nc1: [null, null],
  });
});

test("every instrument says what it measures, after whom and at what cost, and its names are its own", () => {
  const names = instruments.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { measures, source: paper, cost, options } of instruments) {
    expect(measures.length).toBeGreaterThan(40);
    expect(paper).toMatch(/\d{4}/);
    expect(cost).not.toBe("");
    for (const [name, { default: values, min, max, list }] of Object.entries(options)) {
      expect(values.length, name).toBeGreaterThan(0);
      if (!list) expect(values).toHaveLength(1);
      for (const value of values) expect(value >= min && value <= max, name).toBe(true);
    }
  }
});

test("an instrument that asks for a batch size refuses a submission that has its own", async () => {
  const backend = await openBackend("cpu");
  const workload = tinyWorkload();
  const { engine, clock, environment, librarySha256 } = await trialOptions({ backend });
  const loaded = await workload.load(async () => new Uint8Array());
  const subject = {
    name: "own",
    version: "0".repeat(64),
    ruleset: "self" as const,
    hyperparameters: { lr: 0.05 },
  };
  const own = sgdSource("batchSize: () => 4,");
  const bench = createBench({
    engine,
    backend,
    clock,
    workload,
    loaded,
    read: async () => new Uint8Array(),
    subject,
    source: own,
    environment,
    prices: null,
    librarySha256,
    onProgress: () => {},
  });
  await expect(bench.train({ seed: 1, steps: 2, batchSize: 16 })).rejects.toThrow("batches of 4, not of 16");
});
