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
  PrivacyStatement,
  SelectContext,
  SideBySideOptions,
  Target,
  UpdateContext,
  UpdateResult,
} from "./context.ts";
export {
  defineSubmission,
  type PointOf,
  type Submission,
  type WithDefaults,
  withDefaults,
} from "./defineSubmission.ts";
export { type Selected, type SelectingSubmission, selecting } from "./selecting.ts";

// Trees: operations on all leaves at once, and which leaves.

export { exceptKind, matrixUpTo, ofKind, ofRank, partition } from "./leafPredicates.ts";
export * from "./operations/elementwise.ts";
export * from "./operations/reductions.ts";
export * from "./operations/shapes.ts";
export { isTree, type LeafInfo, type Scalar, type Tree } from "./tree.ts";

// Matrices: what takes the two sides of a leaf apart.

export { lanczos } from "./lanczos.ts";
export * from "./operations/matrices.ts";
export { solveSmall } from "./solveSmall.ts";

// Quantization.

export {
  blockwiseQuantization,
  dynamicMap,
  fourBitQuantization,
  type QuantizedTree,
} from "./blockwiseQuantization.ts";
export * from "./operations/quantization.ts";

// Randomness and batches.

export { type Batch, concatBatches, next, size, take } from "./batch.ts";
export type { Random } from "./random.ts";

// Composition: transforms, what puts them together, and parts of them that at least two algorithms use or that all such libraries have.

export { type BaseOptimizerOptions, baseOptimizer } from "./baseOptimizer.ts";
export { chain, masked, multiTransform } from "./composition.ts";
export type {
  AnyAsyncTransform,
  AnyTransform,
  AsyncTransform,
  Transform,
  TransformContext,
  Transformed,
} from "./transform.ts";
export {
  type AdamOptions,
  type AdamState,
  type AmsgradState,
  scaleByAdam,
  scaleByAmsgrad,
  scaleByNadam,
  scaleByPowerAdam,
  varianceRectification,
} from "./transforms/adam.ts";
export {
  averageExponentially,
  averageUniformly,
  type ExponentialAverageOptions,
  type ScheduleFreeOptions,
  scheduleFree,
  type UniformAverageOptions,
} from "./transforms/averages.ts";
export {
  type AdaptiveClippingOptions,
  centralizeGradient,
  clipAdaptively,
  clipByGlobalNorm,
  clipByValue,
} from "./transforms/clipping.ts";
export { inBlocks } from "./transforms/inBlocks.ts";
export {
  type MomentumOptions,
  momentum,
  scale,
  scaleByLearningRate,
  scaleBySchedule,
  scaleByTrustRatio,
  stateless,
  type TrustRatioOptions,
} from "./transforms/scaling.ts";
export {
  addDecayedWeights,
  decayNewWeights,
  projectRadially,
  type RadialProjectionOptions,
} from "./transforms/weightDecay.ts";
export { delayed, send, type WorkersOptions, workers } from "./transforms/workers.ts";

// Schedules.

export type { DecayOptions } from "./schedules/decays.ts";
export {
  constantSchedule,
  cosineDecay,
  type InverseSquareRootOptions,
  inverseSquareRoot,
  type LinearDecayOptions,
  linearDecay,
  type PolynomialDecayOptions,
  polynomialDecay,
  type RefinedScheduleOptions,
  refinedSchedule,
  type Schedule,
  type ScheduleContext,
} from "./schedules/decays.ts";
export {
  type CyclicCosineOptions,
  type CyclicOptions,
  cyclic,
  cyclicCosine,
  type LinearWarmupOptions,
  linearWarmup,
  type WarmupCosineOptions,
  type WarmupOptions,
  type WarmupStableDecayOptions,
  warmupCosine,
  warmupStableDecay,
  withWarmup,
} from "./schedules/warmups.ts";
