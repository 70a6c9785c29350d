import * as tf from "@tensorflow/tfjs";

/** A small operation that training needs, with the shapes of its (standard normal) inputs. */
export interface KernelCheck {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
}

type One = (x: tf.Tensor) => tf.Tensor;
type Two = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

const one = (name: string, shape: readonly number[], run: One): KernelCheck => ({
  name,
  shapes: [shape],
  run: run as KernelCheck["run"],
});
const two = (name: string, first: readonly number[], second: readonly number[], run: Two): KernelCheck => ({
  name,
  shapes: [first, second],
  run: run as KernelCheck["run"],
});

/** The gradients of an operation's sum of squares, side by side in one flat tensor. */
const gradientsOf =
  (operation: (...inputs: tf.Tensor[]) => tf.Tensor) =>
  (...inputs: tf.Tensor[]): tf.Tensor =>
    tf.concat(
      tf
        .grads((...each: tf.Tensor[]) =>
          operation(...each)
            .square()
            .sum(),
        )(inputs)
        .map((gradient) => gradient.flatten()),
    );

const withGradient = (check: KernelCheck): KernelCheck[] => [
  check,
  { ...check, name: `${check.name}, gradient`, run: gradientsOf(check.run) },
];

const image = [2, 7, 6, 4];
const mask = () => tf.tensor2d([1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1], [4, 3], "bool");
const indices = () => tf.tensor1d([2, 0, 2, 4], "int32");

const products = [
  two("A·B", [5, 7], [7, 3], (a, b) => tf.matMul(a, b)),
  two("Aᵀ·B", [7, 5], [7, 3], (a, b) => tf.matMul(a, b, true, false)),
  two("A·Bᵀ", [5, 7], [3, 7], (a, b) => tf.matMul(a, b, false, true)),
  two("Aᵀ·Bᵀ", [7, 5], [3, 7], (a, b) => tf.matMul(a, b, true, true)),
  two("batched A·Bᵀ", [2, 3, 5, 4], [2, 3, 6, 4], (a, b) => tf.matMul(a, b, false, true)),
].flatMap(withGradient);

const convolutions = [1, 2].flatMap((stride) =>
  [
    two(`convolution, stride ${stride}`, image, [3, 3, 4, 5], (x, w) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same"),
    ),
    two(`depthwise convolution, stride ${stride}`, image, [3, 3, 4, 1], (x, w) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same"),
    ),
    one(`max pool, stride ${stride}`, image, (x) => tf.maxPool(x as tf.Tensor4D, 2, stride, "valid")),
    // Not `same`: tfjs's cpu gradient counts the padding that its forward pass leaves out.
    one(`average pool, stride ${stride}`, image, (x) => tf.avgPool(x as tf.Tensor4D, 2, stride, "valid")),
  ].flatMap(withGradient),
);

const elementwise = [
  one("exp", [40], (x) => tf.exp(x)),
  one("log", [40], (x) => tf.log(tf.abs(x).add(0.1))),
  one("sqrt", [40], (x) => tf.sqrt(tf.abs(x).add(0.1))),
  one("tanh", [40], (x) => tf.tanh(x)),
  one("sigmoid", [40], (x) => tf.sigmoid(x)),
  one("erf", [40], (x) => tf.erf(x)),
  one("relu", [40], (x) => tf.relu(x)),
  one("cube", [40], (x) => tf.pow(x, 3)),
  two("add, broadcast", [4, 1, 3], [5, 1], (x, y) => tf.add(x, y)),
  two("multiply, broadcast", [4, 1, 3], [5, 1], (x, y) => tf.mul(x, y)),
  two("divide, broadcast", [4, 3], [4, 1], (x, y) => tf.div(x, tf.abs(y).add(1))),
  two("maximum", [4, 3], [4, 3], (x, y) => tf.maximum(x, y)),
  two("where", [4, 3], [4, 3], (x, y) => tf.where(mask(), x, y)),
].flatMap(withGradient);

const reductions = [
  one("sum over the middle axis", [3, 4, 5], (x) => tf.sum(x, 1)),
  one("mean over the outer axes", [3, 4, 5], (x) => tf.mean(x, [0, 2])),
  one("maximum over an axis", [6, 5], (x) => tf.max(x, 1)),
  one("softmax", [6, 5], (x) => tf.softmax(x)),
  one("log softmax", [6, 5], (x) => tf.logSoftmax(x)),
  one("cumulative sum", [6, 5], (x) => tf.cumsum(x, 1)),
].flatMap(withGradient);

const shapes = [
  one("transpose", [3, 4, 5], (x) => tf.transpose(x, [2, 0, 1])),
  two("concat", [3, 4], [3, 2], (x, y) => tf.concat([x, y], 1)),
  one("slice", [4, 5], (x) => tf.slice(x, [1, 2], [2, 3])),
  one("pad", [3, 2], (x) =>
    tf.pad(x, [
      [1, 0],
      [2, 1],
    ]),
  ),
  one("tile", [3, 1], (x) => tf.tile(x, [2, 3])),
  one("reverse", [3, 4], (x) => tf.reverse(x, 1)),
  one("embedding look-up", [5, 3], (x) => tf.gather(x, indices())),
].flatMap(withGradient);

/** Without a gradient of their own in tfjs, or with none to have. */
const whole = [
  two("einsum", [3, 4, 5], [3, 5, 2], (a, b) => tf.einsum("bij,bjk->bik", a, b)),
  two("maximum, broadcast", [4, 3], [3], (x, y) => tf.maximum(x, y)),
  two("comparison", [4, 3], [3], (x, y) => tf.greater(x, y)),
  one("arg max", [6, 5], (x) => tf.argMax(x, 1)),
  one("one-hot", [1], () => tf.oneHot(indices(), 5)),
  one("unsorted segment sum", [4, 3], (x) => tf.unsortedSegmentSum(x, indices() as tf.Tensor1D, 5)),
  one("cast", [6], (x) => tf.cast(x.mul(3), "int32")),
];

/** What the kernels of a backend are checked with: small shapes, every operation that models are trained with. */
export const kernelChecks: readonly KernelCheck[] = [
  ...products,
  ...convolutions,
  ...elementwise,
  ...reductions,
  ...shapes,
  ...whole,
];
