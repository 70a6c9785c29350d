import { checkedOptions, fraction, nonNegative, oneOf, positive } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

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
