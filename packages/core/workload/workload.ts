import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import type { WorkloadCard } from "../schema/workloadCard.ts";
import type { ModelStateSpec, ParameterSpec } from "./parameterSpec.ts";

/** Reads one prepared data file of a workload by name (from the cache on disk in Node, by HTTP in a tab). */
export type ReadDataFile = (name: string) => Promise<Uint8Array>;

/** Labels as distributions over the classes: those of other logits of the same targets. */
export interface LabelDistributions {
  /** Shape [targets, classes]. No gradient goes through them. */
  readonly logits: Tensor;
  /** Divides these logits and the model's. Above 0. */
  readonly temperature: number;
  /** Of the divergence KL(predicted ‖ model) of every target. */
  readonly weight: number;
  /** Of the loss of the batch's own labels, which is added. */
  readonly given: number;
}

/** Inputs and targets of one batch, on the device. Keys are the workload's own business. */
export type BatchTensors = Readonly<Record<string, Tensor>>;

export interface ForwardOptions {
  readonly mode: "train" | "eval";
  /** Overrides the workload's dropout rate; ignored in eval mode and by models without dropout. */
  readonly dropoutRate: number | null;
  /** Overrides the workload's label smoothing; ignored by losses that have none. */
  readonly labelSmoothing: number | null;
  /**
   * What batch norm does to its running statistics in train mode: moves them towards the batch's, leaves them alone (false), or replaces them by
   * the batch's.
   */
  readonly updateBatchNorm: boolean | "replace";
  /** Labels are drawn from the model's own predictions. Asked only of a workload that `samplesLabels`. */
  readonly sampledLabels?: boolean;
  /** The loss compares with these instead. Asked only of a workload that has `logits`. */
  readonly predictedLabels?: LabelDistributions;
  /** Heads of the blocks: a matrix of each of `localShapes`. Asked only of a workload that has those. */
  readonly localHeads?: readonly Tensor[];
  /** What every layer gives goes on with normal noise of this standard deviation, and no gradient goes past it. Asked only of a workload that has `noisyOutputs`. */
  readonly outputNoise?: number;
  /** A weight for each parameter: slopes go back past a layer's product through these. Asked only of a workload that `takesFeedback`. */
  readonly feedback?: readonly Tensor[];
  /**
   * For each edge between two blocks how many of the batch's examples have their gradient go back past it: those before it are computed of these alone, drawn by the length of their signals and weighed so that no
   * expectation changes. None has more than the next. Asked only of a workload that has `dropping`.
   */
  readonly keep?: readonly number[];
  /** Dropout masks are drawn from here, so they are the same on every backend. */
  readonly key: RandomKey;
}

/** The loss is Σ losses / Σ weights: per example the summed loss and how many targets it is summed over. */
export interface ForwardResult {
  /** Shape [batch]: each example's loss, summed over its targets (tokens; 1 for classification). Differentiable. */
  readonly losses: Tensor1D;
  /** Shape [batch]: how many targets each example has. */
  readonly weights: Tensor1D;
  /** Where heads were given: shape [batch], the losses of all heads, summed over the example's targets. Gradients stop behind every block. */
  readonly localLosses?: Tensor1D;
  /** With `keep`: of each edge the length of every example's signal before any was dropped, [batch]. Filled when the gradient is taken, for the caller to dispose of. */
  readonly signals?: readonly Tensor[];
  /**
   * Where there was noise: what each layer gave, [batch, …] (of a sequence [batch · positions, …] or [batch, positions, …]), as a function of its own parameters alone, the standard normal numbers that its
   * noise was, and whether it acts on later positions' losses.
   */
  readonly noised?: readonly {
    readonly outputs: Tensor;
    readonly noise: Tensor;
    readonly reachesLater: boolean;
  }[];
  /** Where there was noise on a sequence none of whose positions sees a later one: each position's loss, [batch, positions]. */
  readonly positionLosses?: Tensor2D;
  /** New model state, in the order of the specs (the tensors passed in, where nothing changed). */
  readonly modelState: readonly Tensor[];
}

/** Results of an evaluation: always `loss` and the card's metric, perhaps more. */
export type EvaluationMetrics = Readonly<Record<string, number>>;

export type Split = "validation" | "test";

/** A workload with its data in memory. Everything runs on the current tfjs backend. */
export interface LoadedWorkload {
  readonly trainSize: number;
  /** Whether `forward` can take labels drawn from the model's predictions (`sampledLabels`): a loss over classes. */
  readonly samplesLabels?: boolean;
  /** For each edge between two blocks the shape [features, classes] that a head of it has. Left out where nobody has marked blocks. */
  readonly localShapes?: readonly (readonly [number, number])[];
  /**
   * Where examples can be dropped on the way back (`keep`): the part that each block has of a pass's price, from the inputs on, and for each edge between two how many numbers an example has there.
   */
  readonly dropping?: { readonly shares: readonly number[]; readonly numbers: readonly number[] };
  /** Names of the batch's tensors that are inputs of real numbers, [examples, …]: what `perturb` may change. */
  readonly continuousInputs?: readonly string[];
  /** How many numbers the layers give of an example, where noise can be put on all of them (`outputNoise`): every parameter is in such a layer, and no example acts on another. */
  readonly noisyOutputs?: number;
  /** Whether every product of what one layer gives with a parameter goes by `feedback` on the way back. */
  readonly takesFeedback?: boolean;
  /** Whether training examples come in their order instead of a drawn one: a stream, whose tasks follow each other. */
  readonly inOrder?: boolean;
  /**
   * Builds the tensors of a training batch. `indices` are training examples (repeats allowed); `key` seeds any random
   * augmentation. Called on the charged path: keep it to a gather. The caller disposes of the result.
   */
  batch(indices: Int32Array, key: RandomKey): BatchTensors;
  /**
   * What the work on a batch of these training examples grows with, by name: nodes and edges of graphs, frames of speech. Left out where it
   * is the number of examples alone, which is always known as `examples`. Prices of the fixed functions are stated per unit.
   */
  units?(indices: Int32Array): Readonly<Record<string, number>>;
  /** Pure forward pass and loss, to be called inside `tf.tidy` / gradient functions. Never disposes its arguments. */
  forward(
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: BatchTensors,
    options: ForwardOptions,
  ): ForwardResult;
  /**
   * The logits of a batch in eval mode, [targets, classes], to be called inside `tf.tidy`. A workload that has it takes `predictedLabels`: a loss
   * over classes, each target of which is a row.
   */
  logits?(parameters: readonly Tensor[], modelState: readonly Tensor[], batch: BatchTensors): Tensor;
  /** Whole split in eval mode, whose batches `run` computes (left out: at once). Leaves no tensors behind. Deterministic. */
  evaluate(
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    split: Split,
    run?: RunComputation,
  ): Promise<EvaluationMetrics>;
  /**
   * The same workload with its data under a symmetry that the key draws (packages/workloads/symmetry): what a trial trains and is evaluated on. It
   * holds nothing on the device beyond what this one does. Left out by data that are made up for a test.
   */
  withSymmetry?(key: RandomKey): LoadedWorkload;
  /** Frees whatever `load` put on the device. */
  dispose(): void;
}

/**
 * Runs a computation whose results depend on nothing but its name and the numbers in `inputs`: at once, or as it was recorded for inputs of these
 * shapes. Its own tensors are freed; the results are the caller's.
 */
export type RunComputation = (name: string, inputs: readonly Tensor[], compute: () => Tensor[]) => Tensor[];

/** One folder of packages/workloads exports one of these. Importing it loads no data and allocates nothing. */
export interface Workload {
  readonly card: WorkloadCard;
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
  /** Prepared data files that `load` reads, with their pins. A file that does not match is refused by the reader. */
  readonly dataFiles: readonly DataFile[];
  load(read: ReadDataFile): Promise<LoadedWorkload>;
  /** The same with hidden layers `factor` times as wide: other parameters, the same data. Left out where there is one width. */
  widen?(factor: number): Workload;
  /**
   * Groups of axes of parameters (by position) along which hidden units lie: one order of the units on all axes of a group leaves the function as it
   * is. Left out where nobody has written them down.
   */
  readonly unitSymmetries?: readonly (readonly UnitAxis[])[];
}

/** An axis of a parameter on which hidden units lie. */
export interface UnitAxis {
  readonly parameter: number;
  readonly axis: number;
}

export interface DataFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}
