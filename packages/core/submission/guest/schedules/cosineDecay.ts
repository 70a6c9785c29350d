import { type DecayOptions, progressOf } from "./decayOptions.ts";
import type { Schedule } from "./schedule.ts";

/** Half a cosine from the peak to its end (Loshchilov & Hutter 2017, arXiv 1608.03983, without restarts). */
export const cosineDecay =
  ({ peak, stepFraction, endFactor = 0 }: DecayOptions): Schedule =>
  (ctx) =>
    peak * (endFactor + (1 - endFactor) * 0.5 * (1 + Math.cos(Math.PI * progressOf(ctx, stepFraction))));
