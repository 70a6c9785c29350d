import { checkedOptions, type Kind, nonNegative, oneOf, partOfRun } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

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
