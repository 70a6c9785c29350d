import type { TensorInfo } from "@tensorflow/tfjs";
import type { WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu";
import { webgpuKernel } from "./webgpuKernel.ts";

/** tfjs's program with one more question: WGSL's max and exp make numbers of NaN, and all of the row has to become NaN with it. */
function softmaxProgram(rows: number, columns: number): WebGPUProgram {
  const workgroup = columns >= 4096 ? 256 : 64;
  return {
    shaderKey: "steepest_softmax",
    outputShape: [rows, columns],
    variableNames: ["logits"],
    dispatchLayout: { x: [0, 1] },
    dispatch: [rows, 1, 1],
    workgroupSize: [workgroup, 1, 1],
    getUserCode: () => `
      var<workgroup> parts : array<f32, ${workgroup}>;

      fn main(index : i32) {
        let row = index / ${workgroup};
        let thread = i32(localId.x);
        let columns = uniforms.outShape[1];
        var most = -3.402823e+38f;
        for (var column = thread; column < columns; column += ${workgroup}) {
          most = max(most, logits[row * columns + column]);
        }
        parts[thread] = most;
        workgroupBarrier();
        for (var half = ${workgroup / 2}; half > 0; half = half / 2) {
          if (thread < half) { parts[thread] = max(parts[thread], parts[thread + half]); }
          workgroupBarrier();
        }
        let largest = parts[0];
        workgroupBarrier();
        var sum = 0.0;
        for (var column = thread; column < columns; column += ${workgroup}) {
          let distance = logits[row * columns + column] - largest;
          sum += select(exp(distance), uniforms.NAN, isnan(distance));
        }
        parts[thread] = sum;
        workgroupBarrier();
        for (var half = ${workgroup / 2}; half > 0; half = half / 2) {
          if (thread < half) { parts[thread] = parts[thread] + parts[thread + half]; }
          workgroupBarrier();
        }
        let total = parts[0];
        for (var column = thread; column < columns; column += ${workgroup}) {
          let at = row * columns + column;
          let share = exp(logits[at] - largest) / total;
          result[at] = select(share, total, isnan(total));
        }
      }
    `,
  };
}

/** eˣ / Σ eˣ along the last axis; NaN for a whole row where one of its numbers is NaN or +∞. */
export const softmax = webgpuKernel<{ readonly logits: TensorInfo }, object>(
  "Softmax",
  ({ logits }, _, backend) => {
    const columns = logits.shape.at(-1) ?? 1;
    const rows = logits.shape.reduce((size, length) => size * length, 1) / columns;
    const flat = backend.runWebGPUProgram(softmaxProgram(rows, columns), [logits], "float32");
    return { ...flat, shape: logits.shape };
  },
);
