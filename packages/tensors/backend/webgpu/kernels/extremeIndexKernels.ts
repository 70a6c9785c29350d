import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs";
import { flatProgram, wholeNumbers } from "./flatProgram.ts";
import { webgpuKernel } from "./webgpuKernel.ts";

const product = (lengths: readonly number[]): number => lengths.reduce((size, length) => size * length, 1);

function extremeIndexKernel(kernelName: string, isBetter: ">" | "<"): KernelConfig {
  return webgpuKernel<{ readonly x: TensorInfo }, { readonly axis: number | number[] }>(
    kernelName,
    ({ x }, attributes, backend) => {
      const [axis] = util.parseAxisParam(attributes.axis, x.shape) as [number];
      const program = flatProgram({
        name: kernelName,
        outputShape: x.shape.filter((_, place) => place !== axis),
        inputs: ["x"],
        uniforms: ["axisLength", "inner"],
        code: `
          let first = index / uniforms.inner * uniforms.axisLength * uniforms.inner + index % uniforms.inner;
          var found = 0;
          var best = f32(x[first]);
          for (var i = 1; i < uniforms.axisLength && !isnan(best); i++) {
            let value = f32(x[first + i * uniforms.inner]);
            if (isnan(value) || value ${isBetter} best) {
              best = value;
              found = i;
            }
          }
          result[index] = found;`,
      });
      const geometry = wholeNumbers(x.shape[axis] as number, product(x.shape.slice(axis + 1)));
      return backend.runWebGPUProgram(program, [x], "int32", geometry);
    },
  );
}

/** Where along an axis the first largest (smallest) number stands, or the first NaN where there is one. */
export const extremeIndexKernels: readonly KernelConfig[] = [
  extremeIndexKernel("ArgMax", ">"),
  extremeIndexKernel("ArgMin", "<"),
];
