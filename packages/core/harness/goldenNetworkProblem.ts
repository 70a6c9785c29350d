import { statedKey } from "@steepest/base/random/drawnNumbers.ts";
import { keyFromSeed } from "@steepest/base/random/key.ts";
import { UserError } from "@steepest/base/userError.ts";
import * as tf from "@tensorflow/tfjs";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import { statedBatchSize } from "./goldenAnalyticProblem.ts";
import { GoldenDraws, goldenNormalOf } from "./goldenDraws.ts";
import type { BuiltNetwork } from "./goldenNetwork.ts";
import { WorkloadProblem } from "./workloadProblem.ts";

/** The default and the largest size of a batch. Throws UserError where the file states a larger one. */
function batchSizeOf({ name, loaded }: BuiltNetwork, facts: TrialFacts) {
  const max = loaded.trainSize;
  const stated = statedBatchSize(facts.hyperparameters) ?? max;
  if (stated <= max) return { default: stated, max };
  throw new UserError({
    code: "golden-problem-mismatch",
    what: `The trajectory states batches of ${stated} (bs), but ${name} has ${max} examples.`,
    solution:
      "Correct `bs`, or record on a network with as many examples; docs/golden.md describes both files.",
  });
}

/**
 * The network of a golden trajectory: trained as workloads are, in float32, by all options of the fixed functions. Parameters start at the file's, batches run through its
 * examples in order, and what would be drawn at random is stated by `GoldenDraws`.
 */
export class GoldenNetworkProblem extends WorkloadProblem {
  readonly #network: BuiltNetwork;
  readonly #draws: GoldenDraws;

  constructor(network: BuiltNetwork, facts: TrialFacts) {
    const { parameterSpecs, loaded } = network;
    const draws = new GoldenDraws();
    super(
      { parameterSpecs, modelStateSpecs: [], card: { batchSize: batchSizeOf(network, facts) } },
      {
        ...loaded,
        forward: (parameters, modelState, batch, options) =>
          loaded.forward(parameters, modelState, batch, {
            ...options,
            key: statedKey(options.key, draws.numbers),
          }),
      },
      keyFromSeed(0),
      facts,
      null,
      {},
      // A recorded pass would draw its numbers anew.
      { captures: false },
    );
    this.#network = network;
    this.#draws = draws;
  }

  override initialParameters(): tf.Tensor[] {
    return this.#split(this.#network.p0);
  }

  #split(values: readonly number[]): tf.Tensor[] {
    return this.#network.params.map(({ offset, size, shape }) =>
      tf.tensor(values.slice(offset, offset + size), shape, "float32"),
    );
  }

  normal(leaves: readonly LeafInfo[]): Float32Array {
    return goldenNormalOf(leaves, this.#network, this.#draws.step);
  }

  /** The mean loss of all examples. */
  async lossAt(values: readonly number[]): Promise<number> {
    const parameters = this.#split(values);
    const { loss = Number.NaN } = await this.#network.loaded.evaluate(parameters, [], "validation");
    tf.dispose(parameters);
    return loss;
  }

  override lossAndGrad(...given: Parameters<WorkloadProblem["lossAndGrad"]>) {
    this.#draws.beginPass(given[3].draw);
    return super.lossAndGrad(...given);
  }

  override loss(...given: Parameters<WorkloadProblem["loss"]>) {
    this.#draws.beginPass(given[3].draw);
    return super.loss(...given);
  }

  override forward(...given: Parameters<WorkloadProblem["forward"]>) {
    this.#draws.beginPass(given[3].draw);
    return super.forward(...given);
  }

  override hvp(...given: Parameters<WorkloadProblem["hvp"]>): tf.Tensor[] {
    this.#draws.beginPass(given[3].draw);
    return super.hvp(...given);
  }

  override endStep(): void {
    super.endStep();
    this.#draws.endStep();
  }
}
