import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";

/** Rows of packed sentences, int32 [batch, length] each. Segments count from 1; padding is 0 among sources, −1 among targets. */
export interface PackedTensors {
  readonly sources: Tensor;
  readonly sourcePositions: Tensor;
  readonly sourceSegments: Tensor;
  /** The targets, one later: what is known when each of them is predicted. */
  readonly inputs: Tensor;
  readonly targetPositions: Tensor;
  readonly targetSegments: Tensor;
}

/** What decoding keeps between two steps: tensors on the device. */
export type DecodingState = readonly Tensor[];

/** Maps sources and the targets so far to logits of the next target. */
export interface TranslationModel
  extends Pick<Model, "parameterSpecs" | "modelStateSpecs" | "takesFeedback"> {
  /** Logits [batch · length, vocabulary] of every target, given those before it. */
  apply(scope: Scope, batch: PackedTensors): Tensor2D;
  /** Longest translation in ids. */
  readonly longest: number;
  /** Encodes one sentence a row, `sources` and `segments` (1, padding 0) [batch, length]: the state before the first target. */
  startDecoding(scope: Scope, sources: Tensor, segments: Tensor): DecodingState;
  /**
   * Logits [batch, vocabulary] of the next target after `tokens` [batch] at `position` (from 0; the first token is padding), and the
   * state that then holds.
   */
  decode(
    scope: Scope,
    state: DecodingState,
    tokens: Tensor,
    position: number,
  ): { readonly logits: Tensor2D; readonly state: DecodingState };
}
