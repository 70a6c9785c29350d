/**
 * The module `steepest`: all that a submission can import. It runs inside the sandbox; its types are what
 * `import … from "steepest"` shows in an editor.
 */

// A submission and what its functions are given.

export type {
  BatchSizeLimits,
  Context,
  CurvatureOptions,
  EvalResult,
  LossOptions,
  PastEvaluation,
  PerturbOptions,
  PredictedLabels,
  SelectContext,
  Target,
  UpdateContext,
  UpdateResult,
} from "./context.ts";
export { defineSubmission, type PointOf, type Submission } from "./defineSubmission.ts";
export { type Selected, type SelectingSubmission, selecting } from "./selecting.ts";
export { type WithDefaults, withDefaults } from "./withDefaults.ts";

// Trees: operations on all leaves at once, and which leaves.

export { exceptKind, matrixUpTo, ofKind, ofRank } from "./leafPredicates.ts";
export * from "./operations/elementwise.ts";
export * from "./operations/leafShapes.ts";
export * from "./operations/order.ts";
export * from "./operations/reductions.ts";
export * from "./operations/shapes.ts";
export { partition } from "./partition.ts";
export { isTree, type LeafInfo, type Scalar, type Tree } from "./tree.ts";

// Matrices: what takes the two sides of a leaf apart.

export { type Axis, axesOf, axisGram, multiplyAxis } from "./operations/axes.ts";
export { blockCosines } from "./operations/cosines.ts";
export * from "./operations/matrixFunctions.ts";
export { orthogonalize } from "./operations/orthogonalize.ts";
export { solveSmall } from "./solveSmall.ts";

// Quantization.

export { blockwiseQuantization, dynamicMap, type QuantizedTree } from "./blockwiseQuantization.ts";
export { fourBitQuantization } from "./fourBitQuantization.ts";
export * from "./operations/quantization.ts";

// Randomness and batches.

export { type Batch, concatBatches, next, size, take } from "./batch.ts";
export type { Random } from "./random.ts";

// Composition: transforms, what puts them together, and parts of them that at least two algorithms use.

export { type BaseOptimizerOptions, baseOptimizer } from "./baseOptimizer.ts";
export { chain } from "./chain.ts";
export { masked } from "./masked.ts";
export { multiTransform } from "./multiTransform.ts";
export type {
  AnyAsyncTransform,
  AnyTransform,
  AsyncTransform,
  Transform,
  TransformContext,
  Transformed,
} from "./transform.ts";
export { addDecayedWeights } from "./transforms/addDecayedWeights.ts";
export { averageExponentially, type ExponentialAverageOptions } from "./transforms/averageExponentially.ts";
export { averageUniformly, type UniformAverageOptions } from "./transforms/averageUniformly.ts";
export { centralizeGradient } from "./transforms/centralizeGradient.ts";
export { type AdaptiveClippingOptions, clipAdaptively } from "./transforms/clipAdaptively.ts";
export { clipByGlobalNorm } from "./transforms/clipByGlobalNorm.ts";
export { clipByValue } from "./transforms/clipByValue.ts";
export { decayNewWeights } from "./transforms/decayNewWeights.ts";
export { inBlocks } from "./transforms/inBlocks.ts";
export { type MomentumOptions, momentum } from "./transforms/momentum.ts";
export { projectRadially, type RadialProjectionOptions } from "./transforms/projectRadially.ts";
export { type AdamOptions, type AdamState, scaleByAdam, scaleByNadam } from "./transforms/scaleByAdam.ts";
export { type AmsgradState, scaleByAmsgrad } from "./transforms/scaleByAmsgrad.ts";
export { scale, scaleByLearningRate, scaleBySchedule } from "./transforms/scaleByLearningRate.ts";
export { scaleByPowerAdam } from "./transforms/scaleByPowerAdam.ts";
export { scaleByTrustRatio, type TrustRatioOptions } from "./transforms/scaleByTrustRatio.ts";
export { type ScheduleFreeOptions, scheduleFree } from "./transforms/scheduleFree.ts";
export { stateless } from "./transforms/stateless.ts";
export { varianceRectification } from "./transforms/varianceRectification.ts";
export { delayed, type WorkersOptions, workers } from "./transforms/workers.ts";

// Schedules.

export { cosineDecay } from "./schedules/cosineDecay.ts";
export { type CyclicOptions, cyclic } from "./schedules/cyclic.ts";
export { type CyclicCosineOptions, cyclicCosine } from "./schedules/cyclicCosine.ts";
export type { DecayOptions } from "./schedules/decayOptions.ts";
export { type InverseSquareRootOptions, inverseSquareRoot } from "./schedules/inverseSquareRoot.ts";
export { type LinearDecayOptions, linearDecay } from "./schedules/linearDecay.ts";
export { type LinearWarmupOptions, linearWarmup } from "./schedules/linearWarmup.ts";
export { type PolynomialDecayOptions, polynomialDecay } from "./schedules/polynomialDecay.ts";
export { type RefinedScheduleOptions, refinedSchedule } from "./schedules/refinedSchedule.ts";
export { constantSchedule, type Schedule, type ScheduleContext } from "./schedules/schedule.ts";
export { type WarmupCosineOptions, warmupCosine } from "./schedules/warmupCosine.ts";
export { type WarmupStableDecayOptions, warmupStableDecay } from "./schedules/warmupStableDecay.ts";
export { type WarmupOptions, withWarmup } from "./schedules/withWarmup.ts";
