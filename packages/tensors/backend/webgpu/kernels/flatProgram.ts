import type { WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu";

interface FlatProgram {
  /** Tells its pipeline from others; tfjs adds shapes' ranks and dtypes. */
  readonly name: string;
  readonly outputShape: readonly number[];
  /** Names of the inputs' arrays in `code`, in the order in which they are passed. */
  readonly inputs: readonly string[];
  /** Names of whole numbers in `code`, as `uniforms.name`. */
  readonly uniforms?: readonly string[];
  /** WGSL outside of the entry point. */
  readonly functions?: string;
  /** WGSL that sets `result[index]`, run for every `index` of the output. */
  readonly code: string;
}

const workgroup = 64;

/** A program for tfjs with one thread for each number of the output: no atomics, so always the same bits. */
export function flatProgram(options: FlatProgram): WebGPUProgram {
  const { name, outputShape, inputs, uniforms = [], functions = "", code } = options;
  const size = outputShape.reduce((product, length) => product * length, 1);
  return {
    shaderKey: `steepest_${name}`,
    outputShape: [...outputShape],
    variableNames: [...inputs],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(size / workgroup), 1, 1],
    workgroupSize: [workgroup, 1, 1],
    size: true,
    ...(uniforms.length > 0 ? { uniforms: uniforms.map((each) => `${each} : i32,`).join(" ") } : {}),
    getUserCode: () => `
      ${functions}
      fn main(index : i32) {
        if (index >= uniforms.size) { return; }
        ${code}
      }
    `,
  };
}

/** The values of a program's uniforms, in the order of their names. */
export const wholeNumbers = (...values: readonly number[]) =>
  values.map((value) => ({ type: "int32", data: [value] }));
