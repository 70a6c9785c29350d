import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { CapturedFunctions } from "@steepest/tensors/backend/captured/capturedFunctions.ts";
import * as tf from "@tensorflow/tfjs";
import type {
  Gradient,
  HostBatch,
  LossRequest,
  PricedKind,
  PricedOptions,
  Problem,
} from "../sandbox/problem.ts";
import type { WorkloadPrices } from "../schema/priceList.ts";
import type { WorkloadCard } from "../schema/workloadCard.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import { initializeParameter } from "../workload/initializeParameter.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import { type BatchOrder, batchOrders } from "./batchOrder.ts";
import { MaterializedBatches } from "./materializedBatches.ts";
import { gradientPass, lossPass, type Pass, type Point, productPass, statePass, written } from "./passes.ts";
import { passPrice } from "./passPrice.ts";
import { type Randomness, type RandomSource, sourceKey } from "./randomness.ts";

/** What a fixed function is asked for. */
interface Arguments extends Pick<Point, "parameters" | "modelState">, Partial<Pick<Point, "vector">> {
  readonly batch: HostBatch;
  readonly request: LossRequest;
}

const copied = (tensors: readonly tf.Tensor[] = []) => tensors.map((tensor) => tf.add(tensor, 0));

const plain: LossRequest = { dropoutRate: null, labelSmoothing: null, updateBatchNorm: true, mode: "train" };

/** What of a workload is needed beside its data. */
type Parts = Pick<Workload, "parameterSpecs" | "modelStateSpecs"> & { card: Pick<WorkloadCard, "batchSize"> };

/** A loaded workload as a sandbox's problem. Everything random descends from the trial's key, split by purpose. */
export class WorkloadProblem implements Problem {
  readonly parameterSpecs;
  readonly modelStateSpecs;
  readonly facts: TrialFacts;
  readonly batchSizeLimits;
  readonly samplesLabels: boolean;
  readonly predictsLabels: boolean;
  readonly #loaded: LoadedWorkload;
  readonly #keyOf: (source: RandomSource) => RandomKey;
  readonly #prices: WorkloadPrices | null;
  readonly #order: (batch: number) => BatchOrder;
  readonly localShapes;
  readonly perturbsInputs: boolean;
  readonly noisyOutputs;
  readonly takesFeedback: boolean;
  readonly dropping;
  readonly #batches: MaterializedBatches;
  /** Null where every call runs the model itself, through tfjs's engine. */
  readonly captured: CapturedFunctions | null;
  #forwardCalls = 0;

  constructor(
    workload: Parts,
    loaded: LoadedWorkload,
    key: RandomKey,
    facts: TrialFacts,
    prices: WorkloadPrices | null = null,
    randomness: Randomness = {},
    { captures = true }: { readonly captures?: boolean } = {},
  ) {
    this.parameterSpecs = workload.parameterSpecs;
    this.modelStateSpecs = workload.modelStateSpecs;
    this.facts = facts;
    this.batchSizeLimits = { ...workload.card.batchSize, trainingSet: loaded.trainSize };
    this.samplesLabels = loaded.samplesLabels ?? false;
    this.predictsLabels = loaded.logits !== undefined;
    this.localShapes = loaded.localShapes ?? [];
    this.noisyOutputs = loaded.noisyOutputs;
    this.takesFeedback = loaded.takesFeedback ?? false;
    this.dropping = loaded.dropping;
    this.#loaded = loaded;
    this.#batches = new MaterializedBatches(loaded);
    this.perturbsInputs = this.#batches.inputNames.length > 0;
    this.captured = captures ? new CapturedFunctions() : null;
    this.#keyOf = (source) => sourceKey(key, source, randomness);
    this.#prices = prices;
    this.#order = batchOrders(key, randomness, loaded);
  }

  initialParameters(draw: number): tf.Tensor[] {
    const key = deriveKey(this.#keyOf("init"), draw);
    return this.parameterSpecs.map((spec, i) => initializeParameter(spec, deriveKey(key, i)));
  }

  initialModelState(): tf.Tensor[] {
    return this.modelStateSpecs.map(({ shape, initialValue }) =>
      tf.fill([...shape], initialValue, "float32"),
    );
  }

  batch(index: number, size: number): HostBatch {
    return {
      indices: this.#order(index).batch(index, size),
      key: deriveKey(this.#keyOf("augmentation"), index),
    };
  }

  price(kind: PricedKind, batch: HostBatch, options: PricedOptions): number {
    if (this.#prices === null) return 0;
    const isMade = this.#batches.has(batch);
    return passPrice(this.#prices, this.#loaded, { kind, indices: batch.indices, isMade, options });
  }

  /** Passes are counted, and each draws its own numbers; those that state a draw have that draw's. */
  #passKey(draw: number | undefined): RandomKey {
    const key = this.#keyOf("dropout");
    return draw === undefined
      ? deriveKey(key, this.#forwardCalls++)
      : deriveKey(deriveKey(key, "repeated"), draw);
  }

  /** Runs a function of parameters, state and batch, of which `name` says all that is not in a tensor. */
  #run(name: string, asked: Arguments, compute: Pass): tf.Tensor[] {
    const { parameters, modelState, batch, request } = asked;
    const { predictedLabels, draw, exampleWeights = null, localHeads = [], ascent, ...options } = request;
    const { feedback: asFeedback, ...others } = options;
    const key = this.#passKey(draw);
    const tensors = this.#batches.tensorsOf(batch);
    const { logits, weights } = this.#predicted(predictedLabels, batch, key);
    // Memory of their own: parameters may be their own vector or feedback, and what is given twice is not replayed.
    const [vector, feedback] = [copied(asked.vector), copied(asFeedback)];
    // A tensor is given once: what was not perturbed yet is its own clean input.
    const known = (ascent && this.#batches.cleanOf(batch)) ?? [];
    const single = [logits, exampleWeights].filter((tensor) => tensor !== null);
    const fixed = [parameters, modelState, Object.values(tensors), single].flat();
    const given = [exampleWeights !== null, localHeads.length, ascent, known.length, feedback.length];
    const call = {
      name: written([name, Object.keys(tensors), others, weights, ...given]),
      inputs: [fixed, localHeads, vector, feedback, known].flat(),
      key,
      compute: (drawnFrom: RandomKey) => {
        const options = { ...others, key: drawnFrom, ...(feedback.length > 0 ? { feedback } : {}) };
        const predicted = logits && weights ? { predictedLabels: { ...weights, logits } } : {};
        const rising = ascent && { ...ascent, ...this.#batches.inputsOf(batch) };
        return compute(
          { parameters, modelState, tensors, exampleWeights, localHeads, vector, ascent: rising },
          { ...options, ...predicted },
        );
      },
    };
    try {
      return this.captured ? this.captured.run(call) : call.compute(key);
    } finally {
      tf.dispose([...vector, ...feedback, ...(logits ? [logits] : [])]);
    }
  }

  /** The logits that labels are predicted by, which are no part of what a gradient is taken of, and what is done with them. */
  #predicted(asked: LossRequest["predictedLabels"], batch: HostBatch, key: RandomKey) {
    if (asked === undefined) return { logits: null, weights: null };
    const { parameters, modelState, ofClean = false, ...weights } = asked;
    const tensors = ofClean ? this.#batches.cleanTensorsOf(batch) : this.#batches.tensorsOf(batch);
    const compute = () => {
      const logits = tf.tidy(() => this.#loaded.logits?.(parameters, modelState, tensors));
      if (!logits) throw new Error("the workload has no logits");
      return [logits];
    };
    const inputs = [...parameters, ...modelState, ...Object.values(tensors)];
    const name = written(["logits", Object.keys(tensors)]);
    const [logits] = this.captured ? this.captured.run({ name, inputs, key, compute }) : compute();
    return { logits: logits as tf.Tensor, weights };
  }

  lossAndGrad(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): Gradient {
    const at = { parameters, modelState, batch, request };
    const isJoined = request.mayJoin === true;
    const [loss, ...others] = this.#run("lossAndGrad", at, gradientPass(this.#loaded, isJoined));
    const ofState = isJoined ? 1 : parameters.length;
    const ofHeads = ofState + modelState.length;
    const made = {
      loss: loss as tf.Scalar,
      grads: others.slice(0, ofState),
      isJoined,
      modelState: others.slice(ofState, ofHeads).map((tensor) => tf.keep(tensor)),
    };
    const { localHeads, ascent, keep } = request;
    if (keep) return { ...made, signals: others[ofHeads] as tf.Tensor };
    if (ascent) return { ...made, batch: this.#batches.perturbed(batch, others.slice(ofHeads)) };
    return localHeads ? { ...made, localHeads: others.slice(ofHeads) } : made;
  }

  loss(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
    perExample: boolean,
  ): tf.Scalar | tf.Tensor1D {
    const name = perExample ? "losses" : "loss";
    const pass = lossPass(this.#loaded, perExample);
    const [result] = this.#run(name, { parameters, modelState, batch, request }, pass);
    return result as tf.Scalar | tf.Tensor1D;
  }

  forward(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; modelState: tf.Tensor[] } {
    const [loss, ...state] = this.#run(
      "forward",
      { parameters, modelState, batch, request },
      statePass(this.#loaded),
    );
    return { loss: loss as tf.Scalar, modelState: state };
  }

  hvp(...[parameters, modelState, batch, request, vector]: Parameters<Problem["hvp"]>): tf.Tensor[] {
    return this.#run("hvp", { parameters, modelState, batch, request, vector }, productPass(this.#loaded));
  }

  /** Runs the fixed functions twice, which captures them, on throw-away parameters, so that no submission pays for compilation or caches. */
  async warmUp(batchSize: number): Promise<void> {
    const scratch = this.initialParameters(0);
    const state = this.initialModelState();
    const batch = this.batch(0, batchSize);
    for (let time = 0; time < 2; time++) {
      const result = this.lossAndGrad(scratch, state, batch, { ...plain, mayJoin: true });
      await result.loss.data();
      tf.dispose([result.loss, result.grads, result.modelState]);
    }
    tf.dispose([scratch, state]);
    this.endStep();
    this.#forwardCalls = 0;
  }

  position(): number {
    return this.#forwardCalls;
  }

  goTo(position: number): void {
    this.#forwardCalls = position;
  }

  endStep(): void {
    this.#batches.endStep();
  }

  freeBatches(): void {
    this.#batches.free();
  }

  dispose(): void {
    this.endStep();
    this.captured?.dispose();
  }
}
