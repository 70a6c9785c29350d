import { describe, expect } from "vitest";
import { epsilonAfter } from "../diff2/privacy.ts";
import { groupsOf } from "../half_space/groups.ts";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { runOnMnist } from "../testing/runOnMnist.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

const scattered = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => {
    const wave = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43_758.5453;
    return 2 * (wave - Math.floor(wave)) - 1;
  });
/** A bowl around other numbers than it starts from, over one matrix. */
const bowl = (shape: readonly [number, number]): AnalyticLoss => {
  const [start, minimum] = [scattered(shape[0] * shape[1], 1), scattered(shape[0] * shape[1], 2)];
  return {
    ...quadratic(
      start.map(() => 1),
      start,
      minimum,
    ),
    parameters: [{ shape, start }],
  };
};
/** The inputs of every unit of a matrix [rows, columns]. */
const units = (p: readonly number[], [rows, columns]: readonly [number, number]) =>
  Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_row, i) => p[i * columns + j] ?? 0),
  );

type Leaf = Parameters<typeof groupsOf>[0][number];

const adamw = { lr: 0.02, one_minus_beta1: 0.1, beta2: 0.9, eps: 1e-8, weight_decay: 0 };
const sgd = { lr: 0.1, one_minus_momentum: 0.1, weight_decay: 0 };

describe("S-STE (Hu, Zhu & Chen 2024)", () => {
  const shape = [8, 3] as const;

  paperTest(
    "s_ste",
    "§3: of every four inputs of a unit two are 0, after every step and in evaluation",
    async () => {
      const { path, evaluated } = await trainOn("s_ste", bowl(shape), { steps: 60, point: adamw });
      for (const p of [...path.slice(1), evaluated]) {
        for (const unit of units(p, shape)) {
          for (const group of [unit.slice(0, 4), unit.slice(4)]) {
            expect(group.filter((x) => x !== 0).length).toBeLessThanOrEqual(2);
          }
        }
      }
    },
  );

  paperTest(
    "s_ste",
    "§4.1: it is continuous: a weight that comes or goes is near 0, whatever the step",
    async () => {
      const { path } = await trainOn("s_ste", bowl(shape), { steps: 200, point: { ...adamw, lr: 0.002 } });
      let changes = 0;
      path.slice(2).forEach((p, k) => {
        p.forEach((value, i) => {
          const before = path[k + 1]?.[i] ?? 0;
          if ((value === 0) === (before === 0)) return;
          changes += 1;
          expect(Math.abs(value) + Math.abs(before)).toBeLessThan(0.05);
        });
      });
      expect(changes).toBeGreaterThan(0);
    },
  );

  /** The numbers from 0 of a format with so many bits of exponent and mantissa, and an infinity, as IEEE 754 has them. */
  const gridOf = (exponentBits: number, mantissaBits: number) => {
    const [bias, parts] = [2 ** (exponentBits - 1) - 1, 2 ** mantissaBits];
    return Array.from({ length: (2 ** exponentBits - 1) * parts }, (_, code) => {
      const [exponent, mantissa] = [Math.floor(code / parts), (code % parts) / parts];
      return exponent === 0 ? mantissa * 2 ** (1 - bias) : (1 + mantissa) * 2 ** (exponent - bias);
    });
  };
  const largestOf = (values: readonly number[]) => Math.max(...values.map(Math.abs));

  paperTest(
    "s_ste",
    "abstract: FP8: every weight that the loss sees and that is evaluated is a number of e3m4 times the tensor's scale",
    async () => {
      const grid = gridOf(3, 4);
      expect(grid.at(-1)).toBe(15.5);
      const point = { ...adamw, fp8: true };
      const { path, evaluated } = await trainOn("s_ste", bowl(shape), { steps: 30, point });
      for (const p of [...path.slice(1), evaluated]) {
        const scale = largestOf(p) / 15.5;
        for (const value of p) {
          expect(Math.min(...grid.map((one) => Math.abs(Math.abs(value) / scale - one)))).toBeLessThan(1e-5);
        }
      }
      const exact = await trainOn("s_ste", bowl(shape), { steps: 1, point: adamw });
      // Adam's first step does not depend on a gradient's length: it is the weights alone that were rounded.
      const rounded = path[1] ?? [];
      const half = (2 ** -7 * largestOf(exact.last)) / 15.5;
      rounded.forEach((value, i) => {
        const was = exact.last[i] ?? 0;
        expect(Math.abs(value - was)).toBeLessThanOrEqual(Math.max(half, 2 ** -5 * Math.abs(was)) + 1e-7);
      });
      expect(distance(rounded, exact.last)).toBeGreaterThan(1e-4);
    },
  );

  paperTest.each("s_ste", [
    ["e3m4", 3, 4],
    ["e5m2", 5, 2],
  ] as const)(
    "abstract: FP8: %s rounds to the nearest of its numbers, halves to even",
    async (format, exponentBits, mantissaBits) => {
      const grid = gridOf(exponentBits, mantissaBits);
      const largest = grid.at(-1) ?? 0;
      // The largest first, so that the scale is 1; then numbers of the grid, halfway between two, and any.
      const values = [
        largest,
        ...[0, 1, 2, 5, 17, 40].flatMap((place) => {
          const [low = 0, high = 0] = grid.slice(place, place + 2);
          return [low, (low + high) / 2, -(low + 0.4 * (high - low))];
        }),
        ...scattered(20, 5).map((value, i) => value * 2 ** (3 - (i % 8))),
        0,
      ];
      const { evaluated } = await trainOn(
        `import { defineSubmission } from "steepest";
import { formats, rounded } from "./s_ste/fp8.ts";
export default defineSubmission({
  name: "rounding",
  ruleset: "self",
  hyperparameters: {},
  init: () => null,
  update: ({ params }) => ({ params: rounded(params, formats.${format}) }),
});`,
        {
          parameters: [{ shape: [values.length], start: values }],
          at: (p) => ({ loss: 0, gradient: p.map(() => 0) }),
        },
        { steps: 1 },
      );
      values.forEach((value, i) => {
        const gaps = grid.map((one) => Math.abs(Math.abs(Math.fround(value)) - one));
        const least = Math.min(...gaps);
        // Of two that are as near, the one whose mantissa is even.
        const nearest = grid.filter(
          (_, place) =>
            gaps[place] === least &&
            (least === 0 || gaps.filter((gap) => gap === least).length === 1 || place % 2 === 0),
        );
        expect(Math.abs(evaluated[i] ?? Number.NaN)).toBe(nearest[0]);
        expect(Math.sign(evaluated[i] ?? 0) * Math.sign(value)).toBeGreaterThanOrEqual(0);
      });
    },
  );

  paperTest(
    "s_ste",
    "abstract: FP8 costs no accuracy worth a name: on MNIST it is within a point of the same weights in 32 bits",
    async () => {
      const point = {
        ...adamw,
        lr: 0.003,
        one_minus_beta1: 0.2,
        beta2: 0.95,
        weight_decay: 0.001,
        warmup_factor: 0.02,
      };
      const accuracyOf = async (fp8: boolean) =>
        (await runOnMnist("s_ste", { ...point, fp8 }, 120)).evaluations.at(-1)?.validation["accuracy"] ?? 0;
      const [eight, full] = [await accuracyOf(true), await accuracyOf(false)];
      expect(eight).toBeGreaterThan(full - 0.01);
      expect(eight).toBeGreaterThan(0.9);
    },
  );
});

describe("structured RigL (Lasby et al. 2023)", () => {
  const shape = [20, 4] as const;
  const point = { ...sgd, sparsity: 0.9, period: 5, drop: 0.5, stop_factor: 0.75 };

  paperTest(
    "srigl",
    "§3: at 90 % every unit has the same constant fan-in from the first step to the last",
    async () => {
      const { path } = await trainOn("srigl", bowl(shape), { steps: 60, point });
      for (const p of path.slice(1)) {
        for (const unit of units(p, shape)) expect(unit.filter((x) => x !== 0).length).toBeLessThanOrEqual(2);
      }
      for (const unit of units(path.at(-1) ?? [], shape)) expect(unit.filter((x) => x !== 0)).toHaveLength(2);
    },
  );

  paperTest(
    "srigl",
    "§3: weights that the loss needs come, and smaller ones go: it ends below a mask that never moves",
    async () => {
      const loss = bowl(shape);
      const at = async (drop: number) =>
        loss.at((await trainOn("srigl", loss, { steps: 100, point: { ...point, drop } })).last, 0, 1).loss;
      expect(await at(0.5)).toBeLessThan(0.9 * (await at(0)));
    },
  );

  paperTest("srigl", "with a sparsity of 0 it is SGD with momentum", async () => {
    const ours = await trainOn("srigl", bowl(shape), {
      steps: 30,
      point: { ...point, sparsity: 0, drop: 0 },
    });
    expect(
      distance(ours.last, (await trainOn("heavy_ball", bowl(shape), { steps: 30, point: sgd })).last),
    ).toBeLessThan(1e-5);
  });
});

describe("half-space projection (OTO; Chen et al. 2021)", () => {
  const shape = [4, 4] as const;
  // Two units have their minimum at 0, two away from it.
  const loss: AnalyticLoss = {
    parameters: [{ shape, start: scattered(16, 3) }],
    at: (p) => {
      const gaps = p.map((value, i) => value - (i % 4 < 2 ? 0 : 1));
      return { loss: 0.5 * gaps.reduce((sum, gap) => sum + gap * gap, 0), gradient: gaps };
    },
  };
  const point = { penalty: 0.05, epsilon: 0, start_factor: 0.3, lr: 0.2 };

  paperTest(
    "half_space",
    "§3.2: units without use become exactly 0 and stay it, the others are kept",
    async () => {
      const { path } = await trainOn("half_space", loss, { steps: 100, point });
      const [first, second, third, fourth] = units(path.at(-1) ?? [], shape);
      expect(first).toEqual([0, 0, 0, 0]);
      expect(second).toEqual([0, 0, 0, 0]);
      for (const kept of [third, fourth]) expect(distance(kept ?? [], [1, 1, 1, 1])).toBeLessThan(0.1);
      const zeroAt = path.findIndex((p) => units(p, shape)[0]?.every((x) => x === 0));
      for (const p of path.slice(zeroAt)) expect(units(p, shape)[0]).toEqual([0, 0, 0, 0]);
    },
  );

  paperTest("half_space", "§3.2: without the projection the same penalty gives no exact zeros", async () => {
    const { last } = await trainOn("half_space", loss, { steps: 100, point: { ...point, start_factor: 1 } });
    expect(last.every((x) => x !== 0)).toBe(true);
  });

  /** Σ over 8 rectified units of vᵤ·relu(wᵤ·x + bᵤ), in float64. */
  const hidden = 8;
  const network = (p: readonly number[], [x1, x2]: readonly [number, number]) => {
    const at = (i: number) => p[i] ?? Number.NaN;
    const before = Array.from(
      { length: hidden },
      (_, u) => x1 * at(u) + x2 * at(hidden + u) + at(2 * hidden + u),
    );
    const after = before.map((value) => Math.max(0, value));
    return { after, output: after.reduce((sum, value, u) => sum + value * at(3 * hidden + u), 0) };
  };
  /** It is to be |x₁| + ½, for which two or three units are enough. */
  const inputs = Array.from({ length: 16 }, (_, i) => [Math.sin(3 * i), Math.cos(5 * i)] as const);
  const rectified: AnalyticLoss = {
    parameters: [
      { shape: [2, hidden], start: scattered(2 * hidden, 4) },
      { kind: "bias", shape: [hidden], start: scattered(hidden, 5) },
      { kind: "output_weight", shape: [hidden, 1], start: scattered(hidden, 6) },
    ],
    examples: inputs.length,
    batchSize: inputs.length,
    at(p, example) {
      const x = inputs[example] ?? ([0, 0] as const);
      const { after, output } = network(p, x);
      const error = output - Math.abs(x[0]) - 0.5;
      const back = after.map((value, u) => (value > 0 ? error * (p[3 * hidden + u] ?? 0) : 0));
      const gradient = [...back.map((b) => b * x[0]), ...back.map((b) => b * x[1]), ...back];
      return { loss: 0.5 * error * error, gradient: [...gradient, ...after.map((value) => error * value)] };
    },
  };

  paperTest(
    "half_space",
    "§3.1: groups are zero-invariant: a unit that goes has no bias either, and without it the network gives the same, to the bit",
    async () => {
      const { last } = await trainOn("half_space", rectified, {
        steps: 600,
        point: { ...point, penalty: 0.02, start_factor: 0.3 },
      });
      const all = Array.from({ length: hidden }, (_, u) => u);
      const partsOf = (u: number) => [last[u], last[hidden + u], last[2 * hidden + u]];
      const gone = all.filter((u) =>
        partsOf(u)
          .slice(0, 2)
          .every((w) => w === 0),
      );
      expect(gone.length).toBeGreaterThan(1);
      expect(gone.length).toBeLessThan(hidden);
      for (const u of gone) expect(partsOf(u)).toEqual([0, 0, 0]);
      // As if they were not there: what they sent out does not matter.
      const without = last.map((value, i) => (gone.some((u) => i === 3 * hidden + u) ? 0 : value));
      for (const x of inputs) {
        expect(network(without, x).output).toBe(network(last, x).output);
        expect(Math.abs(network(last, x).output - Math.abs(x[0]) - 0.5)).toBeLessThan(0.3);
      }
    },
  );

  paperTest(
    "half_space",
    "§3.1: a bias belongs to the matrix before it, a filter's norm to the filter, and what cannot be told to nobody",
    () => {
      const leaf = (index: number, kind: Leaf["kind"], ...sides: number[]) => ({ index, kind, shape: sides });
      const of = (...leaves: Leaf[]) => groupsOf(leaves).map((group) => group.map(({ index }) => index));
      expect(
        of(leaf(0, "weight", 9, 4), leaf(1, "bias", 4), leaf(2, "output_weight", 4, 3), leaf(3, "bias", 3)),
      ).toEqual([[0, 1]]);
      expect(
        of(
          leaf(0, "conv_weight", 3, 3, 1, 8),
          leaf(1, "norm_scale", 8),
          leaf(2, "norm_bias", 8),
          leaf(3, "conv_weight", 3, 3, 8, 2),
        ),
      ).toEqual([[0, 1, 2], [3]]);
      // A transformer's next norm, a recurrent layer's two biases, a vector of another length.
      expect(
        of(leaf(0, "weight", 8, 4), leaf(1, "bias", 4), leaf(2, "norm_scale", 4), leaf(3, "norm_bias", 4)),
      ).toEqual([[0, 1]]);
      expect(
        of(leaf(0, "weight", 8, 4), leaf(1, "weight", 2, 4), leaf(2, "bias", 4), leaf(3, "bias", 4)),
      ).toEqual([[0], [1]]);
      expect(of(leaf(0, "attention_out", 4, 4), leaf(1, "norm_scale", 1))).toEqual([[0]]);
      expect(of(leaf(0, "embedding", 8, 4), leaf(1, "bias", 4))).toEqual([]);
    },
  );
});

describe("ReLoRA (Lialin et al. 2023)", () => {
  const shape = [12, 10] as const;
  const point = { ...adamw, rank: 2, period: 10, ramp: 1 };
  /** The rank of a matrix to a relative 10⁻³, by elimination with full pivots. */
  function rankOf(p: readonly number[], [rows, columns]: readonly [number, number]): number {
    const m = Array.from({ length: rows }, (_, i) => p.slice(i * columns, (i + 1) * columns));
    const largest = Math.max(...p.map(Math.abs));
    for (let rank = 0; rank < Math.min(rows, columns); rank++) {
      let [pivot, row, column] = [0, rank, rank];
      m.forEach((values, i) => {
        values.forEach((value, j) => {
          if (i >= rank && j >= rank && Math.abs(value) > Math.abs(pivot))
            [pivot, row, column] = [value, i, j];
        });
      });
      if (Math.abs(pivot) < 1e-3 * largest) return rank;
      [m[rank], m[row]] = [m[row] ?? [], m[rank] ?? []];
      for (const values of m) [values[rank], values[column]] = [values[column] ?? 0, values[rank] ?? 0];
      const top = m[rank] ?? [];
      m.slice(rank + 1).forEach((values) => {
        const factor = (values[rank] ?? 0) / pivot;
        top.forEach((value, j) => {
          values[j] = (values[j] ?? 0) - factor * value;
        });
      });
    }
    return Math.min(rows, columns);
  }

  paperTest(
    "relora",
    "eq. 3: a change between restarts has rank r, and changes add up to higher ranks",
    async () => {
      const { path } = await trainOn("relora", bowl(shape), { steps: 40, point });
      const change = (step: number) =>
        rankOf(
          (path[step] ?? []).map((x, i) => x - (path[0]?.[i] ?? 0)),
          shape,
        );
      expect([change(1), change(10)]).toEqual([2, 2]);
      expect(change(20)).toBe(4);
      expect(change(40)).toBe(8);
    },
  );

  paperTest(
    "relora",
    "table 1: the state of a matrix is r(in + out) numbers six times, far below AdamW's",
    async () => {
      const layer = { ...bowl([64, 48]), parameters: [{ shape: [64, 48], start: scattered(64 * 48, 1) }] };
      const { stateBytes } = await trainOn("relora", layer, { steps: 2, point });
      expect(stateBytes).toBe(4 * 3 * 2 * (64 + 48));
      expect(stateBytes).toBeLessThan(0.15 * 8 * 64 * 48);
    },
  );
});

describe("pipelined backpropagation with spike compensation (Kosson et al. 2020)", () => {
  const impulse = (at: number): AnalyticLoss => ({
    parameters: [{ kind: "bias", shape: [2], start: [0, 0] }],
    at: (_p, _e, step) => ({ loss: 0, gradient: step === at ? [1, -2] : [0, 0] }),
  });

  paperTest(
    "pipelined_backprop",
    "eq. 14: a gradient that comes D steps late has at once moved what it would have moved by then",
    async () => {
      const point = { ...sgd, one_minus_momentum: 0.2, delay: 4 };
      const late = await trainOn("pipelined_backprop", impulse(7), { steps: 20, point });
      const inTime = await trainOn("heavy_ball", impulse(3), {
        steps: 20,
        point: { ...sgd, one_minus_momentum: 0.2 },
      });
      expect(distance(late.path[6] ?? [], [0, 0])).toBe(0);
      for (let step = 7; step <= 20; step++) {
        expect(distance(late.path[step] ?? [], inTime.path[step] ?? [])).toBeLessThan(1e-6);
      }
    },
  );

  paperTest("pipelined_backprop", "without delay it is SGD with momentum", async () => {
    const loss = quadratic([1, 5], [1, -1]);
    const ours = await trainOn("pipelined_backprop", loss, { steps: 20, point: { ...sgd, delay: 0 } });
    expect(
      distance(ours.last, (await trainOn("heavy_ball", loss, { steps: 20, point: sgd })).last),
    ).toBeLessThan(1e-6);
  });

  paperTest(
    "pipelined_backprop",
    "§4: under delay it is stable where plain momentum on the same old gradients is not",
    async () => {
      const loss = quadratic([1], [1]);
      const point = { ...sgd, lr: 0.03, delay: 8, weight_prediction: false };
      const ours = await trainOn("pipelined_backprop", loss, { steps: 200, point });
      const plain = await trainOn("adaptive_braking", loss, { steps: 200, point: { ...point, rho: 0 } });
      expect(Math.abs(ours.last[0] ?? 9)).toBeLessThan(Math.abs(plain.last[0] ?? 0));
    },
  );

  paperTest(
    "pipelined_backprop",
    "§3.3: gradients are those of p + D(p − p before), foretold D steps ago; on a quadratic under delay both together come nearer than spike compensation or weight prediction alone would",
    async () => {
      const [delay, lr] = [8, 0.01];
      const loss = quadratic([1], [1]);
      const point = { ...sgd, one_minus_momentum: 0.1, delay, lr };
      const both = await trainOn("pipelined_backprop", loss, { steps: 300, point });
      const compensated = await trainOn("pipelined_backprop", loss, {
        steps: 300,
        point: { ...point, weight_prediction: false },
      });
      // By the formulas, in plain numbers.
      const at = (a: number, b: number) => {
        const path = [1];
        let v = 0;
        for (let k = 0; k < 300; k++) {
          const [p = 0, before = p] = [path[k - delay] ?? path[0], path[Math.max(0, k - delay - 1)]];
          const g = p + delay * (p - before);
          v = 0.9 * v + g;
          path.push((path[k] ?? 0) - lr * (a * v + b * g));
        }
        return path;
      };
      const power = 0.9 ** delay;
      const formulas = at(power, (1 - power) / 0.1);
      both.path.forEach(([p = 0], k) => {
        expect(Math.abs(p - (formulas[k] ?? Number.NaN))).toBeLessThan(1e-5);
      });
      const far = (path: readonly (readonly number[])[]) =>
        Math.max(...path.slice(150, 250).map(([p = 0]) => Math.abs(p)));
      expect(far(both.path)).toBeLessThan(0.1 * far(compensated.path));
      expect(far(both.path)).toBeLessThan(0.5 * far(at(1, 0).map((p) => [p])));
    },
  );

  paperTest(
    "pipelined_backprop",
    "abstract: weight prediction makes up for inconsistent and delayed weights: on MNIST, four steps late, it is far ahead of spike compensation alone where that hardly learns",
    async () => {
      const point = { delay: 4, lr: 0.02, one_minus_momentum: 0.03, weight_decay: 5e-4, warmup_factor: 0.1 };
      const accuracyOf = async (weight_prediction: boolean) => {
        const { evaluations } = await runOnMnist("pipelined_backprop", { ...point, weight_prediction }, 200);
        return evaluations.at(-1)?.validation["accuracy"] ?? 0;
      };
      expect(await accuracyOf(true)).toBeGreaterThan(0.02 + (await accuracyOf(false)));
    },
  );
});

describe("saddle-free Newton (Dauphin et al. 2014)", () => {
  const point = { dimensions: 2, damping: 0, lr: 1, max_step: 100 };
  const saddle = quadratic([2, -0.5], [1, 0.1]);

  paperTest(
    "saddle_free",
    "§5: with |H| it goes down along negative curvature, where Newton's step goes to the saddle",
    async () => {
      // H⁻¹g of this quadratic is p itself: Newton's method is at the saddle after one step.
      const { path } = await trainOn("saddle_free", saddle, { steps: 3, point });
      path.slice(1).forEach(([x = 1, y = 0], k) => {
        expect(x).toBeCloseTo(0, 2);
        expect(y).toBeCloseTo(0.1 * 2 ** (k + 1), 1);
      });
    },
  );

  paperTest(
    "saddle_free",
    "in a Krylov space of all dimensions it is Newton's method where curvatures are positive",
    async () => {
      const { last } = await trainOn("saddle_free", quadratic([1, 30, 0.2], [3, -2, 1], [0.5, 0.1, 0]), {
        steps: 1,
        point: { ...point, dimensions: 3 },
      });
      expect(distance(last, [0.5, 0.1, 0])).toBeLessThan(0.05);
    },
  );
});

describe("DIFF2 (Murata & Suzuki 2023)", () => {
  const point = {
    ...{ workers: 2, examples: 1, delta: 1e-5 },
    ...{ period: 5, clip: 1e6, clip_difference: 1e6, noise: 0, noise_difference: 0, lr: 0.05 },
  };
  const loss = quadratic([1, 8], [1, -2], [0.3, 0.1]);
  /** A gradient of 0 and none of its own: every change of the estimate is noise. */
  const flat: AnalyticLoss = {
    parameters: [{ shape: [64], start: scattered(64, 1) }],
    at: (p) => ({ loss: 0, gradient: p.map(() => 0) }),
  };
  /** Eight examples, each with a minimum of its own, all in one batch. */
  const eight = (outlier: number): AnalyticLoss => ({
    parameters: [{ shape: [6], start: scattered(6, 1) }],
    examples: 8,
    batchSize: 8,
    at(p, example) {
      const target = scattered(6, 20 + example).map((value) => (example === 3 ? outlier : 1) * value);
      const gradient = p.map((value, i) => value - (target[i] ?? 0));
      return { loss: 0.5 * gradient.reduce((sum, gap) => sum + gap * gap, 0), gradient };
    },
  });
  const apart = (a: readonly number[] = [], b: readonly number[] = []) =>
    Math.hypot(...a.map((value, i) => value - (b[i] ?? Number.NaN)));

  paperTest(
    "diff2",
    "§3: without clipping and noise differences add up to the gradient: it is gradient descent, on one worker and on several",
    async () => {
      const plain = { steps: 30, point: { lr: 0.05, weight_decay: 0 } };
      const one = await trainOn("diff2", loss, { steps: 30, point });
      expect(distance(one.last, (await trainOn("sgd", loss, plain)).last)).toBeLessThan(1e-5);
      const four = await trainOn("diff2", eight(1), { steps: 30, point: { ...point, workers: 4 } });
      expect(distance(four.last, (await trainOn("sgd", eight(1), plain)).last)).toBeLessThan(1e-5);
      expect(one.privacy).toBeNull();
    },
  );

  paperTest(
    "diff2",
    "§3: the noise of a difference is as small as the step: far below that of a gradient",
    async () => {
      const { path } = await trainOn("diff2", flat, {
        steps: 10,
        point: { ...point, lr: 1e-3, clip: 1, clip_difference: 1, noise: 1, noise_difference: 1 },
      });
      const moves = path.slice(1).map((p, k) => p.map((x, i) => (x - (path[k]?.[i] ?? 0)) / -1e-3));
      const spread = (x: readonly number[]) => Math.hypot(...x) / 8;
      const change = moves.slice(1, 5).map((move, k) => spread(move.map((x, i) => x - (moves[k]?.[i] ?? 0))));
      expect(spread(moves[0] ?? [])).toBeGreaterThan(0.7);
      for (const value of change) expect(value).toBeLessThan(0.02);
      // The fifth step later begins anew, with all of the noise.
      expect(spread((moves[5] ?? []).map((x, i) => x - (moves[4]?.[i] ?? 0)))).toBeGreaterThan(0.7);
    },
  );

  paperTest(
    "diff2",
    "algorithm 2: every example's gradient is clipped for itself: whatever one of them is, the mean moves by 2C/n at most, and by as many times more as share a clipped one",
    async () => {
      const first = async (outlier: number, changes: object) =>
        (
          await trainOn("diff2", eight(outlier), {
            steps: 1,
            point: { ...point, clip: 0.5, lr: 1, ...changes },
          })
        ).path[1];
      for (const outlier of [-1, 3, 1e6, -1e6]) {
        const moved = apart(await first(1, {}), await first(outlier, {}));
        expect(moved).toBeLessThanOrEqual((2 * 0.5) / 8 + 1e-5);
      }
      const together = apart(await first(1e6, { examples: 4 }), await first(-1e6, { examples: 4 }));
      expect(together).toBeLessThanOrEqual((4 * 2 * 0.5) / 8 + 1e-5);
      expect(together).toBeGreaterThan((2 * 0.5) / 8);
    },
  );

  paperTest(
    "diff2",
    "algorithm 1: every worker sends a message of its own with noise of its own: of P workers with b examples each σC/(b√P) is left in the mean",
    async () => {
      const many: AnalyticLoss = {
        ...flat,
        examples: 8,
        batchSize: 8,
        parameters: [{ shape: [4096], start: Array(4096).fill(1) }],
      };
      const spread = async (workers: number) => {
        const { path, communication } = await trainOn("diff2", many, {
          steps: 1,
          point: { ...point, workers, clip: 3, noise: 2, lr: 1 },
        });
        if (workers > 1) expect(communication).toEqual({ workers, delay: 0, bytesSent: workers * 4 * 4096 });
        return apart(path[1], path[0]) / 64;
      };
      for (const workers of [1, 4]) {
        const told = (2 * 3) / ((8 / workers) * Math.sqrt(workers));
        expect((await spread(workers)) / told).toBeGreaterThan(0.95);
        expect((await spread(workers)) / told).toBeLessThan(1.05);
      }
    },
  );

  paperTest(
    "diff2",
    "privacy: the ε that it states is that of Gaussian mechanisms, one for every epoch, whether an example is in a gradient or a difference",
    async () => {
      const stated = async (steps: number, changes: object) => {
        const both = { clip: 1, clip_difference: 1, noise: 4, noise_difference: 4 };
        return (await trainOn("diff2", eight(1), { steps, point: { ...point, ...both, ...changes } }))
          .privacy;
      };
      const told = (rho: number) => rho + 2 * Math.sqrt(rho * Math.log(1e5));
      // Eight examples in batches of eight: every step is an epoch, and a use costs (2/4)²/2.
      for (const [steps, period] of [
        [1, 5],
        [4, 5],
        [7, 1],
      ] as const) {
        expect((await stated(steps, { period }))?.epsilon).toBeCloseTo(told(steps / 8), 6);
      }
      // Of seven steps two are gradients.
      expect((await stated(7, { noise: 2 }))?.epsilon).toBeCloseTo(told(2 / 2 + 5 / 8), 6);
      expect((await stated(3, { examples: 4 }))?.epsilon).toBeCloseTo(told((3 * 16) / 8), 6);
      expect(await stated(3, { workers: 4 })).toEqual(await stated(3, { workers: 1 }));
      expect(await stated(1, { noise_difference: 0 })).not.toBeNull();
      // With batches that take ten steps, an example may have been in a gradient or not: what costs more is counted, as often as it was done.
      const spent = { ...point, noise: 1, noise_difference: 4, batch: 1, trainingSet: 10 };
      expect(epsilonAfter(10, spent)).toBeCloseTo(told(2), 6);
      expect(epsilonAfter(40, { ...spent, period: 20 })).toBeCloseTo(told(2 * 2 + 2 / 8), 6);
      expect(epsilonAfter(10, { ...spent, noise_difference: 0 })).toBeNull();
    },
  );

  paperTest(
    "diff2",
    "abstract: at the same ε its estimate of the gradient has far less noise than private gradient descent's, which is what a period of 1 makes of it, where steps are short",
    async () => {
      const noiseOf = async (changes: object) => {
        const { path, privacy } = await trainOn("diff2", flat, {
          steps: 60,
          point: { ...point, clip: 1, clip_difference: 1, lr: 1e-3, ...changes },
        });
        return { noise: apart(path[60], path[59]) / 1e-3 / 8, epsilon: privacy?.epsilon ?? Number.NaN };
      };
      // A divergence of 7.5: of 60 gradients, or 5 of one and 2.5 of 59 differences.
      const descent = await noiseOf({ period: 1, noise: 4 });
      const ours = await noiseOf({ period: 60, noise: Math.sqrt(0.4), noise_difference: Math.sqrt(47.2) });
      expect(ours.epsilon).toBeCloseTo(descent.epsilon);
      expect(ours.noise).toBeLessThan(0.25 * descent.noise);
    },
  );
});
