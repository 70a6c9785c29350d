import type { TensorInfo } from "@tensorflow/tfjs";
import { allocate, floatsOf, integersOf, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly segmentIds: TensorInfo;
}

/** Sums the rows of x that share a segment id: the gradient of an embedding look-up. Ids outside the range are dropped. */
export const unsortedSegmentSum = wasmKernel<Inputs, { readonly numSegments: number }>(
  "UnsortedSegmentSum",
  ({ x, segmentIds }, { numSegments }, backend) => {
    if (x.dtype !== "float32") throw new Error(`UnsortedSegmentSum takes float32, not ${x.dtype}`);
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const length = sizeOf(rowShape);
    const out = allocate(backend, [numSegments, ...rowShape]);
    const sums = floatsOf(backend, out).fill(0);
    const values = floatsOf(backend, x);
    const segments = integersOf(backend, segmentIds);
    for (let row = 0; row < segments.length; row++) {
      const segment = segments[row] as number;
      if (segment < 0 || segment >= numSegments) continue;
      const source = row * length;
      const target = segment * length;
      for (let i = 0; i < length; i++) {
        sums[target + i] = (sums[target + i] as number) + (values[source + i] as number);
      }
    }
    return out;
  },
);
