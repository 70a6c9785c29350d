import {
  aNumber,
  checkedOptions,
  fraction,
  listOf,
  nonNegative,
  type OptionRules,
  partOfRun,
  positive,
} from "../checkedOptions.ts";

/** What a schedule may depend on. */
export interface ScheduleContext {
  /** From 1. */
  readonly step: number;
  /** Steps of the run that set the target. */
  readonly stepHint: number;
}

/** A number for every step, such as a learning rate. */
export type Schedule = (ctx: ScheduleContext) => number;

/** The same number always. */
export function constantSchedule(value: number): Schedule {
  checkedOptions("constantSchedule", { value }, { value: [aNumber] });
  return () => value;
}

/** What the schedules take that fall from a peak over a part of the run. */
export interface DecayOptions {
  readonly peak: number;
  /** Where the fall ends, as a fraction of `ctx.stepHint`; the value stays from there on. */
  readonly stepFraction?: number | undefined;
  /** Value at the end, as a fraction of the peak. */
  readonly endFactor?: number | undefined;
}

const decayRules = {
  peak: [nonNegative],
  stepFraction: [nonNegative, 1],
  endFactor: [nonNegative, 0],
} as const satisfies OptionRules<DecayOptions>;

/** From 0 at the start to 1 at the end of the fall. */
const progressOf = ({ step, stepHint }: ScheduleContext, stepFraction: number): number =>
  Math.min(1, Math.max(0, step / Math.max(1, stepFraction * stepHint)));

/** Half a cosine from the peak to its end (Loshchilov & Hutter 2017, arXiv 1608.03983, without restarts). */
export function cosineDecay(options: DecayOptions): Schedule {
  const { peak, stepFraction, endFactor } = checkedOptions("cosineDecay", options, decayRules);
  return (ctx) =>
    peak * (endFactor + (1 - endFactor) * 0.5 * (1 + Math.cos(Math.PI * progressOf(ctx, stepFraction))));
}

export interface LinearDecayOptions {
  /** Highest value, at the end of the warmup. */
  readonly peak: number;
  /** Length of the linear warmup as a fraction of `ctx.stepHint`. */
  readonly warmupFactor?: number | undefined;
}

/**
 * Linear warmup, then a straight line that would reach 0 one step after the last: peak·(1 − k/T) at the k-th step from 0. Optimal in the worst
 * case for the last iterate of SGD (Defazio et al. 2023, arXiv 2310.07831, theorem 6); its experiments favour it over cosine.
 */
export function linearDecay(options: LinearDecayOptions): Schedule {
  const { peak, warmupFactor } = checkedOptions("linearDecay", options, {
    peak: [nonNegative],
    warmupFactor: [partOfRun, 0],
  });
  return ({ step, stepHint }) => {
    const warmup = Math.floor(warmupFactor * stepHint);
    if (step <= warmup && warmup > 0) return (peak * step) / (warmup + 1);
    // `withWarmup` asks for a step 0.
    return peak * Math.max(0, 1 - Math.max(0, step - 1 - warmup) / Math.max(1, stepHint - warmup));
  };
}

export interface PolynomialDecayOptions extends DecayOptions {
  /** 1 is linear. */
  readonly power?: number | undefined;
}

/** end + (peak − end) · (1 − progress)^power. */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  const { peak, stepFraction, endFactor, power } = checkedOptions("polynomialDecay", options, {
    ...decayRules,
    power: [nonNegative, 1],
  });
  return (ctx) => peak * (endFactor + (1 - endFactor) * (1 - progressOf(ctx, stepFraction)) ** power);
}

export interface InverseSquareRootOptions {
  readonly peak: number;
  /** T: steps at the peak before the fall begins … */
  readonly timescale?: number | undefined;
  /** … or the same as a fraction of `ctx.stepHint`; `timescale` goes first. */
  readonly timescaleFactor?: number | undefined;
}

/**
 * peak · √(T / max(k, T)): does not need to know where the run ends. With a linear warmup of T steps it is the Transformer's (Vaswani et al. 2017,
 * arXiv 1706.03762, section 5.3): `withWarmup(…)` shifts it, so there T counts from the end of the warmup.
 */
export function inverseSquareRoot(options: InverseSquareRootOptions): Schedule {
  const { peak, timescale, timescaleFactor } = checkedOptions("inverseSquareRoot", options, {
    peak: [nonNegative],
    timescale: [nonNegative, undefined],
    timescaleFactor: [nonNegative, 0],
  });
  return ({ step, stepHint }) => {
    const flat = Math.max(1, timescale ?? timescaleFactor * stepHint);
    return peak * Math.sqrt(flat / Math.max(step, flat));
  };
}

export interface RefinedScheduleOptions {
  /** Highest value. */
  readonly peak: number;
  /** Gradient norms of an earlier run, evenly spaced over it, as many as you like (ℓ₂ for SGD, ℓ₁ for Adam). */
  readonly norms: readonly number[];
  /** Width of the median filter as a fraction of the run. */
  readonly smoothing?: number | undefined;
  /** wₜ = Gₜ to minus this: 2 for SGD (ℓ₂ norms), 1 for Adam (ℓ₁ norms). */
  readonly power?: number | undefined;
}

/** Median over a window of so many neighbours on either side, cut off at the ends. */
function medianFilter(values: readonly number[], reach: number): number[] {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - reach), i + reach + 1).sort((a, b) => a - b);
    const middle = (window.length - 1) / 2;
    return ((window[Math.floor(middle)] ?? 0) + (window[Math.ceil(middle)] ?? 0)) / 2;
  });
}

/**
 * The schedule that is optimal for gradient norms Gₜ as they were seen: wₜ = Gₜ⁻² (Adam: Gₜ⁻¹), ηₜ ∝ wₜ·Σₚ₌ₜ₊₁ wₚ, scaled to a highest value of `peak`.
 * Constant norms give linear decay; norms that fall give a warmup, norms that rise a faster decay.
 * Defazio et al. 2023, arXiv 2310.07831, algorithm 1.
 */
export function refinedSchedule(options: RefinedScheduleOptions): Schedule {
  const { peak, norms, smoothing, power } = checkedOptions("refinedSchedule", options, {
    peak: [nonNegative],
    norms: [listOf(positive)],
    smoothing: [fraction, 0.1],
    power: [nonNegative, 2],
  });
  const weights = medianFilter(norms, Math.round((smoothing * norms.length) / 2)).map(
    (norm) => norm ** -power,
  );
  // The point after the last step, whose norm nobody has seen, counts as the last one.
  let after = weights.at(-1) ?? 0;
  const shape = weights
    .map((_, i) => weights[weights.length - 1 - i] ?? 0)
    .map((weight) => {
      const value = weight * after;
      after += weight;
      return value;
    })
    .reverse();
  const highest = Math.max(...shape);
  return ({ step, stepHint }) => {
    // `withWarmup` asks for a step 0.
    const place = Math.floor((Math.max(0, step - 1) / Math.max(1, stepHint)) * shape.length);
    return highest > 0 ? (peak * (shape[Math.min(shape.length - 1, place)] ?? 0)) / highest : peak;
  };
}
