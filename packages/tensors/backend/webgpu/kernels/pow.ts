import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { flatProgram } from "./flatProgram.ts";
import { callStockWebgpuKernel, webgpuKernel } from "./webgpuKernel.ts";

/** WGSL promises nothing outside of 0 < a < ∞ with a finite exponent, and tfjs makes NaN of pow(NaN, 0) and ∞ of pow(1, ∞). */
const power = `
  fn isInfinite(a : f32) -> bool { return (bitcast<u32>(a) & 0x7fffffffu) == 0x7f800000u; }
  fn power(a : f32, b : f32) -> f32 {
    if (b == 0.0 || a == 1.0) { return 1.0; }
    if (isnan(a) || isnan(b)) { return uniforms.NAN; }
    let size = abs(a);
    let isWhole = isInfinite(b) || floor(b) == b;
    if (a < 0.0 && !isWhole && !isInfinite(a)) { return uniforms.NAN; }
    var result = 1.0;
    if (size == 0.0 || isInfinite(a) || (isInfinite(b) && size != 1.0)) {
      let isLarge = (size > 1.0) == (b > 0.0);
      result = select(0.0, uniforms.INFINITY, isLarge);
    } else if (size != 1.0) {
      result = pow(size, b);
    }
    let isOdd = isWhole && abs(b) < 16777216.0 && floor(b * 0.5) != b * 0.5;
    let isNegative = (bitcast<u32>(a) >> 31u) == 1u;
    return select(result, -result, isOdd && isNegative);
  }
`;

/** aᵇ with the edge cases of IEEE 754-2019 (§9.2.1). */
export const pow = webgpuKernel<{ readonly a: TensorInfo; readonly b: TensorInfo }, object>(
  "Pow",
  ({ a, b }, attributes, backend) => {
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    if (a.dtype !== "float32" || b.dtype !== "float32" || shape.includes(0)) {
      return callStockWebgpuKernel(backend, "Pow", { a, b }, attributes);
    }
    const program = flatProgram({
      name: "pow",
      outputShape: shape,
      inputs: ["a", "b"],
      functions: power,
      code: "result[index] = power(getAByOutputIndex(index), getBByOutputIndex(index));",
    });
    return backend.runWebGPUProgram(program, [a, b], "float32");
  },
);
