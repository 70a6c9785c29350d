import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { viewOf } from "../wasmArenas.ts";
import { sizeOf } from "./heap.ts";

/** The leaves of a flat tensor, one after the other in the given shapes: views of its memory, nothing is copied. */
export const leafViews: KernelConfig = {
  kernelName: "LeafViews",
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { flat } = inputs as { flat: TensorInfo };
    const { shapes } = attrs as unknown as { shapes: readonly (readonly number[])[] };
    if (flat.dtype !== "float32") throw new Error(`LeafViews takes float32, not ${flat.dtype}`);
    let firstNumber = 0;
    return shapes.map((shape) => {
      const view = viewOf(backend as BackendWasm, flat, firstNumber, [...shape]);
      firstNumber += sizeOf(shape);
      return view;
    });
  },
};
