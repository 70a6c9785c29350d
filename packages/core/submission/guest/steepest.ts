/**
 * The module `steepest`: all that a submission can import. It runs inside the sandbox; its types are what
 * `import … from "steepest"` shows in an editor.
 */

export { type BaseOptimizerOptions, baseOptimizer } from "./baseOptimizer.ts";
export { type Batch, concatBatches, next, size, take } from "./batch.ts";
export { blockwiseQuantization, dynamicMap, type QuantizedTree } from "./blockwiseQuantization.ts";
export { chain } from "./chain.ts";
export type {
  BatchSizeLimits,
  Context,
  EvalResult,
  LossOptions,
  PastEvaluation,
  PredictedLabels,
  SelectContext,
  Target,
  UpdateContext,
  UpdateResult,
} from "./context.ts";
export { defineSubmission, type PointOf, type Submission } from "./defineSubmission.ts";
export { fourBitQuantization } from "./fourBitQuantization.ts";
export { exceptKind, matrixUpTo, ofKind, ofRank } from "./leafPredicates.ts";
export { masked } from "./masked.ts";
export { type Axis, axesOf, axisGram, multiplyAxis } from "./operations/axes.ts";
export { blockCosines } from "./operations/cosines.ts";
export * from "./operations/elementwise.ts";
export * from "./operations/leafShapes.ts";
export * from "./operations/matrixFunctions.ts";
export * from "./operations/order.ts";
export { orthogonalize } from "./operations/orthogonalize.ts";
export * from "./operations/quantization.ts";
export * from "./operations/reductions.ts";
export * from "./operations/shapes.ts";
export { partition } from "./partition.ts";
export type { Random } from "./random.ts";
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
export { type Selected, type SelectingSubmission, selecting } from "./selecting.ts";
export { solveSmall } from "./solveSmall.ts";
export type {
  AnyAsyncTransform,
  AnyTransform,
  AsyncTransform,
  Transform,
  TransformContext,
  Transformed,
} from "./transform.ts";
export { type AdafactorOptions, type AdafactorState, adafactor } from "./transforms/adafactor.ts";
export { addDecayedWeights } from "./transforms/addDecayedWeights.ts";
export { type AmpOptions, amp } from "./transforms/amp.ts";
export { averageExponentially, type ExponentialAverageOptions } from "./transforms/averageExponentially.ts";
export { averageUniformly, type UniformAverageOptions } from "./transforms/averageUniformly.ts";
export { centralizeGradient } from "./transforms/centralizeGradient.ts";
export { type AdaptiveClippingOptions, clipAdaptively } from "./transforms/clipAdaptively.ts";
export { clipByGlobalNorm } from "./transforms/clipByGlobalNorm.ts";
export { clipByValue } from "./transforms/clipByValue.ts";
export { type CorrectGradientOptions, correctGradient } from "./transforms/correctGradient.ts";
export { decayNewWeights } from "./transforms/decayNewWeights.ts";
export { inBlocks } from "./transforms/inBlocks.ts";
export { type LawaOptions, lawa } from "./transforms/lawa.ts";
export { type LawaEmaOptions, lawaEma } from "./transforms/lawaEma.ts";
export { type LookaheadOptions, lookahead } from "./transforms/lookahead.ts";
export { type MechanicOptions, mechanic } from "./transforms/mechanic.ts";
export { type MomentumOptions, momentum } from "./transforms/momentum.ts";
export { type MomoOptions, momo } from "./transforms/momo.ts";
export { type ProdigyOptions, type ProdigyState, prodigy } from "./transforms/prodigy.ts";
export { projectRadially, type RadialProjectionOptions } from "./transforms/projectRadially.ts";
export { roundStochastically } from "./transforms/roundStochastically.ts";
export { type SamOptions, sam } from "./transforms/sam.ts";
export { type AdamOptions, type AdamState, scaleByAdam, scaleByNadam } from "./transforms/scaleByAdam.ts";
export { type AmsgradState, scaleByAmsgrad } from "./transforms/scaleByAmsgrad.ts";
export { type CasprOptions, type CasprState, scaleByCaspr } from "./transforms/scaleByCaspr.ts";
export { type DemoOptions, scaleByDemo } from "./transforms/scaleByDemo.ts";
export { type GaloreOptions, type GaloreState, scaleByGalore } from "./transforms/scaleByGalore.ts";
export { type KronOptions, type KronState, scaleByKron } from "./transforms/scaleByKron.ts";
export { scale, scaleByLearningRate, scaleBySchedule } from "./transforms/scaleByLearningRate.ts";
export { scaleByLion } from "./transforms/scaleByLion.ts";
export { type MuonOptions, scaleByMuon } from "./transforms/scaleByMuon.ts";
export { scaleByPowerAdam } from "./transforms/scaleByPowerAdam.ts";
export { type QGaloreOptions, scaleByQGalore } from "./transforms/scaleByQGalore.ts";
export { scaleByRms } from "./transforms/scaleByRms.ts";
export { type ScionOptions, scaleByScion } from "./transforms/scaleByScion.ts";
export { scaleBySecondMoment } from "./transforms/scaleBySecondMoment.ts";
export { type ShampooOptions, type ShampooState, scaleByShampoo } from "./transforms/scaleByShampoo.ts";
export { type SoapOptions, type SoapState, scaleBySoap } from "./transforms/scaleBySoap.ts";
export { type SophiaOptions, type SophiaState, scaleBySophia } from "./transforms/scaleBySophia.ts";
export { scaleByTrustRatio, type TrustRatioOptions } from "./transforms/scaleByTrustRatio.ts";
export { type ScheduleFreeOptions, scheduleFree } from "./transforms/scheduleFree.ts";
export { sequentially } from "./transforms/sequentially.ts";
export {
  type FourBitFactor,
  type FourBitShampooOptions,
  shampooFourBit,
} from "./transforms/shampooFourBit.ts";
export { stateless } from "./transforms/stateless.ts";
export { varianceRectification } from "./transforms/varianceRectification.ts";
export { isTree, type LeafInfo, type Scalar, type Tree } from "./tree.ts";
export { type WithDefaults, withDefaults } from "./withDefaults.ts";
