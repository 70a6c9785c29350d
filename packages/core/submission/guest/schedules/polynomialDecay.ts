import { checkedOptions, nonNegative } from "../checkedOptions.ts";
import { type DecayOptions, decayRules, progressOf } from "./decayOptions.ts";
import type { Schedule } from "./schedule.ts";

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
