import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import {
  abs,
  add,
  cast,
  cumsum,
  customGrad,
  div,
  engine,
  gather,
  grads,
  greaterEqual,
  keep,
  less,
  lessEqual,
  max,
  maximum,
  minimum,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  tidy,
  unsortedSegmentSum,
} from "@tensorflow/tfjs";

/** Examples of a batch that go on backward, and by what their signal is multiplied. */
export interface Chosen {
  readonly indices: Tensor1D;
  readonly weights: Tensor1D;
}

/** Rounds in which probabilities above 1 are cut and the rest raised; what is left over after them stays unused. */
const rounds = 8;
/** Less than any length that float32 tells from 0 beside the longest. */
const tiny = 1e-30;

/** Probabilities ∝ length, at most 1, whose sum is `count` (or less, where fewer examples have a length). */
function probabilities(lengths: Tensor, count: number): Tensor {
  let certain: Tensor = mul(lengths, 0);
  let made: Tensor = certain;
  for (let round = 0; round < rounds; round++) {
    const rest = mul(lengths, sub(1, certain));
    const scale = div(sub(count, sum(certain)), maximum(sum(rest), tiny));
    made = minimum(add(certain, mul(rest, scale)), 1);
    certain = cast(greaterEqual(made, 1), "float32");
  }
  return made;
}

/**
 * `count` examples by systematic sampling: example i is among them with its probability pᵢ, and has the weight 1/pᵢ. The same probabilities as independent draws, but as many examples at every call, so
 * that shapes are fixed. `offset` [1] is uniform in [0, 1).
 */
export function chooseExamples(lengths: Tensor, count: number, offset: Tensor): Chosen {
  const { size } = lengths;
  const each = probabilities(lengths, count);
  const ends = reshape(cumsum(each), [1, size]);
  const points = reshape(add(tensor1d(Float32Array.from({ length: count }, (_, at) => at)), offset), [
    count,
    1,
  ]);
  // The first example whose end lies above the point: as many as have theirs below.
  const places = sum(cast(lessEqual(ends, points), "float32"), 1);
  const indices = cast(minimum(places, size - 1), "int32") as Tensor1D;
  const used = cast(less(places, size), "float32");
  return { indices, weights: div(used, maximum(gather(each, indices), tiny)) as Tensor1D };
}

/** The length of each example's part of a signal. */
function lengthsOf(signal: Tensor, examples: number): Tensor {
  const scale = maximum(max(abs(signal)), tiny);
  return mul(sqrt(sum(square(reshape(div(signal, scale), [examples, -1])), 1)), scale);
}

/** The rows of some examples, whose rows lie behind one another. */
export function rowsOf(x: Tensor, indices: Tensor1D, examples: number): Tensor {
  const rows = x.size / examples;
  const [first = 1, ...rest] = x.shape;
  const chosen = gather(reshape(x, [examples, rows]), indices);
  return reshape(chosen, [(first / examples) * indices.size, ...rest]);
}

/** Gradients within a gradient: the tape of the outer one is put aside meanwhile. */
function innerGradients(run: () => Tensor, by: readonly Tensor[], signal: Tensor): Tensor[] {
  const { state } = engine();
  const { activeTape } = state;
  try {
    return grads(run)([...by], signal);
  } finally {
    state.activeTape = activeTape;
  }
}

export interface SampledBlock {
  readonly input: Tensor;
  /** Of the first block there is no gradient by its input. */
  readonly isFirst: boolean;
  readonly parameters: readonly Tensor[];
  readonly examples: number;
  /** How many go on backward. */
  readonly count: number;
  readonly key: RandomKey;
  /** Separates the draws of a model's edges. */
  readonly name: string;
  /** Given the length of every example's signal, before any is dropped. */
  readonly onSignal: (lengths: Tensor) => void;
  /** What the block makes of its input, or of that of some examples. */
  readonly layers: (x: Tensor, chosen: Tensor1D | null) => Tensor;
}

/**
 * What a block gives, whose gradient is that of some examples only: the signal that comes back decides which, they are computed forward again, and backward with weights that leave every expectation as it is.
 * With all of them it is the block's own gradient, to the bit. Wang et al. 2024, arXiv 2402.17227 (SampleA).
 */
export function sampledBlock(block: SampledBlock): Tensor {
  const { input, isFirst, parameters, examples, count, key, name, onSignal, layers } = block;
  const watch = (signal: Tensor): Tensor => {
    const lengths = keep(lengthsOf(signal, examples));
    onSignal(lengths);
    return lengths;
  };
  if (count >= examples) {
    const watched = customGrad((x) => ({
      value: (x as Tensor).clone(),
      gradFunc: (signal: Tensor) => {
        tidy(() => void watch(signal));
        return signal.clone();
      },
    }));
    return watched(layers(input, null));
  }
  const sampled = customGrad((...given) => {
    const save = given.at(-1) as unknown as (tensors: Tensor[]) => void;
    if (!isFirst) save([input]);
    const gradFunc = (signal: Tensor, saved: Tensor[]): Tensor[] =>
      tidy(() => {
        const whole = saved[0] ?? input;
        const offset = tensor(drawnNumbers(key, (drawn) => uniform(deriveKey(drawn, name), 1), "uniform"));
        const { indices, weights } = chooseExamples(watch(signal), count, offset);
        const weighed = mul(gather(reshape(signal, [examples, -1]), indices), reshape(weights, [count, 1]));
        const some = rowsOf(whole, indices, examples);
        const [rows = 1, ...rest] = signal.shape;
        const made = innerGradients(
          () => layers(some, indices),
          isFirst ? parameters : [some, ...parameters],
          reshape(weighed, [(rows / examples) * count, ...rest]),
        );
        if (isFirst) return made;
        const [back, ...others] = made as [Tensor, ...Tensor[]];
        const spread = unsortedSegmentSum(reshape(back, [count, -1]), indices, examples);
        return [reshape(spread, whole.shape), ...others];
      });
    return { value: layers(input, null), gradFunc };
  });
  return sampled(...(isFirst ? parameters : [input, ...parameters]));
}
