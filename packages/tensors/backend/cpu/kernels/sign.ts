import type { TensorInfo } from "@tensorflow/tfjs";
import { cpuKernel } from "./cpuKernel.ts";

/** −1, 0 or 1, and NaN of NaN: tfjs gives 0, and a diverged run would go on. */
export const sign = cpuKernel<{ x: TensorInfo }, unknown>("Sign", ({ x }, _, backend) => {
  if (x.dtype !== "float32") return null;
  const values = backend.readSync(x.dataId) as Float32Array;
  return backend.makeTensorInfo(
    x.shape,
    "float32",
    values.map((value) => (value === 0 ? 0 : Math.sign(value))),
  );
});
