import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly condition: TensorInfo;
  readonly t: TensorInfo;
  readonly e: TensorInfo;
}

/** `condition ? t : e`. tfjs hands over three tensors of one shape, or a condition with one flag for each row of the others. */
export const select = wasmKernel<Inputs, unknown>("Select", ({ condition, t, e }, _, backend) => {
  if (t.dtype !== e.dtype)
    throw new Error(`Select takes two tensors of one type, not ${t.dtype} and ${e.dtype}`);
  const out = backend.makeOutput(t.shape, t.dtype);
  const { elementwise } = trainingModules();
  const flags = sizeOf(condition.shape);
  const size = sizeOf(t.shape);
  if (size === 0) return out;
  const from = [addressOf(backend, condition), addressOf(backend, t), addressOf(backend, e)] as const;
  const into = addressOf(backend, out);
  const bytes = t.dtype === "bool" ? 1 : 4;
  if (flags === size && bytes === 4) elementwise.select(...from, into, size);
  else elementwise.selectRows(...from, into, flags, (size / flags) * bytes);
  return out;
});
