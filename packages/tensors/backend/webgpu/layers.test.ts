import * as tf from "@tensorflow/tfjs";
import {
  describeOnWebgpu,
  forward,
  integers,
  numbers,
  positiveNumbers,
  valueAndGradients,
  withGradient,
} from "./testing/webgpuCases.ts";

const ids = (count: number, segments: number) =>
  integers(Array.from({ length: count }, (_, i) => (i * 7) % segments));
const as4d = (x: tf.Tensor) => x as tf.Tensor4D;

await describeOnWebgpu("matrix products on webgpu", () => {
  for (const [a, b] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    withGradient(
      `a${a ? " transposed" : ""}, b${b ? " transposed" : ""}`,
      [a ? numbers(7, 5) : numbers(5, 7), b ? numbers(6, 7) : numbers(7, 6)],
      (x, y) => tf.matMul(x, y, a, b),
    );
  }
  withGradient("in batches", [numbers(2, 3, 5, 8), numbers(2, 3, 6, 8)], (x, y) =>
    tf.matMul(x, y, false, true),
  );
  forward("one batch for all", [numbers(3, 5, 7), numbers(1, 7, 4)], (x, y) => tf.matMul(x, y));
  withGradient("of whole tiles", [numbers(64, 64), numbers(64, 64)], (x, y) => tf.matMul(x, y));
  const long = 3000;
  forward("a long sum", [numbers(8, long), numbers(long, 20)], (x, y) => tf.matMul(x, y), 1e-3);
  forward(
    "a long sum in parts",
    [numbers(long, 12), numbers(long, 20)],
    (x, y) => tf.matMul(x, y, true),
    1e-3,
  );
  forward(
    "a long sum that no part divides",
    [numbers(3001, 12), numbers(3001, 20)],
    (x, y) => tf.matMul(x, y, true),
    1e-3,
  );
  forward(
    "a long sum with a batch of one",
    [numbers(1, long, 12), numbers(1, long, 20)],
    (x, y) => tf.matMul(x, y, true),
    1e-3,
  );
  forward("einsum of attention", [numbers(2, 3, 2, 4), numbers(2, 5, 2, 4)], (q, k) =>
    tf.einsum("bthd,bshd->bhts", q, k),
  );
});

await describeOnWebgpu("convolutions on webgpu", () => {
  for (const [stride, pad] of [
    [1, "same"],
    [2, "same"],
    [1, "valid"],
    [2, 1],
  ] as const) {
    const title = `stride ${stride}, padding ${pad}`;
    withGradient(`${title}`, [numbers(2, 7, 6, 3), numbers(3, 3, 3, 4)], (x, w) =>
      tf.conv2d(as4d(x), as4d(w), stride, pad),
    );
    withGradient(`depthwise, ${title}`, [numbers(2, 7, 6, 3), numbers(3, 3, 3, 2)], (x, w) =>
      tf.depthwiseConv2d(as4d(x), as4d(w), stride, pad),
    );
  }
  withGradient("four channels", [numbers(2, 8, 8, 4), numbers(3, 3, 4, 8)], (x, w) =>
    tf.conv2d(as4d(x), as4d(w), 1, "same"),
  );
  withGradient("1 × 1", [numbers(2, 4, 4, 4), numbers(1, 1, 4, 8)], (x, w) =>
    tf.conv2d(as4d(x), as4d(w), 1, "same"),
  );
  withGradient("transposed", [numbers(2, 4, 4, 3), numbers(3, 3, 4, 3)], (x, w) =>
    tf.conv2dTranspose(as4d(x), as4d(w), [2, 8, 8, 4], 2, "same"),
  );
});

await describeOnWebgpu("pools on webgpu", () => {
  for (const [size, stride, pad] of [
    [2, 2, "valid"],
    [3, 2, "same"],
    [3, 1, "same"],
    [2, 3, "valid"],
  ] as const) {
    const title = `${size} by ${size}, stride ${stride}, padding ${pad}`;
    withGradient(`largest of ${title}`, [numbers(2, 7, 6, 3)], (x) => tf.maxPool(as4d(x), size, stride, pad));
    withGradient(`average of ${title}`, [numbers(2, 7, 6, 3)], (x) => tf.avgPool(as4d(x), size, stride, pad));
  }
  forward(
    "the first of equals gets a window's gradient",
    [{ shape: [1, 4, 4, 1], values: [1, 1, 0, 0, 1, 1, 0, 0, 2, 2, 3, 3, 2, 2, 3, 3] }],
    valueAndGradients((x) => tf.maxPool(as4d(x), 3, 1, "same")),
  );
});

await describeOnWebgpu("rows by number on webgpu", () => {
  forward("gather", [numbers(6, 5), ids(4, 6)], (x, rows) => tf.gather(x, rows as tf.Tensor1D));
  forward("gather by two-dimensional ids", [numbers(6, 5), integers([1, 0, 5, 1], [2, 2])], (x, rows) =>
    tf.gather(x, rows as tf.Tensor2D),
  );
  forward("gradient of gather", [numbers(6, 5), integers([1, 0, 5, 1, 1])], (x, rows) =>
    valueAndGradients((table) => tf.gather(table, rows as tf.Tensor1D))(x),
  );
  forward("sums of segments", [numbers(400, 3), ids(400, 5)], (x, rows) =>
    tf.unsortedSegmentSum(x, rows as tf.Tensor1D, 5),
  );
  forward("sums of whole numbers", [integers([1, 2, 3, 4, 5, 6], [3, 2]), integers([1, 0, 1])], (x, rows) =>
    tf.unsortedSegmentSum(x, rows as tf.Tensor1D, 3),
  );
  forward("segments out of range are left out", [numbers(5, 2, 2), integers([0, -1, 2, 9, 2])], (x, rows) =>
    tf.unsortedSegmentSum(x, rows as tf.Tensor1D, 4),
  );
  forward("one-hot", [integers([0, 2, -1, 3])], (x) => tf.oneHot(x as tf.Tensor1D, 3));
});

await describeOnWebgpu("normalization and losses on webgpu", () => {
  withGradient(
    "batch normalization",
    [numbers(2, 3, 3, 4), numbers(4), positiveNumbers(4), numbers(4), numbers(4)],
    (x, mean, variance, offset, scale) =>
      tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        1e-3,
      ),
  );
  withGradient("moments", [numbers(2, 3, 3, 4)], (x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.concat([mean, variance]);
  });
  withGradient("softmax", [numbers(5, 41)], (x) => tf.softmax(x));
  withGradient("log of softmax", [numbers(5, 41)], (x) => tf.logSoftmax(x));
  withGradient("log of a sum of exponentials", [numbers(4, 9)], (x) => tf.logSumExp(x, 1));
  withGradient("resized images", [numbers(1, 4, 4, 2)], (x) => tf.image.resizeBilinear(as4d(x), [7, 6]));
});
