import { tangentsAlong } from "@steepest/tensors/operations/tangents/tangentsAlong.ts";
import * as tf from "@tensorflow/tfjs";
import type { Ascent } from "../sandbox/problem.ts";
import { joinLeaves } from "../sandbox/treeValue.ts";
import type { BatchTensors, ForwardOptions, ForwardResult, LoadedWorkload } from "../workload/workload.ts";

/** What its result depends on, as tensors. */
export interface Point {
  readonly parameters: readonly tf.Tensor[];
  readonly modelState: readonly tf.Tensor[];
  readonly tensors: BatchTensors;
  /** [examples], or null where all count alike. */
  readonly exampleWeights: tf.Tensor | null;
  readonly localHeads: readonly tf.Tensor[];
  /** Of a product with the Hessian: a tensor for each parameter; none otherwise. */
  readonly vector: readonly tf.Tensor[];
  /** Inputs that go uphill, by their names in `tensors`, and what they are counted from. */
  readonly ascent:
    | (Ascent & { readonly names: readonly string[]; readonly clean: readonly tf.Tensor[] })
    | undefined;
}

/** Options as text, with every number told apart: JSON has one zero, and one word for NaN and the infinities. */
export const written = (options: unknown): string =>
  JSON.stringify(options, (_, value) =>
    typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : value,
  );

/** The mean loss over all targets, each example's multiplied by its weight where there are any. */
const meanLoss = ({ losses, weights }: ForwardResult, { exampleWeights }: Point): tf.Scalar =>
  tf.div(tf.sum(exampleWeights ? tf.mul(losses, exampleWeights) : losses), tf.sum(weights)) as tf.Scalar;

/** One pass through the model: the tensors that it gives are the caller's. */
export type Pass = (point: Point, options: ForwardOptions) => tf.Tensor[];

/**
 * The mean loss, its gradient (a tensor for each parameter; with `isJoined` a single one, [all their elements]), and the model state after the pass; then the
 * gradients of heads, the inputs after a step uphill, or the lengths of signals.
 */
export const gradientPass =
  (loaded: LoadedWorkload, isJoined = false): Pass =>
  (point, options) => {
    const { parameters, modelState, localHeads, ascent } = point;
    const inputs = (ascent?.names ?? []).map((name) => point.tensors[name] as tf.Tensor);
    const [firstHead, firstInput] = [parameters.length, parameters.length + localHeads.length];
    let newModelState: tf.Tensor[] = [];
    let signals: readonly tf.Tensor[] = [];
    const own: tf.Tensor[] = [];
    const { value, grads } = tf.valueAndGrads((...at: tf.Tensor[]) => {
      const result = loaded.forward(
        at.slice(0, firstHead),
        modelState,
        point.tensors,
        localHeads.length > 0 ? { ...options, localHeads: at.slice(firstHead, firstInput) } : options,
      );
      signals = result.signals ?? [];
      newModelState = result.modelState.map((tensor) => tf.keep(tensor.clone()));
      const loss = meanLoss(result, point);
      if (!result.localLosses && !result.noised) return loss;
      own.push(tf.keep(loss.clone()));
      if (!result.localLosses) return likelihoodRatio(result, options.outputNoise ?? Number.NaN);
      return tf.add(loss, meanLoss({ ...result, losses: result.localLosses }, point)) as tf.Scalar;
    })([...parameters, ...localHeads, ...inputs]);
    const uphill = grads.slice(firstInput);
    const risen = ascent
      ? tf.tidy(() =>
          uphill.map((gradient, i) =>
            ascended(inputs[i] as tf.Tensor, gradient, ascent.clean[i] as tf.Tensor, ascent),
          ),
        )
      : [];
    tf.dispose(uphill);
    // What is reported is the model's own loss.
    if (own[0]) tf.dispose(value);
    const ofParameters = grads.slice(0, firstHead);
    return [
      own[0] ?? value,
      ...(isJoined ? [joined(ofParameters)] : ofParameters),
      ...newModelState,
      ...grads.slice(firstHead, firstInput),
      ...risen,
      ...(signals.length > 0 ? [stacked(signals)] : []),
    ];
  };

/** How the gradient changes when the parameters move along the vector. */
export const productPass =
  (loaded: LoadedWorkload): Pass =>
  (point, options) =>
    tangentsAlong(point.parameters, point.vector, (parameters) => {
      const [loss, ...others] = gradientPass(loaded)({ ...point, parameters }, options);
      const { length } = point.parameters;
      tf.dispose([loss as tf.Tensor, ...others.slice(length)]);
      return others.slice(0, length);
    });

/** One tensor in place of several. */
function joined(leaves: tf.Tensor[]): tf.Tensor {
  const made = joinLeaves(leaves);
  tf.dispose(leaves);
  return made;
}

/** One row for each, which are not needed any more. */
function stacked(rows: readonly tf.Tensor[]): tf.Tensor {
  const made = tf.stack([...rows]);
  tf.dispose([...rows]);
  return made;
}

/**
 * What has the likelihood-ratio estimate for its gradient: Σ over layers and examples of (loss − mean loss of the others) · ⟨outputs, noise⟩/σ, ÷ targets. Outputs are functions of their own layer's parameters
 * alone, and losses of none: no gradient goes through the network. That the others' loss is taken away changes no expectation, since it does not depend on the example's noise. Nor does it to leave out the losses of
 * positions that the noise does not reach: those before its own, and those behind it where no position looks back any more.
 * Jiang et al. 2023, arXiv 2305.08960.
 */
function likelihoodRatio(
  { losses, positionLosses, weights, noised = [] }: ForwardResult,
  sigma: number,
): tf.Scalar {
  const examples = losses.size;
  const positions = positionLosses?.shape[1] ?? 1;
  const mean = positionLosses ? tf.mean(positionLosses, 0, true) : tf.mean(losses);
  const each = positionLosses ?? losses;
  const centred = examples > 1 ? tf.mul(tf.sub(each, mean), examples / (examples - 1)) : each;
  const own = tf.div(centred, tf.mul(tf.sum(weights), sigma));
  const andLater = positions > 1 ? tf.cumsum(own, 1, false, true) : own;
  const rows = (x: tf.Tensor) => tf.reshape(x, [examples * positions, -1]);
  const estimates = noised.map(({ outputs, noise, reachesLater }) =>
    tf.sum(tf.mul(rows(outputs), tf.mul(rows(noise), rows(reachesLater ? andLater : own)))),
  );
  return tf.addN(estimates) as tf.Scalar;
}

/** Inputs after one step along their gradient, and back to where they may be: within the radius of the clean ones. */
function ascended(
  input: tf.Tensor,
  gradient: tf.Tensor,
  clean: tf.Tensor,
  { radius, norm, stepSize }: Ascent,
): tf.Tensor {
  const deviation = tf.sqrt(tf.mean(tf.square(tf.sub(clean, tf.mean(clean)))));
  const step = tf.mul(deviation, stepSize);
  const most = tf.mul(deviation, radius);
  const change = tf.sub(input, clean);
  if (norm === "infinity") {
    const moved = tf.add(change, tf.mul(tf.sign(gradient), step));
    return tf.add(clean, tf.maximum(tf.minimum(moved, most), tf.neg(most)));
  }
  const rows = (x: tf.Tensor) => tf.reshape(x, [input.shape[0] as number, -1]);
  // No root mean square is 0: what has no gradient stays where it is.
  const length = (x: tf.Tensor) => tf.maximum(tf.sqrt(tf.mean(tf.square(x), 1, true)), 1e-30);
  const slope = rows(gradient);
  const moved = tf.add(rows(change), tf.mul(tf.div(slope, length(slope)), step));
  const back = tf.minimum(tf.div(most, length(moved)), 1);
  return tf.add(clean, tf.reshape(tf.mul(moved, back), input.shape));
}

/** The mean loss, or each example's. */
export const lossPass =
  (loaded: LoadedWorkload, perExample: boolean): Pass =>
  (point, options) => [
    tf.tidy(() => {
      const result = loaded.forward(point.parameters, point.modelState, point.tensors, options);
      return perExample ? tf.div(result.losses, result.weights) : meanLoss(result, point);
    }),
  ];

/** The mean loss, and the model state after the pass. */
export const statePass =
  (loaded: LoadedWorkload): Pass =>
  (point, options) =>
    tf.tidy(() => {
      const result = loaded.forward(point.parameters, point.modelState, point.tensors, options);
      return [meanLoss(result, point), ...result.modelState.map((tensor) => tensor.clone())];
    });
