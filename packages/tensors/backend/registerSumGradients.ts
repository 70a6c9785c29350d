import {
  div,
  type GradConfig,
  getBackend,
  getGradient,
  registerGradient,
  reshape,
  type Tensor,
  tile,
  util,
} from "@tensorflow/tfjs";
import { runsStockKernels } from "./withStockKernels.ts";

/** What a sum's slope is by the number's, given how many numbers there were. */
type Slope = (dy: Tensor, count: number) => Tensor;
type Attributes = Parameters<GradConfig["gradFunc"]>[2];

let registered = false;

/**
 * On `wasm`, gradients of sums and means repeat the slope. tfjs multiplies it by ones that it makes in JavaScript, as many as there were numbers;
 * the bits are the same, as those of x · 1 are x's. Once a process.
 */
export function registerSumGradients(): void {
  if (registered) return;
  registered = true;
  replace("Sum", (dy) => dy);
  replace("Mean", (dy, count) => div(dy, count));
}

function replace(kernelName: string, slope: Slope): void {
  const original = getGradient(kernelName);
  registerGradient({
    ...original,
    gradFunc(dy, saved, attributes) {
      const [x] = saved as [Tensor];
      if (getBackend() !== "wasm" || runsStockKernels() || x.rank === 0)
        return original.gradFunc(dy, saved, attributes);
      return { x: () => repeated(dy as Tensor, x.shape, attributes, slope) };
    },
  });
}

/** A slope of each sum at all the places that were summed. */
function repeated(dy: Tensor, shape: number[], { axis }: Attributes, slope: Slope): Tensor {
  const axes = new Set(util.parseAxisParam(axis as number | number[], shape));
  const count = [...axes].reduce((product, each) => product * (shape[each] as number), 1);
  const kept = shape.map((length, each) => (axes.has(each) ? 1 : length));
  return tile(
    reshape(slope(dy, count), kept),
    shape.map((length, each) => (axes.has(each) ? length : 1)),
  );
}
