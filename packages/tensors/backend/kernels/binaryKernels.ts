import type { KernelConfig } from "@tensorflow/tfjs";
import { binaryKernel } from "./binaryKernel.ts";

/** tfjs's kernels that are one function of two operands in our WebAssembly each. Other dtypes are tfjs's own. */
export const binaryKernels: readonly KernelConfig[] = [
  binaryKernel("Add", "same", { float32: "add", int32: "addIntegers" }),
  binaryKernel("Sub", "same", { float32: "subtract", int32: "subtractIntegers" }),
  binaryKernel("Multiply", "same", { float32: "multiply", int32: "multiplyIntegers" }),
  binaryKernel("RealDiv", "same", { float32: "divide" }),
  binaryKernel("FloorDiv", "same", { float32: "floorDivide", int32: "floorDivideIntegers" }),
  binaryKernel("Maximum", "same", { float32: "maximum", int32: "maximumIntegers" }),
  binaryKernel("Minimum", "same", { float32: "minimum", int32: "minimumIntegers" }),
  binaryKernel("SquaredDifference", "same", { float32: "squaredDifference" }),
  binaryKernel("Equal", "bool", { float32: "equal", int32: "equalIntegers" }),
  binaryKernel("NotEqual", "bool", { float32: "notEqual", int32: "notEqualIntegers" }),
  binaryKernel("Greater", "bool", { float32: "greater", int32: "greaterIntegers" }),
  binaryKernel("GreaterEqual", "bool", { float32: "greaterEqual", int32: "greaterEqualIntegers" }),
  binaryKernel("Less", "bool", { float32: "less", int32: "lessIntegers" }),
  binaryKernel("LessEqual", "bool", { float32: "lessEqual", int32: "lessEqualIntegers" }),
];
