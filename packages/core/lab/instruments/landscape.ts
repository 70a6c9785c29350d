import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { ParameterSpec } from "../../workload/parameterSpec.ts";
import { evenly, finite, type Instrument, optionOf, seriesName, tasksOf } from "../instrument.ts";
import { dot, LossSurface, norm, pointOf } from "../lossSurface.ts";

/** Slices of the training loss around the end of training, and the way that training took, on its principal plane. */
export const landscape: Instrument = {
  name: "landscape",
  title: "The loss landscape",
  measures:
    "the training loss on a line and on a plane of random directions through the end of training, where each filter of a direction is as long as the model's own; and the trajectory on its two principal components, with the share of its variance that they hold",
  source: "Li et al. 2018 (arXiv 1712.09913), §4 and §7; Antognini & Sohl-Dickstein 2018 (arXiv 1806.08805)",
  cost: "one training run, `line` + `plane`² losses over `examples` examples for each submission and study",
  studies: 1,
  options: {
    steps: { description: "Training steps", default: [500], min: 1, max: 1e6, integer: true },
    line: { description: "Points on the line", default: [31], min: 3, max: 10_000, integer: true },
    plane: {
      description: "Points along each side of the plane; 0 leaves it out",
      default: [15],
      min: 0,
      max: 500,
      integer: true,
    },
    radius: { description: "How far to go, in filter norms", default: [1], min: 1e-6, max: 1e6 },
    examples: {
      description: "Training examples that the loss is over",
      default: [1024],
      min: 1,
      max: 1e6,
      integer: true,
    },
    snapshots: { description: "Points of the trajectory", default: [40], min: 3, max: 400, integer: true },
  },
  plan: (ask) => tasksOf(ask),
  async measure(task, ask, bench) {
    const [steps, examples, radius] = [
      optionOf(ask, "steps"),
      optionOf(ask, "examples"),
      optionOf(ask, "radius"),
    ];
    const moments = evenly(steps, optionOf(ask, "snapshots"));
    const way: Float32Array[] = [];
    const series: Record<string, (number | null)[]> = {};
    await bench.train({
      seed: task.seed,
      steps,
      evaluationSteps: [],
      probes: [
        {
          isDue: (step) => moments.includes(step),
          async onStep({ step, parameters, loaded }) {
            const point = await pointOf(parameters);
            way.push(point);
            bench.progress((0.3 * step) / steps);
            if (step < steps) return;
            const chunk = bench.workload.card.batchSize.max;
            const surface = new LossSurface(bench.workload, loaded, { examples, chunk });
            const key = deriveKey(keyFromSeed(task.seed), "landscape");
            const { parameterSpecs: specs } = bench.workload;
            const directions = [0, 1].map((at) => filterDirection(point, specs, deriveKey(key, at)));
            Object.assign(series, await slices(surface, point, directions, radius, ask, bench.progress));
            surface.dispose();
          },
        },
      ],
    });
    const { shares, first, second } = principalPlane(way);
    return {
      numbers: { share1: shares[0] ?? null, share2: shares[1] ?? null },
      series: { ...series, pc1: first.map(finite), pc2: second.map(finite) },
    };
  },
  report(ask, results) {
    const radius = optionOf(ask, "radius");
    const across = (count: number) =>
      Array.from({ length: count }, (_, at) => radius * ((2 * at) / (count - 1) - 1));
    const plane = optionOf(ask, "plane");
    const percent = (share: number | null | undefined) =>
      share === null || share === undefined ? "–" : `${(100 * share).toFixed(0)} %`;
    return {
      lines: results.map(
        ({ task, finding: { numbers } }) =>
          `${seriesName(ask, task)}: the first principal component holds ${percent(numbers["share1"])} of the trajectory's variance, the second ${percent(numbers["share2"])}.`,
      ),
      tables: [
        {
          title: "Slices",
          columns: ["submission", "loss at the end", "loss at −radius", "loss at +radius", "PC1", "PC2"],
          rows: results.map(({ task, finding: { numbers, series } }) => {
            const line = series["line"] ?? [];
            return [
              seriesName(ask, task),
              line[Math.floor(line.length / 2)] ?? null,
              line[0] ?? null,
              line.at(-1) ?? null,
              numbers["share1"] ?? null,
              numbers["share2"] ?? null,
            ];
          }),
        },
      ],
      figures: [
        {
          kind: "lines",
          title: "Training loss along a filter-normalised random direction",
          x: { label: "filter norms from the end of training", scale: "linear" },
          y: { label: "loss", scale: "log" },
          series: results.map(({ task, finding }) => {
            const line = finding.series["line"] ?? [];
            return {
              name: seriesName(ask, task),
              points: across(line.length).map((x, at) => [x, line[at] ?? null] as const),
            };
          }),
        },
        ...(plane < 2
          ? []
          : results.map(({ task, finding }) => ({
              kind: "map" as const,
              title: `Training loss on a plane: ${seriesName(ask, task)}`,
              x: { label: "first direction", scale: "linear" as const },
              y: { label: "second direction", scale: "linear" as const },
              xs: across(plane),
              ys: across(plane),
              values: across(plane).map((_, row) =>
                (finding.series["plane"] ?? []).slice(row * plane, (row + 1) * plane),
              ),
              valueLabel: "loss",
            }))),
        {
          kind: "lines",
          title: "Trajectory on its principal plane",
          x: { label: "first principal component", scale: "linear" },
          y: { label: "second principal component", scale: "linear" },
          series: results.map(({ task, finding }) => ({
            name: seriesName(ask, task),
            points: (finding.series["pc1"] ?? []).map(
              (x, at) => [x ?? 0, finding.series["pc2"]?.[at] ?? null] as const,
            ),
          })),
        },
      ],
    };
  },
};

async function slices(
  surface: LossSurface,
  point: Float32Array,
  [along, beside]: readonly Float32Array[],
  radius: number,
  ask: Parameters<Instrument["report"]>[0],
  progress: (share: number) => void,
): Promise<Record<string, (number | null)[]>> {
  const moved = (a: number, b: number) =>
    Float32Array.from(point, (w, at) => w + a * (along?.[at] as number) + b * (beside?.[at] as number));
  const [count, side] = [optionOf(ask, "line"), optionOf(ask, "plane")];
  const place = (at: number, of: number) => radius * ((2 * at) / (of - 1) - 1);
  const line: (number | null)[] = [];
  for (let at = 0; at < count; at++) line.push(finite(await surface.loss(moved(place(at, count), 0))));
  const plane: (number | null)[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      plane.push(finite(await surface.loss(moved(place(column, side), place(row, side)))));
    }
    progress(0.4 + (0.6 * (row + 1)) / side);
  }
  return { line, plane };
}

/**
 * A random direction [size] in which each filter (what one output of a weight is computed with: the last axis) has the norm of the model's own, and
 * what is no weight (biases, norms) stays (Li et al. 2018, §4).
 */
export function filterDirection(
  point: Float32Array,
  specs: readonly Pick<ParameterSpec, "shape">[],
  key: RandomKey,
): Float32Array {
  const direction = new Float32Array(point.length);
  let from = 0;
  for (const [index, { shape }] of specs.entries()) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (shape.length > 1) {
      const draws = normal(deriveKey(key, index), size);
      const filters = shape.at(-1) as number;
      for (let filter = 0; filter < filters; filter++) {
        let [own, drawn] = [0, 0];
        for (let at = filter; at < size; at += filters) {
          own += (point[from + at] as number) ** 2;
          drawn += (draws[at] as number) ** 2;
        }
        const scale = drawn === 0 ? 0 : Math.sqrt(own / drawn);
        for (let at = filter; at < size; at += filters) direction[from + at] = scale * (draws[at] as number);
      }
    }
    from += size;
  }
  return direction;
}

/** The coordinates of points on their first two principal components about their mean, and the shares of variance of all. By power iteration on the Gram matrix. */
export function principalPlane(points: readonly Float32Array[]): {
  shares: number[];
  first: number[];
  second: number[];
} {
  const count = points.length;
  const none = { shares: [], first: [], second: [] };
  const [one] = points;
  if (!one || count < 3) return none;
  const center = new Float64Array(one.length);
  for (const point of points)
    for (let at = 0; at < center.length; at++)
      center[at] = (center[at] as number) + (point[at] as number) / count;
  const moved = points.map((point) =>
    Float64Array.from(point, (number, at) => number - (center[at] as number)),
  );
  const gram = moved.map((a) => moved.map((b) => dot(a, b)));
  const total = gram.reduce((sum, row, at) => sum + (row[at] as number), 0);
  if (!(total > 0)) return none;
  const found: { value: number; vector: number[] }[] = [];
  for (let component = 0; component < 2; component++) {
    let vector = Array.from({ length: count }, (_, at) => 1 + ((at * (component + 1)) % 7));
    let value = 0;
    for (let round = 0; round < 500; round++) {
      for (const { vector: other } of found) {
        const share = dot(vector, other);
        vector = vector.map((number, at) => number - share * (other[at] as number));
      }
      const image = gram.map((row) => dot(row, vector));
      value = norm(image);
      if (value === 0) break;
      vector = image.map((number) => number / value);
    }
    found.push({ value, vector });
  }
  const [first, second] = found.map(({ value, vector }) => vector.map((number) => number * Math.sqrt(value)));
  return { shares: found.map(({ value }) => value / total), first: first ?? [], second: second ?? [] };
}
