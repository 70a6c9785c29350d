import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs";
import type { BatchSizeLimits } from "../submission/guest/context.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import type { ModelStateSpec, ParameterSpec } from "../workload/parameterSpec.ts";
import type { ForwardOptions, LoadedWorkload } from "../workload/workload.ts";

/** A batch as the host holds it: which training examples, and the key of their augmentation. The tensors are made on use. */
export interface HostBatch {
  readonly indices: Int32Array;
  readonly key: RandomKey;
}

export interface LossRequest {
  readonly dropoutRate: number | null;
  readonly labelSmoothing: number | null;
  readonly updateBatchNorm: ForwardOptions["updateBatchNorm"];
  readonly mode: "train" | "eval";
  /** [examples]: what each example's loss is multiplied by before the mean. */
  readonly exampleWeights?: Tensor;
  /** Heads of the blocks, of the problem's `localShapes`: every block follows the loss of its own head alone, the last that of the model. */
  readonly localHeads?: readonly Tensor[];
  /** A step uphill of the inputs beside the gradient. */
  readonly ascent?: Ascent;
  /** For each edge between two blocks how many examples' gradients go back past it. */
  readonly keep?: readonly number[];
  /** Instead of the gradient its estimate from normal noise of this standard deviation on what each layer gives. */
  readonly outputNoise?: number;
  /** A tensor for each parameter: slopes go back through these weights instead of the layers' own. */
  readonly feedback?: readonly Tensor[];
  /** The gradient may come as one tensor. */
  readonly mayJoin?: boolean;
  /** Random numbers of the pass are those of all others of this number; left out, they are no other pass's. */
  readonly draw?: number;
  /** The loss of labels drawn from the model's own predictions instead of the batch's. */
  readonly sampledLabels?: boolean;
  /** The divergence from what the model predicts at other parameters, as an evaluation does, and beside it the loss of the batch's labels. */
  readonly predictedLabels?: {
    readonly parameters: readonly Tensor[];
    readonly modelState: readonly Tensor[];
    readonly temperature: number;
    /** Of the divergence. */
    readonly weight: number;
    /** Of the batch's own labels. */
    readonly given: number;
    /** Of a perturbed batch, what is predicted for the inputs that it is counted from. */
    readonly ofClean?: boolean;
  };
}

/** How far inputs go: in standard deviations of the clean batch's inputs. */
export interface Ascent {
  /** From the clean inputs: of each number, or the root mean square over an example's. */
  readonly radius: number;
  readonly norm: "infinity" | "euclidean";
  readonly stepSize: number;
}

/** What `lossAndGrad` gives. */
export interface Gradient {
  readonly loss: Scalar;
  /** One for each parameter; or, if `isJoined`, a single one of all their elements, one parameter after the other. */
  readonly grads: Tensor[];
  readonly isJoined?: boolean;
  readonly modelState: Tensor[];
  /** Of the heads that were given. */
  readonly localHeads?: Tensor[];
  /** Where examples were dropped: [edges, examples], the length of every example's signal at each. */
  readonly signals?: Tensor;
  /** With an ascent: the same examples with other inputs, until the step ends. */
  readonly batch?: HostBatch;
}

/** What is priced by a workload: a loss with or without its gradient, and a product with the Hessian. */
export type PricedKind = "gradient" | "loss" | "product";

/** The options of a fixed function that change its work. */
export interface PricedOptions {
  readonly dropout: boolean;
  readonly weights: boolean;
  /** Whether the gradient goes back to the inputs, too. */
  readonly perturbs: boolean;
  /** Whether slopes go back through other weights. */
  readonly feedback: boolean;
  readonly labels: "given" | "sampled" | "predicted";
  /** For each edge how many examples go back past it; left out where all do, and nothing is asked of their signals. */
  readonly keep?: readonly number[] | undefined;
}

/**
 * What a sandbox trains: a workload, an analytic problem with a golden trajectory, or the small problem of `check`. The
 * caller owns the tensors that come back; the tensors that go in stay the sandbox's.
 */
export interface Problem {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
  readonly facts: TrialFacts;
  readonly batchSizeLimits: BatchSizeLimits;
  /** The initial parameters (`draw` 0) or a fresh draw of them. */
  initialParameters(draw: number): Tensor[];
  initialModelState(): Tensor[];
  /** Number `index` (from 0) in the seeded order of batches. */
  batch(index: number, size: number): HostBatch;
  lossAndGrad(
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): Gradient;
  /** Reference nanoseconds of a fixed function on this batch; left out by problems that nobody is charged for. */
  price?(kind: PricedKind, batch: HostBatch, options: PricedOptions): number;
  /** Where it is in its own random numbers, for a snapshot; `goTo` goes there again. Left out by problems that have none. */
  position?(): number;
  goTo?(position: number): void;
  /** Mean loss, or each example's. */
  loss(
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: HostBatch,
    request: LossRequest,
    perExample: boolean,
  ): Scalar | Tensor1D;
  /** Mean loss, and the model state after the pass. */
  forward(
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: Scalar; modelState: Tensor[] };
  /** How the gradient of `lossAndGrad` changes along `vector`, a tensor for each parameter: the Hessian's product with it. */
  hvp(
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: HostBatch,
    request: LossRequest,
    vector: readonly Tensor[],
  ): Tensor[];
  /** Whether the loss has labels that can be drawn from the model's predictions. */
  readonly samplesLabels?: boolean;
  /** Whether the loss has labels that can be predicted at other parameters. */
  readonly predictsLabels?: boolean;
  /** The shapes of heads that blocks can have; none where there are no blocks. */
  readonly localShapes?: readonly (readonly [number, number])[];
  /** Whether inputs are real numbers, which an ascent can change. */
  readonly perturbsInputs?: boolean;
  /** What blocks cost and how many numbers an example has at each edge between two, where examples can be dropped on the way back. */
  readonly dropping?: LoadedWorkload["dropping"];
  /** Whether slopes can go back through other weights. */
  readonly takesFeedback?: boolean;
  /** How many numbers the layers give of an example, where noise can be put on them all. */
  readonly noisyOutputs?: number | undefined;
  /** What `rng.normal` gives for leaves of this kind; left out: drawn from the submission's key. A golden problem states its probe. */
  normal?(leaves: readonly LeafInfo[]): Float32Array;
  /** Said beside every refusal of what it lacks: which problem has it. */
  readonly instead?: string;
  /** Told after every step. */
  endStep(): void;
  /** Frees the tensors of batches, where the problem keeps any: they are made again when they are used again. */
  freeBatches?(): void;
  dispose(): void;
}
