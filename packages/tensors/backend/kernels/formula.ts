import type { TensorInfo } from "@tensorflow/tfjs";
import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";
import { trainingModules } from "../modules/trainingModules.ts";
import { type Formula, formulaModule } from "./formulaModule.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly formula: Formula;
  /** Of the formula's constants. */
  readonly constants: readonly number[];
  /** Says what the formula is: equal ones are compiled once. */
  readonly signature: string;
}

type Run = (...args: readonly number[]) => void;

/** Compiled formulas by feature level and signature; the one that was not used for longest goes first. */
const compiled = new Map<string, Run>();
const mostCompiled = 256;

/**
 * Numbers of float32 tensors of one size, and of some that hold one number, by one loop over all of them: operations are those of the kernels
 * Add, Sqrt, Ema, …, on the same numbers in the same order, and so are their bits. Results are tensors [size].
 */
export const formula = wasmKernel<readonly TensorInfo[], Attributes>(
  "Formula",
  (inputs, { formula: asked, constants, signature }, backend) => {
    // tfjs hands over a list of tensors as it is.
    const tensors = Object.values(inputs);
    const { featureLevel } = trainingModules();
    currentRecording()?.refuse("a formula ran");
    const name = `${featureLevel} ${signature}`;
    let run = compiled.get(name);
    compiled.delete(name);
    if (run === undefined) {
      const code = formulaModule(asked, featureLevel === "simd-fma");
      const env = { memory: emscriptenOf(backend).asm.memory };
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env });
      run = exports["run"] as Run;
    }
    compiled.set(name, run);
    for (const oldest of compiled.keys()) {
      if (compiled.size <= mostCompiled) break;
      compiled.delete(oldest);
    }
    const size = sizeOf((tensors[asked.inputs.indexOf("each")] as TensorInfo).shape);
    const outputs = asked.outputs.map(() => allocate(backend, [size]));
    const addresses = [...tensors, ...outputs].map((tensor) => addressOf(backend, tensor));
    run(4 * size, ...addresses, ...constants);
    return outputs;
  },
);
