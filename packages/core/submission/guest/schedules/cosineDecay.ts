import { checkedOptions } from "../checkedOptions.ts";
import { type DecayOptions, decayRules, progressOf } from "./decayOptions.ts";
import type { Schedule } from "./schedule.ts";

/** Half a cosine from the peak to its end (Loshchilov & Hutter 2017, arXiv 1608.03983, without restarts). */
export function cosineDecay(options: DecayOptions): Schedule {
  const { peak, stepFraction, endFactor } = checkedOptions("cosineDecay", options, decayRules);
  return (ctx) =>
    peak * (endFactor + (1 - endFactor) * 0.5 * (1 + Math.cos(Math.PI * progressOf(ctx, stepFraction))));
}
