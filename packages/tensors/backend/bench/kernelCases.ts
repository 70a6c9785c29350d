import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";

/** One measured operation. `prepare` builds its inputs on the current backend. */
export interface KernelCase {
  readonly name: string;
  /** tfjs-wasm has a kernel that does not work: there is nothing to compare with. */
  readonly stockFails?: boolean;
  readonly prepare: () => { readonly inputs: readonly tf.Tensor[]; readonly run: () => void };
}

function random(...shape: number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(normal(keyFromSeed(size), size), shape);
}

function kernelCase(name: string, shapes: number[][], run: (...inputs: tf.Tensor[]) => unknown): KernelCase {
  return {
    name,
    prepare() {
      const inputs = shapes.map((shape) => random(...shape));
      return { inputs, run: () => void run(...inputs) };
    },
  };
}

type Attributes = NonNullable<Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2]>;

/** One side of a gradient by itself, without the forward pass around it. */
function kernel(kernelName: string, inputs: Record<string, tf.Tensor>, attributes: object): void {
  tf.engine().runKernel(kernelName, inputs, attributes as Attributes);
}

const image = [16, 28, 28, 8];
const convolved = [16, 28, 28, 16];
const halved = [16, 14, 14, 16];
const filter = [3, 3, 8, 16];
const padded = { pad: "same", dataFormat: "NHWC" };
const pooling = { filterSize: 2, strides: 2, pad: "valid" };
const depthwise = { strides: [1, 1], dilations: [1, 1], pad: "same" };

const convolutions: readonly KernelCase[] = [1, 2].flatMap((stride) => {
  const dy = stride === 1 ? convolved : halved;
  const attributes = { ...padded, strides: [stride, stride] };
  return [
    kernelCase(`convolution input gradient, stride ${stride}`, [dy, filter], (y, w) =>
      kernel(
        "Conv2DBackpropInput",
        { dy: y as tf.Tensor, filter: w as tf.Tensor },
        { ...attributes, inputShape: image },
      ),
    ),
    kernelCase(`convolution filter gradient, stride ${stride}`, [image, dy], (x, y) =>
      kernel(
        "Conv2DBackpropFilter",
        { x: x as tf.Tensor, dy: y as tf.Tensor },
        { ...attributes, filterShape: filter },
      ),
    ),
  ];
});

type One = (x: tf.Tensor) => unknown;
type Two = (x: tf.Tensor, y: tf.Tensor) => unknown;

const one = (name: string, shape: number[], run: One) => kernelCase(name, [shape], run as never);
const two = (name: string, first: number[], second: number[], run: Two) =>
  kernelCase(name, [first, second], run as never);

export const kernelCases: readonly KernelCase[] = [
  two("A·B, 512×512×512", [512, 512], [512, 512], (a, b) => tf.matMul(a, b)),
  two("A·B, 128×784×128", [128, 784], [784, 128], (a, b) => tf.matMul(a, b)),
  two("A·B, 256×512×256", [256, 512], [512, 256], (a, b) => tf.matMul(a, b)),
  two("A·Bᵀ, 256×512×256", [256, 512], [256, 512], (a, b) => tf.matMul(a, b, false, true)),
  two("Aᵀ·B, 256×512×256", [512, 256], [512, 256], (a, b) => tf.matMul(a, b, true, false)),
  two("64 × (64×16·16×64)", [64, 64, 16], [64, 64, 16], (a, b) => tf.matMul(a, b, false, true)),
  ...convolutions,
  two("depthwise input gradient", image, [3, 3, 8, 1], (dy, w) =>
    kernel("DepthwiseConv2dNativeBackpropInput", { dy, filter: w }, { ...depthwise, inputShape: image }),
  ),
  two("depthwise filter gradient", image, image, (x, dy) =>
    kernel("DepthwiseConv2dNativeBackpropFilter", { x, dy }, { ...depthwise, filterShape: [3, 3, 8, 1] }),
  ),
  two("max-pool gradient", convolved, halved, (input, dy) =>
    kernel("MaxPoolGrad", { dy, input, output: dy }, pooling),
  ),
  two("average-pool gradient", convolved, halved, (input, dy) =>
    kernel("AvgPoolGrad", { dy, input }, pooling),
  ),
  {
    name: "embedding look-up and gradient",
    prepare() {
      const table = random(256, 64);
      const rows = tf.tensor1d(
        Int32Array.from({ length: 512 }, (_, i) => (i * 97) % 256),
        "int32",
      );
      const gradient = tf.grad((x: tf.Tensor) => tf.gather(x, rows));
      return { inputs: [table, rows], run: () => void gradient(table) };
    },
  },
  two("where, mask broadcast", [64, 64], [64, 64, 64], (mask, x) => tf.where(tf.greater(mask, 0), x, -1e9)),
  two("maximum", [512, 512], [512, 512], (a, b) => tf.maximum(a, b)),
  two("greater", [512, 512], [512, 512], (a, b) => tf.greater(a, b)),
  one("cube", [512, 512], (x) => tf.pow(x, 3)),
  one("tanh", [512, 512], (x) => tf.tanh(x)),
  one("erf", [512, 512], (x) => tf.erf(x)),
  one("tile", [1, 512], (x) => tf.tile(x, [512, 1])),
  one("clone", [512, 512], (x) => tf.clone(x)),
];
