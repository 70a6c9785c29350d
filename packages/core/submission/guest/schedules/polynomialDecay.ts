import { type DecayOptions, progressOf } from "./decayOptions.ts";
import type { Schedule } from "./schedule.ts";

export interface PolynomialDecayOptions extends DecayOptions {
  /** 1 is linear. */
  readonly power?: number | undefined;
}

/** end + (peak − end) · (1 − progress)^power. */
export const polynomialDecay =
  ({ peak, stepFraction, endFactor = 0, power = 1 }: PolynomialDecayOptions): Schedule =>
  (ctx) =>
    peak * (endFactor + (1 - endFactor) * (1 - progressOf(ctx, stepFraction)) ** power);
