import type { Batch } from "./batch.ts";
import type { Random } from "./random.ts";
import type { Scalar, Tree } from "./tree.ts";

/** A finished evaluation, as a submission may see it: no clock in it. */
export interface PastEvaluation {
  readonly step: number;
  /** Validation loss and metric; null where not finite. */
  readonly loss: number | null;
  readonly metric: number | null;
}

export interface Target {
  readonly metric: string;
  readonly direction: "min" | "max";
  readonly value: number;
}

/**
 * Labels that the model predicts at other parameters, as distributions over the classes: the loss is
 * weight · KL(softmax(z′/temperature) ‖ softmax(z/temperature)) + given · (loss of the batch's labels), with z the logits and z′ those of an
 * evaluation at `predictedBy` on the same examples, through which no gradient goes.
 */
export interface PredictedLabels {
  readonly predictedBy: Tree;
  /** Model state that `predictedBy` is evaluated with; default that of the call. */
  readonly modelState?: Tree | undefined;
  /** Above 0; default 1. */
  readonly temperature?: number | undefined;
  /** Of the divergence; default 1. */
  readonly weight?: number | undefined;
  /** Of the loss of the batch's own labels beside it; default 0. */
  readonly given?: number | undefined;
  /** `clean`: of a perturbed batch, what is predicted for the inputs that it is counted from. Default `own`. */
  readonly inputs?: "own" | "clean" | undefined;
}

/** What the fixed functions may be told. Unset: as the workload has it. */
export interface LossOptions {
  readonly dropoutRate?: number | undefined;
  readonly labelSmoothing?: number | undefined;
  /** False leaves batch norm's running statistics alone, `replace` makes them the batch's own. */
  readonly updateBatchNorm?: boolean | "replace" | undefined;
  /** `train` (default): dropout on, batch norm on batch statistics. */
  readonly mode?: "train" | "eval" | undefined;
  /** `sampled`: labels drawn from the model's own predictions instead of the batch's, where the loss is over classes. */
  readonly labels?: "given" | "sampled" | PredictedLabels | undefined;
  /** One number for each example, shape [size(batch)]: the loss is Σ wᵢ·(loss of example i) / (number of targets). */
  readonly weights?: Tree | undefined;
  /** Whole, from 0: passes of the same draw have the same dropout masks and sampled labels. Left out: those of no other pass. */
  readonly draw?: number | undefined;
  /**
   * A tree of heads, one matrix of each shape in `ctx.localShapes`. Gradients stop behind every block: each follows the loss of its own head, on
   * the mean of its outputs over positions, and the last that of the model. Of `lossAndGrad` alone.
   */
  readonly local?: Tree | undefined;
  /**
   * Standard deviation of normal noise on what each layer gives: `grads` is the likelihood-ratio estimate of the gradient of the mean loss under such noise, from one forward
   * pass. Of `lossAndGrad` alone, where `noisesOutputs`.
   */
  readonly outputNoise?: number | undefined;
  /**
   * For each of `ctx.edges` the part of the batch's examples whose gradient goes back past it, above 0, none above the next: which, is drawn by the length of their signals there, and the rest weighed so that `grads` is
   * that of all in expectation. Of `lossAndGrad` alone.
   */
  readonly keep?: readonly number[] | undefined;
  /**
   * A weight for each parameter: on the way back slopes go to a layer's inputs through these instead of its own (feedback alignment), while every weight has the slope of its own layer. Of
   * `lossAndGrad` alone, where `takesFeedback`.
   */
  readonly feedback?: Tree | undefined;
  /** Model state to start from; default `ctx.modelState`. */
  readonly modelState?: Tree | undefined;
}

/** What a product with the curvature may be told. */
export interface CurvatureOptions extends LossOptions {
  /** `gaussNewton`: Jᵀ H J of the logits' Jacobian J and the loss's Hessian H by them, in eval mode; where `predictsLabels`. */
  readonly curvature?: "hessian" | "gaussNewton" | undefined;
}

/** How far inputs are perturbed, and how. Lengths are in standard deviations of the batch's inputs, whose scale a submission does not know. */
export interface PerturbOptions extends LossOptions {
  /** Above 0: no input goes farther from what it was. */
  readonly radius: number;
  /** `infinity` (default): the radius of every number by itself; `euclidean`: of the root mean square over an example. */
  readonly norm?: "infinity" | "euclidean" | undefined;
  /** Gradient steps uphill; default 1. */
  readonly steps?: number | undefined;
  /** Of one of them; default the radius with one step, 2.5 · radius / steps with more. */
  readonly stepSize?: number | undefined;
  /** Where the loss is taken; default `ctx.params`. */
  readonly params?: Tree | undefined;
}

/** How branches side by side belong to what came before. */
export interface SideBySideOptions {
  /** The first branch stands for the first gradient of the call, which was taken before: then the others may use nothing that was made since. Default false. */
  readonly given?: boolean | undefined;
}

/** (ε, δ)-differential privacy, as a submission's own accountant counts it. */
export interface PrivacyStatement {
  /** Finite, from 0. */
  readonly epsilon: number;
  /** From 0 to 1. */
  readonly delta: number;
}

/** What every function of a submission is given. `Hyperparameters` is the point of the search space drawn for this trial. */
export interface Context<Hyperparameters = Readonly<Record<string, number>>> {
  readonly hyperparameters: Hyperparameters;
  /** Steps of the run that set the target: what schedules stretch over. */
  readonly stepHint: number;
  /** Charged seconds that the trial has. */
  readonly budget: number;
  /** Charged seconds so far. Reading it makes the run impossible to replay bit for bit, and the record says so. */
  readonly elapsed: number;
  readonly target: Target;
  /** E.g. `softmax_cross_entropy`. */
  readonly lossType: string;
  /** Whether the loss takes `labels: "sampled"`. */
  readonly samplesLabels: boolean;
  /** Whether the loss takes labels predicted at other parameters. */
  readonly predictsLabels: boolean;
  /** Whether inputs are real numbers, which `perturb` can change. */
  readonly perturbsInputs: boolean;
  /** Whether noise can be put on what layers give (`outputNoise`). */
  readonly noisesOutputs: boolean;
  /** Whether slopes can go back through other weights than the layers' own (`feedback`). */
  readonly takesFeedback: boolean;
  /** For each edge between two blocks the shape [features, classes] of a head; none where the model has no blocks. */
  readonly localShapes: readonly (readonly [number, number])[];
  /** Edges between blocks, from the inputs on, at which `keep` can drop examples on the way back; 0 where it cannot. */
  readonly edges: number;
  readonly evals: readonly PastEvaluation[];
  readonly rng: Random;
  readonly params: Tree;
  readonly modelState: Tree;
  /** Mean loss and its gradient at any parameters on any batch, any number of times. */
  lossAndGrad(
    params: Tree,
    batch: Batch,
    options: LossOptions & { readonly local: Tree },
  ): { loss: Scalar; grads: Tree; modelState: Tree; local: Tree };
  lossAndGrad(
    params: Tree,
    batch: Batch,
    options: LossOptions & { readonly keep: readonly number[] },
    // One leaf [edges, size(batch)]: the length of every example's signal at each edge.
  ): { loss: Scalar; grads: Tree; modelState: Tree; signals: Tree };
  lossAndGrad(
    params: Tree,
    batch: Batch,
    options?: LossOptions,
  ): { loss: Scalar; grads: Tree; modelState: Tree };
  /** Mean loss without gradient. */
  loss(params: Tree, batch: Batch, options?: LossOptions): Scalar;
  /** Each example's mean loss: one leaf of shape [size(batch)]. */
  perExampleLoss(params: Tree, batch: Batch, options?: LossOptions): Tree;
  /** Mean loss and the model state after the pass, without gradient. */
  forward(params: Tree, batch: Batch, options?: LossOptions): { loss: Scalar; modelState: Tree };
  /** The Hessian of the mean loss, or its Gauss–Newton part, times a tree like the parameters (`hessianVector.ts`). */
  hvp(params: Tree, batch: Batch, vector: Tree, options?: CurvatureOptions): Tree;
  /** The batch with its inputs moved uphill, until the step ends (`perturb.ts`). Costs a gradient for each step. */
  perturb(batch: Batch, options: PerturbOptions): Batch;
  /** Results of branches that do not wait for one another: charged one after the other, the record tells what they would take at once (`sideBySide.ts`). */
  sideBySide<Result>(
    count: number,
    branch: (place: number) => Promise<Result>,
    options?: SideBySideOptions,
  ): Promise<Result[]>;
  sideBySide<Result>(count: number, branch: (place: number) => Result, options?: SideBySideOptions): Result[];
  /** States the privacy of the run so far; the record keeps the last statement. */
  notePrivacy(statement: PrivacyStatement): void;
  /** Fresh parameters from the workload's initialisers: a new draw each time. */
  reinitialize(): Tree;
  next(): Batch;
  size(batch: Batch): number;
  take(batch: Batch, indices: readonly number[] | Int32Array): Batch;
  concat(batches: readonly Batch[]): Batch;
}

export interface SelectContext<State, Hyperparameters> extends Context<Hyperparameters> {
  /** From 1. */
  readonly step: number;
  readonly state: State;
}

export interface UpdateContext<State, Hyperparameters = Readonly<Record<string, number>>>
  extends SelectContext<State, Hyperparameters> {
  readonly batch: Batch;
}

export interface UpdateResult<State> {
  readonly params: Tree;
  /** Left out: unchanged. */
  readonly state?: State;
  /** Left out: unchanged. */
  readonly modelState?: Tree;
}

/** Left out: as it is. `params` and `modelState` are evaluated, not trained on. */
export interface EvalResult<State> {
  readonly params?: Tree;
  readonly modelState?: Tree;
  readonly state?: State;
}

/** What `batchSize` sees: never the workload. */
export interface BatchSizeLimits {
  readonly default: number;
  readonly max: number;
  /** Training examples. */
  readonly trainingSet: number;
}
