import {
  add,
  cast,
  concat,
  equal,
  exp,
  expandDims,
  fill,
  greater,
  less,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSoftmax,
  matMul,
  maximum,
  mul,
  notEqual,
  range,
  reshape,
  stack,
  sub,
  sum,
  type Tensor,
  tensor2d,
  unstack,
  where,
  zerosLike,
} from "@tensorflow/tfjs";
import type { CtcInputs } from "./ctcLoss.ts";

/** ln 0, and below it what a sum of some of them may be. */
const logZero = -1e30;
const impossible = -1e29;

/** The states of every example, [batch, states] or [batch, states, classes]: blank, label, blank, …, label, blank. */
interface States {
  readonly symbols: Tensor;
  /** 0 where a state may be entered from two states before, else ln 0. */
  readonly skips: Tensor;
  /** 0 where an alignment may end, else ln 0. */
  readonly ends: Tensor;
}

/** The CTC losses [batch] and their slopes by the logits, by tfjs's operations: a few dozen for every frame. */
export function composedCtc(inputs: CtcInputs, blank: number): Tensor[] {
  const { logits, logitLengths, labelLengths } = inputs;
  const [batch, frames, classes] = logits.shape as [number, number, number];
  const { symbols, skips, ends } = statesOf(inputs, blank, classes);
  const logProbabilities = logSoftmax(logits);
  const emissions = unstack(matMul(logProbabilities, symbols, false, true), 1);
  const isFrame = (frame: number) => expandDims(greater(logitLengths, frame), 1);
  const shape = ends.shape as [number, number];
  const states = shape[1];
  // A single blank state before the first frame.
  const forward: Tensor[] = [];
  let alpha: Tensor = concat([fill([batch, 1], 0), fill([batch, states - 1], logZero)], 1);
  for (let frame = 0; frame < frames; frame++) {
    const entered = logOfSum(alpha, shifted(alpha, 1), add(shifted(alpha, 2), skips));
    alpha = where(isFrame(frame), add(entered, emissions[frame] as Tensor), alpha);
    forward.push(alpha);
  }
  const logLikelihood = logOfSums(add(alpha, ends));
  // Not "greater": NaN is no impossible alignment.
  const isPossible = logicalNot(less(logLikelihood, impossible));
  const backward: Tensor[] = Array.from({ length: frames });
  let beta = ends;
  const skipsLater = shifted(skips, -2);
  for (let frame = frames - 1; frame >= 0; frame--) {
    backward[frame] = beta;
    const later = add(beta, emissions[frame] as Tensor);
    const left = logOfSum(later, shifted(later, -1), add(shifted(later, -2), skipsLater));
    beta = where(isFrame(frame), left, beta);
  }
  const joint = add(stack(forward, 1), stack(backward, 1));
  const relative = sub(joint, reshape(logLikelihood, [batch, 1, 1]));
  const posteriors = matMul(
    exp(where(greater(joint, impossible), relative, fill(joint.shape, logZero))),
    symbols,
  );
  const inside = less(expandDims(range(0, frames, 1, "int32"), 0), expandDims(logitLengths, 1));
  const explained = logicalNot(less(expandDims(logLikelihood, 1), fill([1, frames], impossible)));
  const left = cast(logicalNot(logicalAnd(inside, explained)), "float32");
  const slopes = sub(exp(logProbabilities), posteriors);
  // Neither left out nor NaN.
  const counted = less(expandDims(left, 2), cast(equal(logits, logits), "float32"));
  const losses = where(isPossible, mul(logLikelihood, -1), fill([batch], Number.POSITIVE_INFINITY));
  // No frames and no labels: nothing to explain.
  const isEmpty = logicalAnd(equal(labelLengths, 0), equal(logitLengths, 0));
  return [where(isEmpty, zerosLike(losses), losses), where(counted, slopes, zerosLike(slopes))];
}

function statesOf({ labels, labelLengths }: CtcInputs, blank: number, classes: number): States {
  const [batch, room] = labels.shape as [number, number];
  const blanks = fill([batch, room], blank, "int32");
  const between = reshape(stack([blanks, labels], 2), [batch, 2 * room]);
  const symbols = concat([between, fill([batch, 1], blank, "int32")], 1);
  const states = 2 * room + 1;
  const position = range(0, states, 1, "int32");
  const before = concat([fill([batch, 2], blank, "int32"), symbols.slice([0, 0], [batch, states - 2])], 1);
  // Of labels after the first. Masks are made in full: the kernels that are replayed broadcast numbers only.
  const later = Array.from({ length: batch * states }, (_, at) => at % states > 2 && (at % states) % 2 === 1);
  const maySkip =
    room === 0
      ? fill([batch, states], 0).toBool()
      : logicalAnd(notEqual(symbols, before), tensor2d(later, [batch, states], "bool"));
  const last = expandDims(mul(labelLengths, 2), 1);
  const isBeforeLast = logicalAnd(equal(position, sub(last, 1)), greater(last, zerosLike(position)));
  const isEnd = logicalOr(equal(position, last), isBeforeLast);
  return {
    // One of the classes, as a product takes it.
    symbols: cast(equal(expandDims(symbols, 2), range(0, classes, 1, "int32")), "float32"),
    skips: logOf(maySkip),
    ends: logOf(isEnd),
  };
}

const logOf = (permitted: Tensor): Tensor => mul(cast(logicalNot(permitted), "float32"), logZero);

/** The states moved by `steps` towards the end (or, below 0, the start); ln 0 comes in. */
function shifted(x: Tensor, steps: number): Tensor {
  const [batch, states] = x.shape as [number, number];
  const count = Math.min(Math.abs(steps), states);
  const filler = fill([batch, count], logZero);
  const kept = [batch, states - count];
  return steps > 0
    ? concat([filler, x.slice([0, 0], kept)], 1)
    : concat([x.slice([0, count], kept), filler], 1);
}

/** ln(eᵃ + eᵇ + eᶜ), number by number. */
function logOfSum(a: Tensor, b: Tensor, c: Tensor): Tensor {
  const largest = maximum(a, maximum(b, c));
  const total = add(exp(sub(a, largest)), add(exp(sub(b, largest)), exp(sub(c, largest))));
  return add(largest, log(total));
}

/** The same over the last axis of [batch, states]: [batch]. */
function logOfSums(x: Tensor): Tensor {
  const largest = x.max(1, true);
  return add(largest.squeeze([1]), log(sum(exp(sub(x, largest)), 1)));
}
