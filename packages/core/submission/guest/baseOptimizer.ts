import { chain } from "./chain.ts";
import type { Schedule } from "./schedules/schedule.ts";
import { warmupCosine } from "./schedules/warmupCosine.ts";
import type { Transform } from "./transform.ts";
import { addDecayedWeights } from "./transforms/addDecayedWeights.ts";
import { momentum } from "./transforms/momentum.ts";
import { scaleByAdam } from "./transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "./transforms/scaleByLearningRate.ts";

/** Hyperparameters of the method that a wrapper wraps, by the names that search spaces use. */
export interface BaseOptimizerOptions {
  /** `sgd` (coupled decay, momentum) or `adamw`. */
  readonly base?: string | undefined;
  /** Peak of the schedule. */
  readonly lr: number;
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
  readonly weight_decay?: number | undefined;
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly eps?: number | undefined;
  /** Fraction of the run spent on linear warmup before a cosine decay; left out, the learning rate is constant. */
  readonly warmup_factor?: number | undefined;
}

/** The whole method, learning rate included, that lookahead, averaging, SAM or Mechanic are put around. */
export function baseOptimizer(options: BaseOptimizerOptions): Transform<readonly unknown[]> {
  const { base = "sgd", lr, weight_decay: decay } = options;
  const schedule: Schedule = warmupCosine({ peak: lr, warmupFactor: options.warmup_factor });
  if (base === "adamw") {
    return chain(scaleByAdam(options), addDecayedWeights(decay), scaleByLearningRate(schedule));
  }
  if (base !== "sgd") throw new RangeError(`base must be "sgd" or "adamw", not ${JSON.stringify(base)}`);
  return chain(addDecayedWeights(decay), momentum(options), scaleByLearningRate(schedule));
}
