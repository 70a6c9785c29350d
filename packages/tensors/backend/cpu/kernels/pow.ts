import { pow as ieeePow } from "@steepest/base/math/pow.ts";
import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { broadcastSteps } from "../../kernels/broadcastSteps.ts";
import { stepsOf } from "../../kernels/collapseAxes.ts";
import { cpuKernel } from "./cpuKernel.ts";

/** aᵇ as IEEE 754-2019 (§9.2.1) and C have it: JavaScript's `**` makes NaN of 1 to a NaN or an infinity, and of −1 to an infinity. */
export const pow = cpuKernel<{ a: TensorInfo; b: TensorInfo }, unknown>("Pow", ({ a, b }, _, backend) => {
  if (a.dtype !== "float32" || b.dtype !== "float32") return null;
  const bases = backend.readSync(a.dataId);
  const exponents = backend.readSync(b.dataId);
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [strides, ofBase, ofExponent] = [
    stepsOf(shape),
    broadcastSteps(a.shape, shape),
    broadcastSteps(b.shape, shape),
  ];
  const powers = new Float32Array(shape.reduce((size, length) => size * length, 1));
  for (let i = 0; i < powers.length; i++) {
    let [base, exponent, left] = [0, 0, i];
    for (let axis = 0; axis < shape.length; axis++) {
      const stride = strides[axis] as number;
      const place = Math.floor(left / stride);
      left -= place * stride;
      base += place * (ofBase[axis] as number);
      exponent += place * (ofExponent[axis] as number);
    }
    powers[i] = ieeePow(bases[base] as number, exponents[exponent] as number);
  }
  return backend.makeTensorInfo(shape, "float32", powers);
});
