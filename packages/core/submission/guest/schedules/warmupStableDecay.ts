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

/** Warmup, plateau, fall (WSD; Hu et al. 2024, arXiv 2404.06395). */
export const warmupStableDecay =
  ({
    peak,
    warmupFactor = 0,
    decayFactor = 0.2,
    endFactor = 0,
    shape = "linear",
  }: WarmupStableDecayOptions): Schedule =>
  ({ step, stepHint }) => {
    const warmup = warmupFactor * stepHint;
    if (step < warmup) return (peak * step) / warmup;
    const decay = decayFactor * stepHint;
    const begin = stepHint - decay;
    if (step <= begin) return peak;
    const progress = Math.min(1, (step - begin) / decay);
    return peak * (endFactor + (1 - endFactor) * falls[shape](progress));
  };
