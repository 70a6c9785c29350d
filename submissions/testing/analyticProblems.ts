import type { AnalyticLoss } from "./analyticProblem.ts";

/** A loss in closed form, and how far 200 steps have to bring it down. */
export interface BoundedProblem {
  readonly name: string;
  readonly loss: AnalyticLoss;
  /** Loss of the model to evaluate after 200 steps over the loss at the start, at most. */
  readonly bound: number;
}

/** Numbers without a pattern in −1 … 1, the same ones on every machine: the fraction of a sine of whole numbers. */
const scattered = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const wave = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43_758.5453;
    return 2 * (wave - Math.floor(wave)) - 1;
  });

const minimum = scattered(12, 1).map((value) => 0.5 * value);
const away = minimum.map((value, i) => value + (i % 2 === 0 ? 0.2 : -0.2));
/** 16 examples in batches of 4: of one and the same loss, unless the problem says otherwise. */
const sampled = { examples: 16, batchSize: 4 } as const;

/** ½ Σ hᵢ(pᵢ − tᵢ)², h from 1 down to 1/100. */
const illConditioned: AnalyticLoss = {
  ...sampled,
  parameters: [{ shape: [4, 3], start: away }],
  at(p) {
    const gradient = p.map((value, i) => 100 ** (-i / 11) * (value - (minimum[i] ?? 0)));
    return {
      loss: p.reduce((sum, value, i) => sum + 0.5 * (value - (minimum[i] ?? 0)) * (gradient[i] ?? 0), 0),
      gradient,
    };
  },
};

/** ((1 − x)² + 10(y − x²)²) / 40: Rosenbrock's valley, at a scale where its walls have a curvature of about 1. */
const rosenbrock: AnalyticLoss = {
  ...sampled,
  parameters: [{ kind: "bias", shape: [2], start: [0.5, 0.8] }],
  at([x = 0, y = 0]) {
    const valley = y - x * x;
    const gradient = [(-2 * (1 - x) - 40 * x * valley) / 40, (20 * valley) / 40];
    return { loss: ((1 - x) ** 2 + 10 * valley ** 2) / 40, gradient };
  },
};

/** ½‖p − t − zₑ‖², the zₑ of the 16 examples with mean 0: what is left at t is their variance, which the loss here leaves out. */
const offsets = (() => {
  const drawn = Array.from({ length: 16 }, (_, example) => scattered(9, 10 + example));
  const mean = Array.from({ length: 9 }, (_, i) => drawn.reduce((sum, z) => sum + (z[i] ?? 0), 0) / 16);
  return drawn.map((z) => z.map((value, i) => 0.2 * (value - (mean[i] ?? 0))));
})();
const noisyQuadratic: AnalyticLoss = {
  ...sampled,
  parameters: [{ kind: "conv_weight", shape: [1, 1, 3, 3], start: away.slice(0, 9) }],
  at(p, example) {
    const z = offsets[example % 16] ?? [];
    const gaps = p.map((value, i) => value - (minimum[i] ?? 0));
    const gradient = gaps.map((gap, i) => gap - (z[i] ?? 0));
    return { loss: gaps.reduce((sum, gap, i) => sum + 0.5 * gap * gap - gap * (z[i] ?? 0), 0), gradient };
  },
};

/** ½‖UV − M‖², U [4, 2], V [2, 3], M of rank 2. */
const [left, right] = [scattered(8, 2), scattered(6, 3)];
const product = (u: readonly number[], v: readonly number[], row: number, column: number) =>
  (u[2 * row] ?? 0) * (v[column] ?? 0) + (u[2 * row + 1] ?? 0) * (v[3 + column] ?? 0);
const matrixFactorization: AnalyticLoss = {
  ...sampled,
  parameters: [
    { kind: "attention_q", shape: [4, 2], start: left.map((value, i) => value + (i % 2 === 0 ? 0.3 : -0.3)) },
    {
      kind: "output_weight",
      shape: [2, 3],
      start: right.map((value, i) => value + (i % 2 === 0 ? -0.3 : 0.3)),
    },
  ],
  at(p) {
    const [u, v] = [p.slice(0, 8), p.slice(8)];
    const gradient = new Array<number>(14).fill(0);
    let loss = 0;
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 3; column++) {
        const residual = product(u, v, row, column) - product(left, right, row, column);
        loss += 0.5 * residual * residual;
        for (let k = 0; k < 2; k++) {
          gradient[2 * row + k] = (gradient[2 * row + k] ?? 0) + residual * (v[3 * k + column] ?? 0);
          gradient[8 + 3 * k + column] =
            (gradient[8 + 3 * k + column] ?? 0) + residual * (u[2 * row + k] ?? 0);
        }
      }
    }
    return { loss, gradient };
  },
};

/** 1 − cos∠(w, t): whatever the length of w. */
const direction = scattered(6, 4);
const scaleInvariant: AnalyticLoss = {
  ...sampled,
  parameters: [{ shape: [3, 2], start: direction.map((value, i) => value + (i % 2 === 0 ? 0.5 : -0.5)) }],
  at(w) {
    const length = Math.hypot(...w);
    const target = direction.map((value) => value / Math.hypot(...direction));
    const cosine = w.reduce((sum, value, i) => sum + value * (target[i] ?? 0), 0) / length;
    return {
      loss: 1 - cosine,
      gradient: w.map((value, i) => ((cosine * value) / length - (target[i] ?? 0)) / length),
    };
  },
};

/** The mean of |aᵢ·(p − t)| over eight a: no curvature anywhere, a kink wherever one is 0. */
const normals = Array.from({ length: 8 }, (_, i) => scattered(6, 20 + i));
const piecewiseLinear: AnalyticLoss = {
  ...sampled,
  parameters: [{ kind: "embedding", shape: [2, 3], start: away.slice(0, 6) }],
  at(p) {
    const gradient = new Array<number>(6).fill(0);
    let loss = 0;
    for (const normal of normals) {
      const height = normal.reduce((sum, a, i) => sum + a * ((p[i] ?? 0) - (minimum[i] ?? 0)), 0);
      loss += Math.abs(height) / 8;
      normal.forEach((a, i) => {
        gradient[i] = (gradient[i] ?? 0) + (Math.sign(height) * a) / 8;
      });
    }
    return { loss, gradient };
  },
};

export const boundedProblems: readonly BoundedProblem[] = [
  { name: "ill-conditioned quadratic", loss: illConditioned, bound: 0.15 },
  { name: "Rosenbrock", loss: rosenbrock, bound: 0.15 },
  { name: "noisy quadratic", loss: noisyQuadratic, bound: 0.15 },
  { name: "matrix factorisation", loss: matrixFactorization, bound: 0.15 },
  { name: "scale-invariant weights", loss: scaleInvariant, bound: 0.35 },
  { name: "piecewise-linear", loss: piecewiseLinear, bound: 0.15 },
];

/** Mean loss over all examples, at the first step. */
export function lossAt({ examples = 1, at }: AnalyticLoss, parameters: readonly number[]): number {
  let sum = 0;
  for (let example = 0; example < examples; example++) sum += at(parameters, example, 1).loss;
  return sum / examples;
}

export const sizeOf = ({ parameters }: AnalyticLoss): number =>
  parameters.reduce((sum, { start }) => sum + start.length, 0);

export const startOf = ({ parameters }: AnalyticLoss): number[] =>
  parameters.flatMap(({ start }) => [...start]);

/** The parts of the parameters that belong to each problem. */
export function apart(losses: readonly AnalyticLoss[], parameters: readonly number[]): number[][] {
  let offset = 0;
  return losses.map((loss) => {
    const first = offset;
    offset += sizeOf(loss);
    return parameters.slice(first, offset);
  });
}

/** The same loss with its parameters under other names. */
export const renamed = (loss: AnalyticLoss): AnalyticLoss => ({
  ...loss,
  parameters: loss.parameters.map((one, i) => ({ ...one, name: `renamed ${i}` })),
});

/** The same loss with its parameters in the opposite order. */
export function reversed(loss: AnalyticLoss): AnalyticLoss {
  const alone = loss.parameters.map((one) => ({ parameters: [one], at: loss.at }));
  const turned = alone.toReversed();
  const back = (values: readonly number[]) => apart(turned, values).reverse().flat();
  const forth = (values: readonly number[]) => apart(alone, values).reverse().flat();
  return {
    ...loss,
    parameters: loss.parameters.toReversed(),
    at(values, example, step) {
      const { loss: value, gradient } = loss.at(back(values), example, step);
      return { loss: value, gradient: forth(gradient) };
    },
  };
}

/** Problems side by side in one model, each on leaves of its own: their sum, trained at the cost of one. */
export const sideBySide = (losses: readonly AnalyticLoss[]): AnalyticLoss => ({
  ...sampled,
  parameters: losses.flatMap(({ parameters }) => parameters),
  at(parameters, example, step) {
    const each = apart(losses, parameters).map((part, i) =>
      (losses[i] as AnalyticLoss).at(part, example, step),
    );
    return {
      loss: each.reduce((sum, { loss }) => sum + loss, 0),
      gradient: each.flatMap(({ gradient }) => gradient),
    };
  },
});
