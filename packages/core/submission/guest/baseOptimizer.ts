import { checkedOptions, decay, flag, nonNegative, oneOf, partOfRun } from "./checkedOptions.ts";
import { chain } from "./composition.ts";
import type { Schedule } from "./schedules/decays.ts";
import { warmupCosine } from "./schedules/warmups.ts";
import type { Transform } from "./transform.ts";
import { scaleByAdam } from "./transforms/adam.ts";
import { momentum, scaleByLearningRate } from "./transforms/scaling.ts";
import { addDecayedWeights } from "./transforms/weightDecay.ts";

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
  const checked = checkedOptions("baseOptimizer", options, {
    base: [oneOf("sgd", "adamw"), "sgd"],
    lr: [nonNegative],
    momentum: [decay, undefined],
    nesterov: [flag, undefined],
    weight_decay: [nonNegative, undefined],
    beta1: [decay, undefined],
    beta2: [decay, undefined],
    eps: [nonNegative, undefined],
    warmup_factor: [partOfRun, undefined],
  });
  const { lr, weight_decay, warmup_factor, beta1, beta2, eps, nesterov } = checked;
  const schedule: Schedule = warmupCosine({ peak: lr, warmupFactor: warmup_factor });
  if (checked.base === "adamw") {
    const adam = scaleByAdam({ beta1, beta2, eps, nesterov });
    return chain(adam, addDecayedWeights(weight_decay), scaleByLearningRate(schedule));
  }
  const buffer = momentum({ momentum: checked.momentum, nesterov });
  return chain(addDecayedWeights(weight_decay), buffer, scaleByLearningRate(schedule));
}
