import type { DataType, Tensor } from "@tensorflow/tfjs";

/** Kernels read as much memory as they are promised: refuses a tensor of another type or shape. Lengths of null are any. */
export function requireTensor(
  what: string,
  tensor: Tensor,
  shape: readonly (number | null)[] | "any",
  dtype: DataType = "float32",
): void {
  const fits =
    shape === "any" ||
    (tensor.shape.length === shape.length &&
      shape.every((length, axis) => length === null || length === tensor.shape[axis]));
  if (tensor.dtype === dtype && fits) return;
  const wanted = shape === "any" ? "" : ` [${shape.map((length) => length ?? "any")}]`;
  throw new Error(`${what} must be ${dtype}${wanted}, not ${tensor.dtype} [${tensor.shape}]`);
}
