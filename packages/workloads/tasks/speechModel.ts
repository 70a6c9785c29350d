import type { ModelStateSpec, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { floorDiv, scalar, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "../layers/scope.ts";
import { subsampling } from "./subsampling.ts";

/** How many frames of logits `lengths` (int32) frames become. */
export const outputLengths = (lengths: Tensor): Tensor =>
  floorDiv(lengths.add(scalar(subsampling - 1, "int32")), scalar(subsampling, "int32"));

export interface SpeechInputs {
  /** [batch, frames, bands], 0 beyond an utterance's end; `frames` is a multiple of `subsampling`. */
  readonly features: Tensor;
  /** [batch], int32: the frames of each utterance. */
  readonly lengths: Tensor;
}

/** A network from features to CTC logits [batch, frames / subsampling, classes]. */
export interface SpeechModel {
  readonly takesFeedback?: boolean;
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs: readonly ModelStateSpec[];
  apply(scope: Scope, inputs: SpeechInputs): Tensor;
}
