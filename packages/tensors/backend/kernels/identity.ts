import type { TensorInfo } from "@tensorflow/tfjs";
import { wasmKernel } from "./wasmKernel.ts";

/** Another name for the same numbers, as on tfjs's other backends; tfjs-wasm copies them for every tensor a gradient saves. */
export const identity = wasmKernel<{ x: TensorInfo }, unknown>("Identity", ({ x }, _, backend) => {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
});
