import { abs, div, getBackend, max, mul, sqrt, square, sum, type Tensor, where } from "@tensorflow/tfjs";

/** Backends whose numbers are there at once, in this process' memory: reading a few of them waits for nothing. */
const readable: readonly string[] = ["wasm", "cpu"];

/** Squares of numbers in this range neither overflow in a sum of up to 10⁷ nor vanish beside it. */
const [smallest, largest] = [1e-15, 1e15];

/**
 * √Σx² over an axis, which stays with length 1, or over all. Where the squares would overflow or vanish and their root would not, the numbers
 * are divided by the largest of them first; all other sums keep their bits. NaN where an element is.
 */
export function euclideanNorm(x: Tensor, axis?: number): Tensor {
  const keep = axis !== undefined;
  if (!readable.includes(getBackend())) return scaledNorm(x, axis, max(abs(x), axis, keep));
  const norm = sqrt(sum(square(x), axis, keep));
  const isDoubtful = (value: number) => value < smallest || value === Number.POSITIVE_INFINITY;
  if (!norm.dataSync().some(isDoubtful)) return norm;
  const most = max(abs(x), axis, keep);
  // Rows of zeros are what is usually small.
  return most.dataSync().some(isExtreme) ? scaledNorm(x, axis, most) : norm;
}

const isExtreme = (most: number): boolean =>
  (most > 0 && most < smallest) || (most > largest && most < Number.POSITIVE_INFINITY);

function scaledNorm(x: Tensor, axis: number | undefined, most: Tensor): Tensor {
  const isHuge = most.greater(largest).logicalAnd(most.less(Number.POSITIVE_INFINITY));
  const isTiny = most.less(smallest).logicalAnd(most.greater(0));
  const scale = where(isHuge.logicalOr(isTiny), most, most.onesLike());
  return mul(scale, sqrt(sum(square(div(x, scale)), axis, axis !== undefined)));
}
