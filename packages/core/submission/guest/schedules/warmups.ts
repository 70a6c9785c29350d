import {
  schedule as aSchedule,
  checkedOptions,
  count,
  fraction,
  type Kind,
  nonNegative,
  oneOf,
  partOfRun,
  positive,
} from "../checkedOptions.ts";
import { constantSchedule, type Schedule } from "./decays.ts";

export interface LinearWarmupOptions {
  /** Value after the warmup. */
  readonly peak: number;
  /** Length of the warmup in steps … */
  readonly warmupSteps?: number | undefined;
  /** … or as a fraction of `ctx.stepHint`; `warmupSteps` goes first. */
  readonly warmupFactor?: number | undefined;
}

/** peak · min(1, k / warmup), then constant: what methods without a decay need (Defazio et al. 2024, arXiv 2405.15682). */
export function linearWarmup(options: LinearWarmupOptions): Schedule {
  const { peak, warmupSteps, warmupFactor } = checkedOptions("linearWarmup", options, {
    peak: [nonNegative],
    warmupSteps: [nonNegative, undefined],
    warmupFactor: [partOfRun, 0],
  });
  return ({ step, stepHint }) => {
    const warmup = warmupSteps ?? warmupFactor * stepHint;
    return step < warmup ? (peak * step) / warmup : peak;
  };
}

export interface WarmupOptions {
  /** Length of the warmup as a fraction of `ctx.stepHint` … */
  readonly warmupFactor?: number | undefined;
  /** … or in steps, which goes first. */
  readonly warmupSteps?: number | undefined;
  /** How the first value is approached from 0; `none`: at once, as if there were no warmup. */
  readonly shape?: "linear" | "cosine" | "none" | undefined;
}

/**
 * A schedule that begins after a warmup: in step k of w its first value times k/w (`linear`; Goyal et al. 2017, arXiv 1706.02677) or
 * times ½(1 − cos(πk/w)) (`cosine`), then the schedule over what is left of the run.
 */
export function withWarmup(schedule: Schedule, options: WarmupOptions = {}): Schedule {
  checkedOptions("withWarmup", { schedule }, { schedule: [aSchedule] });
  const { warmupFactor, warmupSteps, shape } = checkedOptions("withWarmup", options, {
    warmupFactor: [partOfRun, 0],
    warmupSteps: [nonNegative, undefined],
    shape: [oneOf("linear", "cosine", "none"), "linear"],
  });
  if (shape === "none") return schedule;
  return ({ step, stepHint }) => {
    const warmup = warmupSteps ?? warmupFactor * stepHint;
    const rest = Math.max(1, stepHint - warmup);
    if (step >= warmup) return schedule({ step: step - warmup, stepHint: rest });
    const done = step / warmup;
    const first = schedule({ step: 0, stepHint: rest });
    return first * (shape === "cosine" ? 0.5 * (1 - Math.cos(Math.PI * done)) : done);
  };
}

export interface WarmupCosineOptions {
  /** Highest value, at the end of the warmup. */
  readonly peak: number;
  /** Length of the linear warmup as a fraction of the whole. Left out: no schedule at all, always `peak`. */
  readonly warmupFactor?: number | undefined;
  /** Where the cosine ends, as a fraction of `ctx.stepHint`. */
  readonly stepFraction?: number | undefined;
  /** Value at the end, as a fraction of the peak. */
  readonly endFactor?: number | undefined;
}

/**
 * Linear warmup from 0, then half a cosine down to `endFactor · peak` at `stepFraction · stepHint` steps, where it stays
 * (Loshchilov & Hutter 2017, arXiv 1608.03983; the schedule of AlgoPerf's target-setting runs).
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  const { peak, warmupFactor, stepFraction, endFactor } = checkedOptions("warmupCosine", options, {
    peak: [nonNegative],
    warmupFactor: [partOfRun, undefined],
    stepFraction: [nonNegative, 1],
    endFactor: [nonNegative, 0],
  });
  if (warmupFactor === undefined) return constantSchedule(peak);
  return ({ step, stepHint }) => {
    const total = Math.max(1, stepFraction * stepHint);
    const warmup = warmupFactor * total;
    if (step < warmup) return (peak * step) / warmup;
    const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
    return peak * (endFactor + (1 - endFactor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  };
}

export interface WarmupStableDecayOptions {
  readonly peak: number;
  /** Lengths of the linear warmup and of the final fall, as fractions of `ctx.stepHint`; between them is the peak. */
  readonly warmupFactor?: number | undefined;
  readonly decayFactor?: number | undefined;
  /** Value at the end, as a fraction of the peak. */
  readonly endFactor?: number | undefined;
  /** How it falls: a straight line, half a cosine, or 1 − √progress (Hägele et al. 2024, arXiv 2405.18392). */
  readonly shape?: "linear" | "cosine" | "sqrt" | undefined;
}

const falls = {
  linear: (progress: number) => 1 - progress,
  cosine: (progress: number) => 0.5 * (1 + Math.cos(Math.PI * progress)),
  sqrt: (progress: number) => 1 - Math.sqrt(progress),
} as const;

/** Warmup and fall cannot overlap, but for rounding. */
const besideWarmup = (warmupFactor: number): Kind => ({
  what: `at most 1 − warmupFactor, which is ${1 - warmupFactor}`,
  allows: (value) => warmupFactor + (value as number) <= 1 + 1e-9,
});

/** Warmup, plateau, fall (WSD; Hu et al. 2024, arXiv 2404.06395). */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  const checked = checkedOptions("warmupStableDecay", options, {
    peak: [nonNegative],
    warmupFactor: [partOfRun, 0],
    decayFactor: [partOfRun, 0.2],
    endFactor: [nonNegative, 0],
    shape: [oneOf("linear", "cosine", "sqrt"), "linear"],
  });
  const { peak, warmupFactor, decayFactor, endFactor, shape } = checked;
  checkedOptions("warmupStableDecay", { decayFactor }, { decayFactor: [besideWarmup(warmupFactor)] });
  return ({ step, stepHint }) => {
    const warmup = warmupFactor * stepHint;
    if (step < warmup) return (peak * step) / warmup;
    const decay = decayFactor * stepHint;
    const begin = stepHint - decay;
    if (step <= begin) return peak;
    const progress = Math.min(1, (step - begin) / decay);
    return peak * (endFactor + (1 - endFactor) * falls[shape](progress));
  };
}

export interface CyclicOptions {
  /** Highest value of the first cycle. */
  readonly peak: number;
  /** Lowest value, as a fraction of the cycle's peak. */
  readonly lowFactor?: number | undefined;
  /** How many cycles the run has (`ctx.stepHint`) … */
  readonly cycles?: number | undefined;
  /** … or steps of a cycle, which goes first. */
  readonly cycleSteps?: number | undefined;
  /**
   * `triangle`: up and down in straight lines (Smith 2017, arXiv 1506.01186). `cosine`: from the peak down, then a warm restart (Loshchilov &
   * Hutter 2017, arXiv 1608.03983).
   */
  readonly shape?: "triangle" | "cosine" | undefined;
  /** Each cycle's peak as a fraction of the last one's. */
  readonly peakFactor?: number | undefined;
}

/** The same rise and fall again and again. */
export function cyclic(options: CyclicOptions): Schedule {
  const { peak, lowFactor, cycles, cycleSteps, shape, peakFactor } = checkedOptions("cyclic", options, {
    peak: [nonNegative],
    lowFactor: [fraction, 0],
    cycles: [positive, 4],
    cycleSteps: [positive, undefined],
    shape: [oneOf("triangle", "cosine"), "triangle"],
    peakFactor: [nonNegative, 1],
  });
  return ({ step, stepHint }) => {
    const length = Math.max(1, cycleSteps ?? stepHint / cycles);
    const cycle = Math.floor(step / length);
    const place = step / length - cycle;
    const height = shape === "cosine" ? 0.5 * (1 + Math.cos(Math.PI * place)) : 1 - Math.abs(2 * place - 1);
    return peak * peakFactor ** cycle * (lowFactor + (1 - lowFactor) * height);
  };
}

export interface CyclicCosineOptions {
  /** Highest value of the first cycle. */
  readonly peak: number;
  /** Cycles in a run, all equally long. */
  readonly cycles?: number | undefined;
  /** Part of a cycle that is linear warmup. */
  readonly warmupFactor?: number | undefined;
  /** Value at the end of a cycle, as a fraction of its peak. */
  readonly endFactor?: number | undefined;
  /** Each peak as a fraction of the one before. */
  readonly peakFactor?: number | undefined;
}

/** Cycles of linear warmup and half a cosine (warm restarts: Loshchilov & Hutter 2017, arXiv 1608.03983; cycles: Smith 2017, arXiv 1506.01186). */
export function cyclicCosine(options: CyclicCosineOptions): Schedule {
  const { peak, cycles, warmupFactor, endFactor, peakFactor } = checkedOptions("cyclicCosine", options, {
    peak: [nonNegative],
    cycles: [count, 3],
    warmupFactor: [fraction, 0.05],
    endFactor: [nonNegative, 0],
    peakFactor: [nonNegative, 1],
  });
  const within = warmupCosine({ peak: 1, warmupFactor, endFactor });
  return ({ step, stepHint }) => {
    const length = Math.max(1, stepHint / cycles);
    const cycle = Math.min(cycles - 1, Math.max(0, Math.floor((step - 1) / length)));
    return peak * peakFactor ** cycle * within({ step: step - cycle * length, stepHint: length });
  };
}
