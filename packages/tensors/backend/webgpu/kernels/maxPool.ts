import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { flatProgram, wholeNumbers } from "./flatProgram.ts";
import { webgpuKernel } from "./webgpuKernel.ts";

type PoolInfo = ReturnType<typeof backend_util.computePool2DInfo>;

interface Attributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

const geometry = [
  ...["inHeight", "inWidth", "outHeight", "outWidth", "channels"],
  ...["filterHeight", "filterWidth", "strideHeight", "strideWidth", "top", "left"],
];

const geometryOf = (info: PoolInfo) =>
  wholeNumbers(
    ...[info.inHeight, info.inWidth, info.outHeight, info.outWidth, info.inChannels],
    ...[info.effectiveFilterHeight, info.effectiveFilterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  );

/** Which number of x each window took: the first of its largest, or the first NaN where there is one. */
const findLargest = `
  let channel = index % uniforms.channels;
  let column = (index / uniforms.channels) % uniforms.outWidth;
  let row = (index / (uniforms.channels * uniforms.outWidth)) % uniforms.outHeight;
  let image = index / (uniforms.channels * uniforms.outWidth * uniforms.outHeight);
  let y0 = row * uniforms.strideHeight - uniforms.top;
  let x0 = column * uniforms.strideWidth - uniforms.left;
  var found = -1;
  var largest = 0.0;
  for (var y = max(y0, 0); y < min(y0 + uniforms.filterHeight, uniforms.inHeight); y++) {
    for (var x = max(x0, 0); x < min(x0 + uniforms.filterWidth, uniforms.inWidth); x++) {
      let at = ((image * uniforms.inHeight + y) * uniforms.inWidth + x) * uniforms.channels + channel;
      if (found < 0 || (isnan(input[at]) && !isnan(largest)) || input[at] > largest) {
        found = at;
        largest = input[at];
      }
    }
  }
  result[index] = found;
`;

/** A number of x gets the gradients of those windows that took it: at most as many as a window has numbers. */
const collect = `
  let channel = index % uniforms.channels;
  let x = (index / uniforms.channels) % uniforms.inWidth + uniforms.left;
  let y = (index / (uniforms.channels * uniforms.inWidth)) % uniforms.inHeight + uniforms.top;
  let image = index / (uniforms.channels * uniforms.inWidth * uniforms.inHeight);
  let firstRow = max(0, (y - uniforms.filterHeight + uniforms.strideHeight) / uniforms.strideHeight);
  let firstColumn = max(0, (x - uniforms.filterWidth + uniforms.strideWidth) / uniforms.strideWidth);
  var sum = 0.0;
  for (var row = firstRow; row <= min(y / uniforms.strideHeight, uniforms.outHeight - 1); row++) {
    for (var column = firstColumn; column <= min(x / uniforms.strideWidth, uniforms.outWidth - 1); column++) {
      let window = ((image * uniforms.outHeight + row) * uniforms.outWidth + column) * uniforms.channels + channel;
      if (taken[window] == index) { sum += dy[window]; }
    }
  }
  result[index] = sum;
`;

/** The place of each window's number in the input. The caller disposes of it. */
const takenOf = (input: TensorInfo, info: PoolInfo, shape: readonly number[], backend: WebGPUBackend) =>
  backend.runWebGPUProgram(
    flatProgram({
      name: "maxPoolTaken",
      outputShape: shape,
      inputs: ["input"],
      uniforms: geometry,
      code: findLargest,
    }),
    [input],
    "int32",
    geometryOf(info),
  );

/** The largest number of each window, NaN where one of them is: tfjs passes over it. */
export const maxPool = webgpuKernel<{ readonly x: TensorInfo }, Attributes>(
  "MaxPool",
  ({ x }, { filterSize, strides, pad, dimRoundingMode }, backend) => {
    const shape = x.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const taken = takenOf(x, info, info.outShape, backend);
    const program = flatProgram({
      name: "maxPool",
      outputShape: info.outShape,
      inputs: ["x", "taken"],
      code: "result[index] = x[taken[index]];",
    });
    const largest = backend.runWebGPUProgram(program, [x, taken], "float32");
    backend.disposeData(taken.dataId);
    return largest;
  },
);

/** Each window's gradient goes to its largest input, the first one of equals as on `cpu` (tfjs-webgpu takes the last one). */
export const maxPoolGrad = webgpuKernel<{ readonly dy: TensorInfo; readonly input: TensorInfo }, Attributes>(
  "MaxPoolGrad",
  ({ dy, input }, { filterSize, strides, pad, dimRoundingMode }, backend) => {
    const shape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const taken = takenOf(input, info, dy.shape, backend);
    const gradient = backend.runWebGPUProgram(
      flatProgram({
        name: "maxPoolGrad",
        outputShape: input.shape,
        inputs: ["dy", "taken"],
        uniforms: geometry,
        code: collect,
      }),
      [dy, taken],
      "float32",
      geometryOf(info),
    );
    backend.disposeData(taken.dataId);
    return gradient;
  },
);
